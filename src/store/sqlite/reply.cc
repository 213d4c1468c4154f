#include "store/sqlite/reply.h"

#include <algorithm>

#include "base/text.h"

namespace mailwhy::store::sqlite {
namespace {

constexpr char kDetail = 1;
constexpr char kFirstKnown = 2;
constexpr char kLastKnown = 7;
constexpr std::size_t kShortestKnown = 4;  // shorter ones stand in other words
constexpr int kManyDigits = 4;
constexpr std::size_t kLongToken = 10;

using Values = std::array<std::string_view, kLastKnown - kFirstKnown + 1>;

Values ValuesOf(const Known& known) {
  return {known.recipient,       known.ip,     known.name,
          known.remote_queue_id, known.sender, known.helo};
}

bool IsMarker(char c) { return c >= kDetail && c <= kLastKnown; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void Replace(std::string& text, std::string_view value, char marker) {
  if (value.size() < kShortestKnown) return;
  std::size_t at = text.find(value);
  while (at != std::string::npos) {
    text.replace(at, value.size(), 1, marker);
    at = text.find(value, at + 1);
  }
}

// "203.0.113.5", "mail.example.com[203.0.113.5]:25:": seldom peculiar to one
// mail, often the same again for the next.
bool NamesHost(std::string_view token) {
  const std::size_t open = token.find('[');
  const std::size_t close = token.find(']');
  if (open != std::string_view::npos && close != std::string_view::npos &&
      close > open) {
    return LooksLikeIp(token.substr(open + 1, close - open - 1));
  }
  while (!token.empty() && !IsDigit(token.back())) token.remove_suffix(1);
  return LooksLikeIp(token);
}

bool IsPeculiar(std::string_view token) {
  if (std::any_of(token.begin(), token.end(), IsMarker)) return false;
  const auto digits = std::count_if(token.begin(), token.end(), IsDigit);
  const bool letters = std::any_of(token.begin(), token.end(), IsLetter);
  const bool dots = token.find('.') != std::string_view::npos;
  const bool looks =
      (digits >= kManyDigits && (token.size() >= kLongToken || !dots)) ||
      (digits >= 2 && letters && token.size() >= kLongToken);
  return looks && !NamesHost(token);
}

struct Span {
  std::size_t begin = std::string_view::npos, end = 0;
};

// From the first peculiar word to the last one; not across a marker.
Span PeculiarSpan(std::string_view text) {
  Span span;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t blank = text.find(' ', at);
    const std::size_t end = std::min(blank, text.size());
    const std::string_view token = text.substr(at, end - at);
    const bool marked = std::any_of(token.begin(), token.end(), IsMarker);
    if (marked && span.end != 0) break;
    if (IsPeculiar(token)) {
      span.begin = std::min(span.begin, at);
      span.end = end;
    }
    at = end + 1;
  }
  return span;
}

void CutDetail(Reply& reply) {
  const Span span = PeculiarSpan(reply.text);
  if (span.end == 0) return;
  reply.detail = reply.text.substr(span.begin, span.end - span.begin);
  reply.text.replace(span.begin, span.end - span.begin, 1, kDetail);
}

}  // namespace

Reply TakeApart(std::string_view text, const Known& known, bool cut) {
  Reply reply{std::string(text), {}};
  if (std::any_of(text.begin(), text.end(), IsMarker)) {
    return {std::string(1, kDetail), std::string(text)};
  }
  char marker = kFirstKnown;
  for (const std::string_view value : ValuesOf(known)) {
    Replace(reply.text, value, marker++);
  }
  if (cut) CutDetail(reply);
  return reply;
}

std::string PutTogether(std::string_view text, std::string_view detail,
                        const Known& known) {
  const Values values = ValuesOf(known);
  std::string reply;
  reply.reserve(text.size() + detail.size() + 32);
  for (const char c : text) {
    if (c == kDetail) {
      reply += detail;
    } else if (c >= kFirstKnown && c <= kLastKnown) {
      reply += values[static_cast<std::size_t>(c - kFirstKnown)];
    } else {
      reply.push_back(c);
    }
  }
  return reply;
}

}  // namespace mailwhy::store::sqlite
