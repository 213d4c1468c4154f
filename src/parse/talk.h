// Talk: what every Postfix program may say, and what concerns no mail. The last
// that the parser asks.
#pragma once

#include <string_view>

namespace mailwhy::parse {

// Of a line without queue ID and without severity, whose shape is not known.
bool IsTalk(std::string_view text);

}  // namespace mailwhy::parse
