// mailwhy's own messages: to standard error, never to standard output.
#pragma once

#include <string_view>

#include "base/result.h"

namespace mailwhy {

enum class Verbosity { kQuiet, kNormal, kVerbose };

void SetVerbosity(Verbosity verbosity);
// One line "mailwhy: what: why", and the hint on a second one. Always shown.
void ShowError(const Error& error);
// Shown unless quiet.
void Note(std::string_view text);
// Shown only with -v.
void Detail(std::string_view text);

}  // namespace mailwhy
