#include "source/names.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace mailwhy::source {
namespace {

constexpr std::array<std::string_view, 8> kCompressions{
    ".gz", ".xz", ".zst", ".zstd", ".bz2", ".Z", ".gzip", ".lz4"};

std::string_view WithoutCompression(std::string_view name) {
  for (const std::string_view ending : kCompressions) {
    if (name.size() > ending.size() && EndsWith(name, ending)) {
      return name.substr(0, name.size() - ending.size());
    }
  }
  return name;
}

int Number(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

// "20221204": the day of the rotation. Lines of that day, in any time zone, may
// be in the file: up to two days after its beginning in UTC.
std::optional<Micros> EndOfDay(std::string_view digits) {
  const int year = Number(digits.substr(0, 4));
  const int month = Number(digits.substr(4, 2));
  const int day = Number(digits.substr(6, 2));
  if (year < 1990 || year > 2200 || month < 1 || month > 12 || day < 1 ||
      day > 31) {
    return std::nullopt;
  }
  return (DaysFromCivil(year, month, day) + 2) * kDay;
}

// The digits of a date at the end of `name` and all that belongs to it:
// 20221204, 2022-12-04, 2022120418, 20221204-183812, or a Unix time.
bool TakeDate(std::string_view suffix, LogName* read) {
  std::string digits;
  for (const char c : suffix) {
    if (c >= '0' && c <= '9') {
      digits.push_back(c);
    } else if (c != '-' && c != '_') {
      return false;
    }
  }
  if (digits.size() == 10 && digits.front() == '1') {  // logrotate's %s
    std::int64_t seconds = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
    read->newest = seconds * kSecond;
  } else if (digits.size() >= 8 && digits.size() <= 14) {
    read->newest = EndOfDay(digits);
  }
  if (read->newest) read->date = digits;
  return read->newest.has_value();
}

// Takes ".2", "-20221204" and such off the end of `name`.
bool TakeRotation(std::string_view name, LogName* read) {
  const std::size_t end = name.find_last_not_of("0123456789-_");
  if (end == std::string_view::npos) return false;
  // ".2": the point; "-20221204": what belongs to the name lies before it.
  const bool point = name[end] == '.';
  const std::string_view suffix = name.substr(end + 1);
  if (suffix.empty() || end == 0) return false;
  constexpr std::size_t kMostDigits = 5;
  if (point && IsAllDigits(suffix) && suffix.size() <= kMostDigits) {
    read->number = Number(suffix);
    read->base = std::string(name.substr(0, end));
    return read->number > 0;
  }
  if (!point && suffix.front() != '-' && suffix.front() != '_') return false;
  if (!TakeDate(suffix, read)) return false;
  read->base = std::string(name.substr(0, point ? end : end + 1));
  return true;
}

}  // namespace

LogName ReadLogName(std::string_view name) {
  const std::string_view plain = WithoutCompression(name);
  LogName read;
  if (TakeRotation(plain, &read)) return read;
  // logrotate's "extension .log": mail-20221204.log is a piece of mail.log.
  constexpr std::string_view kExtension = ".log";
  read = LogName();
  if (EndsWith(plain, kExtension) &&
      TakeRotation(plain.substr(0, plain.size() - kExtension.size()), &read)) {
    read.base += kExtension;
    return read;
  }
  read = LogName();
  read.base = std::string(plain);
  return read;
}

}  // namespace mailwhy::source
