// The other mail's queue ID in a reply, as each mail system gives it.
#include <algorithm>
#include <array>

#include "base/cursor.h"
#include "parse/shapes.h"

namespace mailwhy::parse {
namespace {

constexpr std::size_t kLongestId = 64;
constexpr std::size_t kShortestId = 4;

constexpr bool IsIdChar(char c) {
  return IsAlnum(c) || c == '-' || c == '_' || c == '.';
}

// The word at the beginning, if it can be a queue ID: it has a digit, or is as
// long as a Postfix ID that has none.
std::string_view IdAt(std::string_view text) {
  std::string_view id = Cursor(text).TakeWhile(IsIdChar);
  while (id.ends_with('.') || id.ends_with('-')) id.remove_suffix(1);
  if (id.size() < kShortestId || id.size() > kLongestId) return {};
  if (std::any_of(id.begin(), id.end(), IsDigit)) return id;
  return id.find_first_of("aeiou") == kNowhere ? id : std::string_view();
}

// The word that ends where the text does, between blanks.
std::string_view LastWord(std::string_view text) {
  const std::size_t blank = text.rfind(' ');
  return blank == kNowhere ? std::string_view() : text.substr(blank + 1);
}

// What stands directly before the ID. The last one counts, since a filter
// quotes the next server's reply.
constexpr auto kBefore = std::to_array<std::string_view>({
    "ueued as ",         // Postfix, Zimbra, MailMarshal
    "orwarded as ",      // local
    "OK id=",            // Exim
    "InternalId=",       // Exchange, Microsoft 365
    "Message Queued (",  // Haraka
    " qp ",              // qmail
    "ueued with id ",    // Stalwart
    "Received OK [",     // Mimecast
    "completed: id=",    // GMX
    "ok:  Message ",     // IronPort
    ", id=",             // amavis, of what it swallowed
});

// What stands directly behind the ID.
constexpr auto kBehind = std::to_array<std::string_view>({
    " Message accepted for delivery",  // sendmail, OpenSMTPD, Kerio
    " message accepted for delivery",  // CommuniGate
    " mail accepted for delivery",
    " - gsmtp",  // Gmail
    " Saved",    // Dovecot's LMTP: the session
});

std::string_view IdBehind(std::string_view reply) {
  for (const std::string_view mark : kBefore) {
    const std::size_t at = FindLast(reply, mark);
    if (at == kNowhere) continue;
    const std::string_view id = IdAt(reply.substr(at + mark.size()));
    if (!id.empty()) return id;
  }
  return {};
}

std::string_view IdBefore(std::string_view reply) {
  for (const std::string_view mark : kBehind) {
    const std::size_t at = FindLast(reply, mark);
    if (at == kNowhere) continue;
    const std::string_view word = LastWord(reply.substr(0, at));
    const std::string_view id = IdAt(word);
    if (id.size() == word.size()) return id;
  }
  return {};
}

// Amazon SES: "250 Ok 0100018b...-000000", and nothing behind it.
std::string_view IdAtEnd(std::string_view reply) {
  constexpr std::size_t kShortest = 30;
  Cursor cursor(reply);
  if (!cursor.Skip("250 Ok ") && !cursor.Skip("250 OK ")) return {};
  const std::string_view id = IdAt(cursor.rest());
  const bool whole = id.size() == cursor.rest().size();
  return whole && id.size() >= kShortest ? id : std::string_view();
}

}  // namespace

std::string_view QueuedAs(std::string_view reply) {
  if (reply.size() < kShortestId) return {};
  std::string_view id = IdBehind(reply);
  if (id.empty()) id = IdBefore(reply);
  return id.empty() ? IdAtEnd(reply) : id;
}

}  // namespace mailwhy::parse
