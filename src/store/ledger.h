// Ledger: tells a line that another copy of the log already brought from a line
// that one log holds twice (INTERFACE.md, "What is one what", Line).
//
// A log (a file, and the files that rotation cut from it) may hold equal lines
// in one second. An event is stored once for each time that some log holds it:
// a line is new when this log has now brought more of its kind, within that
// second, than are stored. Called by the pipeline for each line, between parse
// and group.
#pragma once

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "model/progress.h"
#include "store/store.h"

namespace mailwhy::store {

class Ledger {
 public:
  explicit Ledger(Store& store) : store_(store) {}

  // A log begins that has nothing to do with those before it. All that was
  // found new so far must have been saved.
  Status BeginLog();

  // Whether the line is new; if so it is to be saved (TakeNew).
  Result<bool> IsNew(const SeenLine& line);

  // A line that this log is known to have brought before (on going on with it).
  Status Again(const SeenLine& line);

  // What is new since the last call, for Batch::seen.
  std::vector<SeenLine> TakeNew() { return std::move(new_); }

 private:
  struct Counts {
    std::uint32_t stored = 0;   // by any log
    std::uint32_t brought = 0;  // by the log that was read last ...
    std::uint32_t log = 0;      // ... which is this one
  };
  // Ten minutes of stored lines.
  struct Window {
    std::unordered_map<std::uint64_t, Counts> lines;
    std::uint64_t used = 0;
    std::size_t size = 0;  // lines, equal ones too
  };

  Result<Counts*> Find(const SeenLine& line);
  Status ReadWindow(std::int64_t first, Window& window);
  void NoteStored(const SeenLine& line);
  void Forget();

  Store& store_;
  std::int64_t stored_until_ =
      -1;                         // last second with stored lines of other logs
  std::int64_t read_until_ = -1;  // last second seen in this run
  std::map<std::int64_t, Window> windows_;
  std::size_t lines_in_windows_ = 0;
  std::uint64_t clock_ = 0;
  std::uint32_t log_ = 0;  // which log is read: counts BeginLog()
  std::vector<SeenLine> new_;
};

}  // namespace mailwhy::store
