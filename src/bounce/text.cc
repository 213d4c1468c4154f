#include "bounce/text.h"

#include <algorithm>
#include <charconv>

#include "base/cursor.h"
#include "base/text.h"
#include "base/time_parts.h"

namespace mailwhy::bounce {
namespace {

// Takes the quote marks of one more forward off.
bool Unquote(std::string_view& line) {
  std::string_view rest = line;
  if (StartsWith(rest, " ")) rest.remove_prefix(1);
  if (!StartsWith(rest, ">") && !StartsWith(rest, "| ")) return false;
  rest.remove_prefix(1);
  if (StartsWith(rest, " ")) rest.remove_prefix(1);
  line = rest;
  return true;
}

// RFC 5322 atext and ".", and bytes of UTF-8 (RFC 6531).
bool IsLocal(char c) {
  constexpr std::string_view kSigns = "!#$%&'*+-/=?^_`{|}~.";
  return IsAlnum(c) || static_cast<unsigned char>(c) >= 0x80 ||
         kSigns.find(c) != kNowhere;
}

bool IsDomain(char c) {
  return IsAlnum(c) || c == '.' || c == '-' || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// The address around the "@" at `at`; empty where there is none.
std::string_view AddressAround(std::string_view text, std::size_t at) {
  std::size_t begin = at, end = at + 1;
  while (begin > 0 && at - begin < 256 && IsLocal(text[begin - 1])) --begin;
  while (end < text.size() && end - at < 256 && IsDomain(text[end])) ++end;
  while (end > at + 1 && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
  while (begin < at && (text[begin] == '\'' || text[begin] == '`')) ++begin;
  if (begin == at || end == at + 1) return {};
  return text.substr(begin, end - begin);
}

// <"strange one"@example.net>
std::string_view QuotedAround(std::string_view text, std::size_t at) {
  constexpr std::size_t kLongest = 320;
  const std::size_t from = at - std::min(at, kLongest);
  const std::string_view near = text.substr(from, 2 * kLongest);
  const std::size_t open = near.rfind('<', at - from);
  const std::size_t close = near.find('>', at - from);
  if (open == kNowhere || close == kNowhere || close - open > kLongest) {
    return {};
  }
  return near.substr(open + 1, close - open - 1);
}

int NumberOf(std::string_view text) {
  int number = -1;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : -1;
}

int MonthOf(std::string_view name) {
  constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (name.size() < 3) return 0;
  const std::size_t at = kMonths.find(LowerAscii(name.substr(0, 3)));
  return at == kNowhere || at % 3 != 0 ? 0 : static_cast<int>(at / 3) + 1;
}

// Minutes east of "+0900"; 0 for GMT, UT and whatever else.
int OffsetOf(std::string_view zone) {
  if (zone.size() != 5 || (zone[0] != '+' && zone[0] != '-')) return 0;
  const int number = NumberOf(zone.substr(1));
  if (number < 0 || number > 1400 || number % 100 > 59) return 0;
  const int minutes = number / 100 * 60 + number % 100;
  return zone[0] == '-' ? -minutes : minutes;
}

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  for (const std::string_view word : Split(text.substr(0, 100), ' ')) {
    if (!word.empty() && words.size() < 8) words.push_back(word);
  }
  return words;
}

// "18:38:12" or "18:38"
bool ReadClock(std::string_view text, CivilTime& civil) {
  const auto parts = Split(text, ':');
  if (parts.size() < 2 || parts.size() > 3) return false;
  civil.hour = NumberOf(parts[0]);
  civil.minute = NumberOf(parts[1]);
  civil.second = parts.size() == 3 ? NumberOf(parts[2]) : 0;
  return IsRealTime(civil.hour, civil.minute, civil.second);
}

}  // namespace

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty() && lines.size() < kMostLines) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == kNowhere ? text.size() : end + 1);
    if (EndsWith(line, "\r")) line.remove_suffix(1);
    for (int i = 0; i < 20 && Unquote(line); ++i) {
    }
    lines.push_back(line);
  }
  return lines;
}

std::optional<std::string_view> FindAddress(std::string_view text) {
  for (std::size_t at = text.find('@'); at != kNowhere;
       at = text.find('@', at + 1)) {
    const bool quoted = at > 0 && text[at - 1] == '"';
    const std::string_view address =
        quoted ? QuotedAround(text, at) : AddressAround(text, at);
    if (!address.empty()) return address;
  }
  return std::nullopt;
}

bool IsServersOwn(std::string_view address) {
  const std::string lower = LowerAscii(address);
  return StartsWith(lower, "postmaster@") ||
         StartsWith(lower, "mailer-daemon@") ||
         StartsWith(lower, "microsoftexchange");
}

Peer ReadHost(std::string_view text) {
  Peer peer;
  text = Trim(text);
  const std::string_view first =
      text.substr(0, text.find_first_of(" [(,;")).substr(0, 255);
  text.remove_prefix(first.size());
  std::string_view name = first;
  while (EndsWith(name, ".") || EndsWith(name, ":")) name.remove_suffix(1);
  if (LooksLikeIp(name)) {
    peer.ip = name;
    return peer;
  }
  if (std::all_of(name.begin(), name.end(), IsDomain)) peer.name = name;
  text = Trim(text);
  if (!StartsWith(text, "[") && !StartsWith(text, "(")) return peer;
  std::string_view inside =
      text.substr(std::min(text.find_first_not_of("[("), text.size()));
  inside = Trim(inside.substr(0, inside.find_first_of("]),")));
  if (LooksLikeIp(inside)) peer.ip = inside;
  return peer;
}

Timestamp ReadDate(std::string_view text) {
  std::vector<std::string_view> words = Words(text);
  if (!words.empty() && NumberOf(words[0]) < 0) words.erase(words.begin());
  if (words.size() < 4) return {};
  CivilTime civil;
  civil.day = NumberOf(words[0]);
  civil.month = MonthOf(words[1]);
  civil.year = NumberOf(words[2]);
  if (civil.year < 1970 || civil.year > 9999 ||
      !IsRealDate(civil.year, civil.month, civil.day) ||
      !ReadClock(words[3], civil)) {
    return {};
  }
  const int offset = words.size() > 4 ? OffsetOf(words[4]) : 0;
  return Zone::Fixed(offset).FromCivil(civil);
}

}  // namespace mailwhy::bounce
