// Which logs a command reads, and which it follows.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "source/source.h"

namespace mailwhy::cli {

// `paths`, or the machine's mail log where they are none: which one is noted.
Result<std::vector<std::string>> LogPaths(std::vector<std::string> paths);

// The mail log of a machine: what Postfix itself writes to (`maillog_file`, ""
// where it uses syslog), else the first of `usual` that is there, else the
// journal, if the machine keeps one.
Result<std::string> MachineLog(const std::string& maillog_file,
                               const std::vector<std::string>& usual,
                               bool has_journal);

// For watch: what rotation has left, to be read first, in the order of time, and
// the logs to follow then.
struct WatchedLogs {
  std::vector<source::LogFile> first;
  std::vector<source::LogFile> followed;
};

// A directory means the logs in it; a log that is not there yet is waited for,
// if its directory is there.
Result<WatchedLogs> PlanWatch(const std::vector<std::string>& paths);

}  // namespace mailwhy::cli
