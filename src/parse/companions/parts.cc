#include "parse/companions/parts.h"

#include <algorithm>
#include <array>

#include "base/cursor.h"
#include "parse/lexis.h"

namespace mailwhy::parse {
namespace {

constexpr std::array<std::string_view, 6> kSeverities = {
    "Error: ", "Warning: ", "Info: ", "Debug: ", "Fatal: ", "Panic: "};

constexpr bool IsIpChar(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ||
         c == ':' || c == '.';
}

}  // namespace

std::string_view Behind(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  return at == kNowhere ? std::string_view() : text.substr(at + mark.size());
}

std::string_view Between(std::string_view text, std::string_view open,
                         std::string_view close) {
  const std::string_view behind = Behind(text, open);
  const std::size_t end = behind.find(close);
  return end == kNowhere ? std::string_view() : behind.substr(0, end);
}

std::string_view BareIp(std::string_view text) {
  if (text.starts_with('[')) text.remove_prefix(1);
  text = text.substr(0, text.find_first_of("]/"));
  if (text.starts_with("::ffff:") && text.find('.') != kNowhere) {
    text.remove_prefix(7);
  }
  const bool good = text.size() >= 2 && text.size() <= 45 &&
                    std::all_of(text.begin(), text.end(), IsIpChar) &&
                    text.find_first_of(".:") != kNowhere;
  return good ? text : std::string_view();
}

std::string_view TakeDovecotSeverity(std::string_view* text) {
  for (const std::string_view severity : kSeverities) {
    if (!text->starts_with(severity)) continue;
    text->remove_prefix(severity.size());
    return severity.substr(0, severity.size() - 2);
  }
  return {};
}

std::string_view TakeBracketed(std::string_view* text) {
  if (!text->starts_with('<')) return {};
  const std::size_t end = text->find('>');
  if (end == kNowhere) return {};
  const std::string_view inside = text->substr(1, end - 1);
  text->remove_prefix(end + 1);
  return inside;
}

void SetSender(std::string_view sender, Event& event) {
  event.sender = BareAddress(sender);
  event.sender_given = true;
}

void SetQueueId(std::string_view id, Event& event) {
  if (LooksLikeQueueId(id)) event.queue_id = id;
}

}  // namespace mailwhy::parse
