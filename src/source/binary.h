// Tells files that are no logs by their beginning.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace mailwhy::source {

// How much of the beginning is looked at.
inline constexpr std::size_t kLookedAt = 64 * 1024;

// Why these first bytes are not those of a log, if they are not. A few NULs
// are: after a crash file systems leave them behind.
std::optional<Error> WhyNoLog(std::string_view first, const std::string& path);

}  // namespace mailwhy::source
