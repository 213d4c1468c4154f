// The words of a time that somebody asks for, made plain: full-width and
// Japanese spellings in ASCII, then split at blanks. For read_time.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailwhy {

// "１２月５日（月）午後６時３８分頃" -> {"12-5", "pm", "6:38"}. Lower case.
// What has no plain form stays, and then is not understood.
std::vector<std::string> PlainTimeWords(std::string_view text);

// 1 to 12 for "dec" and "december", else 0.
int MonthOf(std::string_view word);
bool IsWeekday(std::string_view word);

}  // namespace mailwhy
