#include "report/html.h"

#include <algorithm>

#include "base/text.h"

namespace mailwhy::report {
namespace {

// Bytes of a URL (RFC 3986) that end in running text neither a sentence nor a
// pair of brackets.
std::size_t UrlLength(std::string_view text) {
  constexpr std::string_view kSigns = "-._~:/?#@!$&*+,;=%";
  const auto* end = std::find_if(text.begin(), text.end(), [&](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    return !letter && !digit && kSigns.find(c) == kSigns.npos;
  });
  std::string_view url(text.data(),
                       static_cast<std::size_t>(end - text.begin()));
  const auto last = url.find_last_not_of(".,;:!?");
  return last == url.npos ? 0 : last + 1;
}

}  // namespace

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : Printable(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string Linked(std::string_view text) {
  std::string linked;
  while (!text.empty()) {
    const std::size_t at = text.find("https://");
    linked += Escaped(text.substr(0, at));
    if (at == text.npos) break;
    text.remove_prefix(at);
    const std::size_t length = UrlLength(text);
    const std::string url = Escaped(text.substr(0, length));
    linked += "<a rel=\"noreferrer\" href=\"" + url + "\">" + url + "</a>";
    text.remove_prefix(length);
  }
  return linked;
}

}  // namespace mailwhy::report
