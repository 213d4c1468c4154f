// Which logs a command reads when none is named.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace mailwhy::cli {

// `paths`, or the machine's mail log where they are none.
Result<std::vector<std::string>> LogPaths(std::vector<std::string> paths);

// Beside each path, the files that rotation made of it.
std::vector<std::string> WithRotated(const std::vector<std::string>& paths);

}  // namespace mailwhy::cli
