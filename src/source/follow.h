// Follow: the growing log. `watch` asks it again and again for what is new in a
// file that grows, is renamed away and appears anew.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "model/progress.h"
#include "model/raw_line.h"

namespace mailwhy::source {

class Follower {
 public:
  virtual ~Follower() = default;
  // What is new, or no lines. A line without its end is held back until it has one.
  // When the file was renamed away, the old one is read to its end first, then the new one
  // from its beginning: `new_file` is then set for the first lines of the new one.
  struct News {
    std::span<const RawLine> lines;
    bool new_file = false;
  };
  virtual Result<News> Next() = 0;
  virtual LogMark Mark() const = 0;   // of the file being read
  virtual std::string_view Preceding() const = 0;
  // Waits until there may be news, at most `milliseconds`. inotify, else polling.
  virtual void Wait(int milliseconds) = 0;
};

// `start` (and `cursor`, of a journal: OpenOptions) is where to go on in the
// file that is now at `path`.
Result<std::unique_ptr<Follower>> Follow(const std::string& path,
                                         std::int64_t start,
                                         const std::string& cursor = "");

}  // namespace mailwhy::source
