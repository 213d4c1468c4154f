// Where a line was wrapped, judged by its text alone: for pasted.cc.
#pragma once

#include <string>
#include <string_view>

namespace mailwhy::source {

// What somebody wrote between log lines: "~略", "...", "(snip)", blank lines.
bool IsFiller(std::string_view line);

// Whether `next` is the torn-off end of the log line `begun`.
bool IsTornOff(std::string_view begun, std::string_view next);

// Whether the end of a line with brackets or an outcome is still missing.
bool IsUnfinished(std::string_view line);

// Whether `line` is rather what somebody says about a log than a piece of it.
bool IsTalk(std::string_view line);

// Puts them together again, with a blank where one was lost.
void JoinTornOff(std::string* begun, std::string_view next);

// Without "> ", grep's "mail.log:" or "12:" before a log line; with plain
// blanks.
std::string WithoutPasteMarks(std::string_view line);

}  // namespace mailwhy::source
