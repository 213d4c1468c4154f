// The time at the head of a log line. Read for every line: no allocation.
#include "base/time.h"
#include "base/time_parts.h"

namespace mailwhy {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// A number of exactly `count` digits, or -1.
int Digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (!IsDigit(text[i])) return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// The 19 characters "2022-12-05T18:38:12".
std::optional<CivilTime> ReadCivil(std::string_view t) {
  if (t.size() < 19 || t[4] != '-' || t[7] != '-' || t[13] != ':' ||
      t[16] != ':' || (t[10] != 'T' && t[10] != 't' && t[10] != ' ')) {
    return std::nullopt;
  }
  CivilTime civil;
  civil.year = Digits(t, 0, 4);
  civil.month = Digits(t, 5, 2);
  civil.day = Digits(t, 8, 2);
  civil.hour = Digits(t, 11, 2);
  civil.minute = Digits(t, 14, 2);
  civil.second = Digits(t, 17, 2);
  if (!IsRealDate(civil.year, civil.month, civil.day) ||
      !IsRealTime(civil.hour, civil.minute, civil.second)) {
    return std::nullopt;
  }
  return civil;
}

}  // namespace

Fraction ReadFraction(std::string_view text) {
  Fraction fraction;
  if (text.size() < 2 || (text[0] != '.' && text[0] != ',') ||
      !IsDigit(text[1])) {
    return fraction;
  }
  int scale = 100'000;
  std::size_t i = 1;
  for (; i < text.size() && IsDigit(text[i]); ++i) {
    if (fraction.digits == 6) continue;
    fraction.micros += (text[i] - '0') * scale;
    scale /= 10;
    ++fraction.digits;
  }
  fraction.length = i;
  return fraction;
}

std::optional<int> ReadOffset(std::string_view text, std::size_t* taken) {
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  std::size_t i = 1;
  while (i < text.size() && i < 3 && IsDigit(text[i])) ++i;
  if (i == 1) return std::nullopt;
  int minutes = Digits(text, 1, i - 1) * 60;
  const std::size_t colon = i < text.size() && text[i] == ':' ? 1 : 0;
  if (i + colon + 2 <= text.size()) {
    const int more = Digits(text, i + colon, 2);
    if (more > 59) return std::nullopt;
    if (more >= 0) {
      minutes += more;
      i += colon + 2;
    }
  }
  if (minutes > 18 * 60) return std::nullopt;  // no zone is further off
  *taken = i;
  return text[0] == '-' ? -minutes : minutes;
}

std::optional<Timestamp> ReadRfc3339(std::string_view text, const Zone& zone,
                                     std::size_t* length) {
  std::optional<CivilTime> civil = ReadCivil(text);
  if (!civil) return std::nullopt;
  std::size_t at = 19;
  const Fraction fraction = ReadFraction(text.substr(at));
  civil->micros = fraction.micros;
  at += fraction.length;

  Timestamp time;
  std::size_t taken = 0;
  const std::string_view rest = text.substr(at);
  const bool utc = !rest.empty() && (rest[0] == 'Z' || rest[0] == 'z');
  if (utc) taken = 1;
  const auto minutes = utc ? std::optional<int>(0) : ReadOffset(rest, &taken);
  if (minutes) {
    time.at = DaysFromCivil(civil->year, civil->month, civil->day) * kDay +
              civil->hour * kHour + civil->minute * kMinute +
              civil->second * kSecond + civil->micros - *minutes * kMinute;
    time.offset_minutes = static_cast<std::int16_t>(*minutes);
  } else {
    time = zone.FromCivil(*civil);
  }
  time.digits = fraction.digits;
  if (length != nullptr) *length = at + taken;
  return time;
}

}  // namespace mailwhy
