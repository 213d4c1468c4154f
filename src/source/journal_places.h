// Where journals lie, and which is which. For journal.cc and the plan.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace mailwhy::source {

// What the head of a journal file says (systemd, "Journal File Format").
struct JournalHeader {
  std::string file_id;  // 16 random bytes: copies and new names keep it
  Micros first = 0, last = 0;
};

// Nothing where it is no journal file.
std::optional<JournalHeader> ReadJournalHeader(const std::string& file);

// *.journal and *.journal~ (left by a crash) of a directory and of those in it.
Result<std::vector<std::string>> JournalFilesIn(const std::string& directory);

// This machine's.
std::vector<std::string> LocalJournalFiles();

// This machine has a journal and the user may read the system's part of it.
Status CheckLocalJournal();

// Names the journal at `place` ("" this machine's) in a LogMark.
std::uint64_t JournalIdentity(const std::string& place);

}  // namespace mailwhy::source
