// Watcher: sleeps until something may have happened to a file, or to what takes
// its place. For follow.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailwhy::source {

class Watcher {
 public:
  Watcher();
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  // Looks after `path` too: its directory, since files in it come and go; where
  // it is a symbolic link, also the directory of what it names.
  void Add(const std::string& path);

  // At most so long; a signal ends it. Where the system cannot tell of changes
  // (network file systems, too many watches), it sleeps: the caller looks by
  // itself.
  void Wait(int milliseconds);

 private:
  void AddDirectoryOf(const std::string& path);
  bool ReadEvents();
  bool IsOurs(std::string_view name) const;

  int inotify_;
  bool watching_ = false;
  std::vector<std::string> names_;  // what names in the directories begin with
};

}  // namespace mailwhy::source
