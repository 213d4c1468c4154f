// Whether a line begins like one of a log: a rough look, for telling logs from
// other files and pasted lines from their torn-off ends. parse/ decides.
#pragma once

#include <string_view>

namespace mailwhy::source {

bool BeginsLikeLogLine(std::string_view line);

}  // namespace mailwhy::source
