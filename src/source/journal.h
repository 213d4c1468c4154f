// The systemd journal as a source of log lines: "journal:" is this machine's,
// "journal:FILE" one journal file, "journal:DIRECTORY" all that lie there.
// open.cc, plan.cc, recognise.cc and follow.cc ask here for such paths.
//
// How far a journal was read is the cursor of the last entry. Where that entry
// is no longer there the journal is read from its beginning: the ledger knows
// the lines.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "source/follow.h"
#include "source/source.h"

namespace mailwhy::source {

// "/srv/journals" of "journal:/srv/journals"; "" of "journal:".
std::string JournalPlace(std::string_view path);

// The journal's files, in the order of time; this machine's journal is one.
Result<std::vector<LogFile>> PlanJournal(const std::string& path);

Result<std::unique_ptr<Reader>> OpenJournal(const std::string& path,
                                            const OpenOptions& options);

Result<std::unique_ptr<Follower>> FollowJournal(const std::string& path,
                                                const OpenOptions& options);

Result<std::optional<LogMark>> RecognizeJournal(
    const std::string& path, const std::vector<LogMark>& known);

}  // namespace mailwhy::source
