#include "source/log_like.h"

#include <algorithm>

namespace mailwhy::source {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// `shape`: 0 is any digit, everything else itself.
bool HasShape(std::string_view text, std::string_view shape) {
  if (text.size() < shape.size()) return false;
  return std::equal(
      shape.begin(), shape.end(), text.begin(),
      [](char s, char c) { return s == '0' ? IsDigit(c) : s == c; });
}

void SkipBlanks(std::string_view* text) {
  while (!text->empty() && text->front() == ' ') text->remove_prefix(1);
}

// "Dec", "déc.", "12月": letters of any script, and no marks.
bool IsMonthWord(std::string_view word) {
  constexpr std::size_t kLongest = 16;  // bytes
  if (word.size() < 2 || word.size() > kLongest) return false;
  bool letters = false;
  for (const char c : word) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                        static_cast<unsigned char>(c) >= 0x80;
    if (!letter && !IsDigit(c) && c != '.') return false;
    letters = letters || letter;
  }
  return letters;
}

// "Dec  5 18:38:12", the month in any language ("12月", "déc.").
bool BeginsWithSyslogTime(std::string_view line) {
  const std::size_t month = line.find(' ');
  if (month == std::string_view::npos || !IsMonthWord(line.substr(0, month))) {
    return false;
  }
  line.remove_prefix(month);
  SkipBlanks(&line);
  std::size_t digits = 0;
  while (digits < line.size() && IsDigit(line[digits])) ++digits;
  if (digits < 1 || digits > 2) return false;
  line.remove_prefix(digits);
  if (line.empty() || line.front() != ' ') return false;
  SkipBlanks(&line);
  return HasShape(line, "00:00:00") || HasShape(line, "0:00:00");
}

// "2022-12-05T18:38:12", "2022-12-05 18:38:12"
bool BeginsWithIsoTime(std::string_view line) {
  return HasShape(line, "0000-00-00") && line.size() >= 19 &&
         HasShape(line.substr(11), "00:00:00");
}

// "Mon 2022-12-05 18:38:12", in any language (journalctl -o short-full).
std::string_view WithoutWeekday(std::string_view line) {
  constexpr std::size_t kLongest = 20;  // bytes
  const std::size_t blank = line.substr(0, kLongest).find(' ');
  if (blank == std::string_view::npos || IsDigit(line.front())) return line;
  const std::string_view rest = line.substr(blank + 1);
  return HasShape(rest, "0000-00-00 ") ? rest : line;
}

// "<22>" and RFC 5424's version after it.
std::string_view WithoutPriority(std::string_view line) {
  if (line.empty() || line.front() != '<') return line;
  const std::size_t end = line.substr(0, 5).find('>');
  if (end == std::string_view::npos) return line;
  line.remove_prefix(end + 1);
  if (HasShape(line, "0 ")) line.remove_prefix(2);
  return line;
}

// "mail-1  | " as docker compose writes before each line, "[pod/mail-0/postfix]
// " of kubectl.
std::string_view WithoutContainer(std::string_view line) {
  if (!line.empty() && line.front() == '[') {
    constexpr std::size_t kLongestPod = 128;
    const std::size_t close = line.substr(0, kLongestPod).find("] ");
    return close == std::string_view::npos ? line : line.substr(close + 2);
  }
  constexpr std::size_t kLongestName = 64;
  const std::size_t bar = line.substr(0, kLongestName).find(" | ");
  return bar == std::string_view::npos ? line : line.substr(bar + 3);
}

}  // namespace

bool BeginsLikeLogLine(std::string_view line) {
  const std::size_t first = line.find_first_not_of('\0');
  if (first == std::string_view::npos) return false;
  line.remove_prefix(first);
  if (line.substr(0, 2) == "{\"") return true;
  line = WithoutPriority(WithoutContainer(line));
  return BeginsWithSyslogTime(line) || BeginsWithIsoTime(WithoutWeekday(line));
}

}  // namespace mailwhy::source
