// The other mail's queue ID in a reply.
#include <algorithm>

#include "parse/cursor.h"
#include "parse/shapes.h"

namespace mailwhy::parse {
namespace {

constexpr std::size_t kLongestId = 64;

constexpr bool IsIdChar(char c) {
  return IsAlnum(c) || c == '-' || c == '_' || c == '.';
}

// The word at the beginning, if it can be a queue ID: it has a digit, or is as
// long as a Postfix ID that has none.
std::string_view IdAt(std::string_view text) {
  std::string_view id = Cursor(text).TakeWhile(IsIdChar);
  while (id.ends_with('.') || id.ends_with('-')) id.remove_suffix(1);
  if (id.size() < 4 || id.size() > kLongestId) return {};
  if (std::any_of(id.begin(), id.end(), IsDigit)) return id;
  return id.find_first_of("aeiou") == kNowhere ? id : std::string_view();
}

// Behind the last `mark`, since a filter quotes the next server's reply.
std::string_view Behind(std::string_view reply, std::string_view mark) {
  const std::size_t at = FindLast(reply, mark);
  return at == kNowhere ? std::string_view() : reply.substr(at + mark.size());
}

// sendmail: "250 2.0.0 2B5IcCaB012345 Message accepted for delivery".
std::string_view SendmailId(std::string_view reply) {
  const std::size_t end = reply.find(" Message accepted for delivery");
  if (end == kNowhere || end == 0) return {};
  const std::size_t blank = reply.rfind(' ', end - 1);
  return blank == kNowhere ? std::string_view()
                           : IdAt(reply.substr(blank + 1, end - blank - 1));
}

}  // namespace

std::string_view QueuedAs(std::string_view reply) {
  constexpr std::string_view kMarks[] = {"ueued as ", "orwarded as "};
  for (std::string_view mark : kMarks) {
    const std::string_view id = IdAt(Behind(reply, mark));
    if (!id.empty()) return id;
  }
  const std::string_view exim = IdAt(Behind(reply, "OK id="));
  return exim.empty() ? SendmailId(reply) : exim;
}

}  // namespace mailwhy::parse
