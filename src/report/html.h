// Pieces of HTML that is XML as well: everything that comes in is escaped here.
// causes_page.cc puts pages together of them.
#pragma once

#include <string>
#include <string_view>

namespace mailwhy::report {

// For text and for attributes in double quotes. Controls become visible.
std::string Escaped(std::string_view text);
// Escaped, with web addresses as links.
std::string Linked(std::string_view text);

}  // namespace mailwhy::report
