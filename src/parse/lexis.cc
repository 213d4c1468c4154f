#include "parse/lexis.h"

#include <algorithm>

#include "base/cursor.h"

namespace mailwhy::parse {
namespace {

constexpr std::size_t kShortestQueueId = 5;
constexpr std::size_t kLongestQueueId = 64;
// Seconds (6), microseconds (4), "z", inode: Postfix's mail_queue.h.
constexpr std::size_t kShortestLongId = 10;

constexpr bool IsUpperHex(char c) {
  return IsDigit(c) || (c >= 'A' && c <= 'F');
}

// Postfix's base 52: digits and consonants, so that no word can arise.
constexpr bool IsBase52(char c) {
  constexpr std::string_view kVowels = "aeiouAEIOU";
  return IsAlnum(c) && kVowels.find(c) == kNowhere;
}

bool IsPort(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), IsDigit);
}

std::string_view WithoutIpv6Prefix(std::string_view ip) {
  return ip.starts_with("IPv6:") ? ip.substr(5) : ip;
}

// "[ip]" taken apart: a path in brackets is a socket.
PeerView PeerOf(std::string_view whole, std::size_t open, std::size_t close) {
  PeerView peer;
  const std::string_view inside = whole.substr(open + 1, close - open - 1);
  if (inside.find('/') != kNowhere) {
    peer.name = whole.substr(0, close + 1);
    return peer;
  }
  peer.name = whole.substr(0, open);
  if (inside != "unknown") peer.ip = WithoutIpv6Prefix(inside);
  return peer;
}

// "5.1.1" at the beginning; its length, 0 if it is none (RFC 3463).
std::size_t EnhancedCodeLength(std::string_view text) {
  Cursor cursor(text);
  const std::string_view level = cursor.TakeDigits();
  if (level.size() != 1 || level.find_first_not_of("245") != kNowhere) return 0;
  for (int part = 0; part < 2; ++part) {
    if (!cursor.Skip('.')) return 0;
    const std::size_t digits = cursor.TakeDigits().size();
    if (digits < 1 || digits > 3) return 0;
  }
  if (IsAlnum(cursor.Peek()) || cursor.Peek() == '.') return 0;
  return text.size() - cursor.rest().size();
}

}  // namespace

PeerView TakePeer(std::string_view* text) {
  const std::size_t stop = FindEither(*text, '[', ' ');
  if (stop == text->size() || (*text)[stop] == ' ' ||
      text->find(']', stop) == kNowhere) {
    const std::size_t colon = text->find(": ");
    const std::string_view name = text->substr(0, std::min(stop, colon));
    text->remove_prefix(name.size());
    return ReadPeer(name);
  }
  const std::size_t close = text->find(']', stop);
  PeerView peer = PeerOf(*text, stop, close);
  Cursor after(text->substr(close + 1));
  if (after.Skip(':')) {
    const std::string_view port = after.TakeDigits();
    if (IsPort(port)) {
      peer.port = port;
      text->remove_prefix(close + 2 + port.size());
      return peer;
    }
  }
  text->remove_prefix(close + 1);
  return peer;
}

PeerView ReadPeer(std::string_view text) {
  PeerView peer;
  if (text == "none") return peer;
  const std::size_t open = text.find('[');
  if (open == kNowhere) {
    peer.name = text;
    return peer;
  }
  const std::size_t close = text.find(']', open);
  if (close == kNowhere) {  // cut
    peer.name = text.substr(0, open);
    return peer;
  }
  peer = PeerOf(text, open, close);
  const std::string_view after = text.substr(close + 1);
  if (after.starts_with(':') && IsPort(after.substr(1))) {
    peer.port = after.substr(1);
  }
  return peer;
}

std::string_view BareAddress(std::string_view text) {
  if (text.starts_with('<')) text.remove_prefix(1);
  if (text.ends_with('>')) text.remove_suffix(1);
  return text;
}

bool IsQueueId(std::string_view word) {
  if (word.size() < kShortestQueueId || word.size() > kLongestQueueId) {
    return false;
  }
  if (std::all_of(word.begin(), word.end(), IsUpperHex)) return true;
  return word.size() >= kShortestLongId &&
         std::all_of(word.begin(), word.end(), IsBase52);
}

bool LooksLikeQueueId(std::string_view word) {
  if (IsQueueId(word)) return true;
  return word.size() >= kShortestQueueId && word.size() <= kLongestQueueId &&
         std::all_of(word.begin(), word.end(), IsAlnum) &&
         std::any_of(word.begin(), word.end(), IsDigit);
}

void TakeQueueId(std::string_view* text, Event& event) {
  Cursor cursor(text->substr(0, kLongestQueueId + 2));
  const std::string_view word = cursor.TakeWhile(IsAlnum);
  if (word.empty() || !cursor.Skip(':')) return;
  if (!cursor.AtEnd() && !cursor.Skip(' ')) return;
  const bool right = event.warning ? IsQueueId(word) : LooksLikeQueueId(word);
  if (word == "NOQUEUE") {
    event.noqueue = true;
  } else if (right) {
    event.queue_id = text->substr(0, word.size());
  } else {
    return;
  }
  text->remove_prefix(std::min(text->size(), word.size() + 2));
}

void ReadReplyCodes(std::string_view reply, Event& event) {
  if (reply.size() >= 3 && IsDigit(reply[0]) && IsDigit(reply[1]) &&
      IsDigit(reply[2]) &&
      (reply.size() == 3 || reply[3] == ' ' || reply[3] == '-')) {
    event.code = reply.substr(0, 3);
    reply.remove_prefix(std::min<std::size_t>(4, reply.size()));
  }
  event.dsn = reply.substr(0, EnhancedCodeLength(reply));
}

void AddExtra(std::string_view key, std::string_view value, Event& event) {
  if (event.extra_count >= event.extra.size()) return;
  event.extra[event.extra_count++] = {key, value};
}

}  // namespace mailwhy::parse
