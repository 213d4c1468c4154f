// Which logs a command reads, and which it follows.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "source/source.h"

namespace mailwhy::cli {

// `paths`, or the machine's mail log where they are none.
Result<std::vector<std::string>> LogPaths(std::vector<std::string> paths);

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
