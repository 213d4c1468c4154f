#include "base/time.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/time_parts.h"

namespace mailwhy {

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in
// March, so that the leap day comes last.
std::int64_t DaysFromCivil(int year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = FloorDivide(y, 400);
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year =
      (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

CivilTime CivilOf(Micros local) {
  const std::int64_t days = FloorDivide(local, kDay);
  const std::int64_t z = days + 719468;
  const std::int64_t era = FloorDivide(z, 146097);
  const std::int64_t day_of_era = z - era * 146097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 +
                                    day_of_era / 36524 - day_of_era / 146096) /
                                   365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t m = (5 * day_of_year + 2) / 153;
  CivilTime civil;
  civil.day = static_cast<int>(day_of_year - (153 * m + 2) / 5 + 1);
  civil.month = static_cast<int>(m < 10 ? m + 3 : m - 9);
  civil.year =
      static_cast<int>(year_of_era + era * 400 + (civil.month <= 2 ? 1 : 0));
  const Micros in_day = local - days * kDay;
  civil.hour = static_cast<int>(in_day / kHour);
  civil.minute = static_cast<int>(in_day / kMinute % 60);
  civil.second = static_cast<int>(in_day / kSecond % 60);
  civil.micros = static_cast<int>(in_day % kSecond);
  return civil;
}

int DaysInMonth(int year, int month) {
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (month == 2) return leap ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool IsRealDate(int year, int month, int day) {
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
         day <= DaysInMonth(year, month);
}

bool IsRealTime(int hour, int minute, int second) {
  return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 &&
         second >= 0 && second <= 60;
}

Micros Timestamp::second() const { return FloorDivide(at, kSecond) * kSecond; }

namespace {

// Within the years 0 to 9999, which RFC 3339 can write.
Micros LocalOf(const Timestamp& time) {
  constexpr Micros kFirst = -62'167'219'200 * kSecond;
  constexpr Micros kLast = 253'402'300'799 * kSecond;
  const Micros offset = time.offset_minutes * kMinute;
  return std::clamp(std::clamp(time.at, kFirst, kLast) + offset, kFirst, kLast);
}

// By hand: exports write millions of these, and fmt takes ten times as long.
void AppendNumber(int number, int digits, std::string* out) {
  const std::size_t end = out->size() + static_cast<std::size_t>(digits);
  out->resize(end);
  for (std::size_t i = 1; i <= static_cast<std::size_t>(digits); ++i) {
    (*out)[end - i] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
}

// "2022-12-05T18:38:12.345", with the digits that the timestamp has.
std::string FormatLocal(const Timestamp& time, char between) {
  const CivilTime c = CivilOf(LocalOf(time));
  std::string text;
  text.reserve(sizeof("2022-12-05T18:38:12.345678+09:00"));
  AppendNumber(c.year, 4, &text);
  for (const auto& [mark, number] :
       {std::pair{'-', c.month}, std::pair{'-', c.day},
        std::pair{between, c.hour}, std::pair{':', c.minute},
        std::pair{':', c.second}}) {
    text.push_back(mark);
    AppendNumber(number, 2, &text);
  }
  if (time.digits > 0) {
    text.push_back('.');
    AppendNumber(c.micros, 6, &text);
    text.resize(text.size() - (6 - std::min<std::size_t>(6, time.digits)));
  }
  return text;
}

}  // namespace

std::string FormatRfc3339(const Timestamp& time) {
  const int size = std::abs(int{time.offset_minutes});
  std::string text = FormatLocal(time, 'T');
  text.push_back(time.offset_minutes < 0 ? '-' : '+');
  AppendNumber(size / 60, 2, &text);
  text.push_back(':');
  AppendNumber(size % 60, 2, &text);
  return text;
}

std::string FormatPlain(const Timestamp& time) {
  Timestamp whole = time;
  whole.digits = 0;
  return FormatLocal(whole, ' ');
}

Timestamp InZone(const Timestamp& time, const Zone& zone) {
  Timestamp moved = time;
  moved.offset_minutes = static_cast<std::int16_t>(zone.OffsetMinutes(time.at));
  return moved;
}

Micros Now() {
  if (const char* fixed = std::getenv("MAILWHY_NOW")) {
    std::int64_t seconds = 0;
    const char* end = fixed + std::strlen(fixed);
    const auto [stop, error] = std::from_chars(fixed, end, seconds);
    constexpr std::int64_t kMost = 253'402'300'799;  // year 9999
    if (error == std::errc() && stop == end && seconds >= 0 &&
        seconds <= kMost) {
      return seconds * kSecond;
    }
  }
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace mailwhy
