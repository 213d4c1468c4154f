// The way of a line, on one page: source > parse > group > classify > store.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "classify/classifier.h"
#include "model/progress.h"
#include "source/source.h"
#include "store/store.h"

namespace mailwhy {

struct ReadOptions {
  Zone zone;                    // of log times without one
  int year = 0;                 // --year: of the newest line; 0: work it out
  std::optional<Micros> asked;  // a moment in the year that the question names
  bool join_pasted = false;     // for files below 1 MiB and standard input
  // Save from a thread of its own while many lines are read (store/behind.h).
  bool save_behind = false;
  // One log, into a store that is empty and then forgotten: no line can come
  // again, nor is it ever gone on with, so that nothing is noted for that.
  bool once = false;
  bool growing = true;          // leave a last line that may not be whole yet
  std::size_t lines_per_commit = 50'000;
  // Gets each line of a mail program that is of no known kind, also of what
  // was loaded before.
  std::function<void(std::string_view)> unrecognized;
  // Called after each commit.
  std::function<void()> committed;
  // Called between batches: bytes read of bytes in all. Returns false to stop.
  std::function<bool(std::int64_t, std::int64_t)> progress;
};

// Reads logs into a store. One at a time for each store. After an error of the
// store a Pipeline is of no more use; another one goes on from the last commit.
class Pipeline {
 public:
  Pipeline(store::Store& store, classify::Classifier& classifier,
           const ReadOptions& options);
  ~Pipeline();

  // Reads the files in their order. An error in one is handed to `failed`, what
  // was read of it is kept, and the others are read all the same. Returns what
  // keeps the store from going on (disk full, damaged).
  Status Load(const std::vector<source::LogFile>& files,
              const std::function<void(const Error&)>& failed);

  // Follows the logs at these paths until `stop` says so: through rotation, and
  // from where the store was left, which may be in a file that was rotated
  // since. Rotated files that were never read are left to Load. A log may be
  // missing: it will come.
  Status Watch(const std::vector<source::LogFile>& files,
               const std::function<bool()>& stop,
               const std::function<void(const Error&)>& failed);

  const LoadCounts& counts() const;
  // Lines by kind (parse/kinds.cc names).
  const std::map<std::string, std::int64_t>& by_kind() const;

 private:
  struct Work;
  class Watching;
  std::unique_ptr<Work> work_;
};

}  // namespace mailwhy
