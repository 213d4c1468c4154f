// FailureOfLine: the failure that one or a few log lines tell of, by the same
// parse and group path that whole logs take. For explain, rules test, and the
// rule check.
#pragma once

#include <optional>
#include <string>

#include "model/failure.h"

namespace mailwhy::cli {

// The last failure in the text: a reject or session before a delivery attempt
// only where there is no attempt. Nothing where the lines tell of none.
std::optional<Failure> FailureOfLine(const std::string& log_text);

}  // namespace mailwhy::cli
