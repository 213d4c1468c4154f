#include "base/log_date.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/cursor.h"
#include "base/month.h"
#include "base/zone_word.h"

namespace mailwhy {
namespace {

constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30,
                                       31, 31, 30, 31, 30, 31};
constexpr int kMostFractionDigits = 9;  // of what is read; 6 are kept

// More is New Year, less disorder.
constexpr int kNewYearDays = 180;
constexpr std::int64_t kLastUnixSecond = 99'999'999'999;  // in the year 5138
// Lines from before New Year may come that late.
constexpr int kDisorderDays = 10;

int Number(std::string_view digits) {
  int number = 0;
  for (char c : digits) number = number * 10 + (c - '0');
  return number;
}

// Exactly two digits, or -1.
int TwoDigits(Cursor& cursor) {
  const std::string_view taken = cursor.Take(2);
  const bool right =
      taken.size() == 2 && IsDigit(taken[0]) && IsDigit(taken[1]);
  return right ? Number(taken) : -1;
}

bool IsDay(int month, int day) {
  return month >= 1 && month <= 12 && day >= 1 &&
         day <= kDays[static_cast<std::size_t>(month - 1)];
}

// "Dec  5 " or "Dec 5 2022 "; the cursor behind it.
bool ReadMonthDay(Cursor& cursor, CivilTime& civil) {
  constexpr std::size_t kLongest = 20;
  const std::string_view ahead_of_day = cursor.rest().substr(0, kLongest);
  civil.month = LoggedMonth(cursor.Take(FindEither(ahead_of_day, ' ', ':')));
  if (civil.month == 0 || !cursor.Skip(' ')) return false;
  cursor.SkipAll(' ');
  const std::string_view day = cursor.TakeDigits();
  if (day.empty() || day.size() > 2 || !cursor.Skip(' ')) return false;
  civil.day = Number(day);
  const std::string_view ahead = cursor.rest().substr(0, 5);
  if (ahead.size() == 5 && ahead[4] == ' ' && IsDigit(ahead[2])) {
    const std::string_view year = cursor.TakeDigits();
    if (year.size() != 4 || !cursor.Skip(' ')) return false;
    civil.year = Number(year);
  }
  return IsDay(civil.month, civil.day);
}

// "2022-12-05T", and "2022 Dec  5 "
bool ReadYearMonthDay(Cursor& cursor, CivilTime& civil) {
  const std::string_view year = cursor.TakeDigits();
  if (year.size() != 4) return false;
  civil.year = Number(year);
  if (cursor.Skip(' ')) return ReadMonthDay(cursor, civil);
  if (!cursor.Skip('-')) return false;
  civil.month = TwoDigits(cursor);
  if (!cursor.Skip('-')) return false;
  civil.day = TwoDigits(cursor);
  return IsDay(civil.month, civil.day) &&
         (cursor.Skip('T') || cursor.Skip(' ') || cursor.Skip('t'));
}

// "18:38:", "8:38:"
bool ReadHourMinute(Cursor& cursor, CivilTime& civil) {
  const std::string_view ahead = cursor.rest().substr(0, 2);
  const bool one_digit =
      ahead.size() == 2 && ahead[1] == ':' && IsDigit(ahead[0]);
  civil.hour = one_digit ? Number(cursor.TakeDigits()) : TwoDigits(cursor);
  if (!cursor.Skip(':')) return false;
  civil.minute = TwoDigits(cursor);
  return cursor.Skip(':') && civil.hour >= 0 && civil.hour <= 23 &&
         civil.minute >= 0 && civil.minute <= 59;
}

bool ReadFraction(Cursor& cursor, SecondsPart& part) {
  if (cursor.Peek() != '.' && cursor.Peek() != ',') return true;
  cursor.Take(1);
  const std::string_view digits = cursor.TakeDigits();
  if (digits.empty() || digits.size() > kMostFractionDigits) return false;
  for (std::size_t i = 0; i < 6; ++i) {
    part.micros = part.micros * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  }
  part.digits =
      static_cast<std::uint8_t>(std::min<std::size_t>(6, digits.size()));
  return true;
}

// "Z", "+09:00", "+0900", "+09", or none.
bool ReadOffset(Cursor& cursor, SecondsPart& part) {
  if (cursor.Skip('Z') || cursor.Skip('z')) {
    part.has_offset = true;
    return true;
  }
  const char sign = cursor.Peek();
  if (sign != '+' && sign != '-') return true;
  cursor.Take(1);
  const int hours = TwoDigits(cursor);
  const bool minutes_follow = cursor.Skip(':') || IsDigit(cursor.Peek());
  const int minutes = minutes_follow ? TwoDigits(cursor) : 0;
  if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59) return false;
  part.has_offset = true;
  part.offset_minutes = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
  return true;
}

// "Mon " in any language, where a date with a year and a blank in it follows.
bool SkipWeekday(Cursor& cursor) {
  constexpr std::size_t kLongest = 20;  // bytes
  if (IsDigit(cursor.Peek())) return false;
  Cursor ahead(cursor.rest());
  ahead.Take(ahead.rest().substr(0, kLongest).find(' '));
  if (!ahead.Skip(' ')) return false;
  const std::string_view date = ahead.rest();
  if (date.size() < 11 || date[4] != '-' || date[7] != '-' || date[10] != ' ') {
    return false;
  }
  cursor = ahead;
  return true;
}

// Days since the beginning of a leap year.
int DayOfYear(const CivilTime& civil) {
  int days = civil.day;
  for (int month = 1; month < civil.month; ++month) {
    days += kDays[static_cast<std::size_t>(month - 1)];
  }
  return days;
}

}  // namespace

std::optional<SecondsPart> ReadSeconds(std::string_view text, bool zone_word) {
  SecondsPart part;
  Cursor cursor(text);
  part.second = TwoDigits(cursor);
  if (part.second < 0 || part.second > 60) return std::nullopt;
  if (!ReadFraction(cursor, part) || !ReadOffset(cursor, part)) {
    return std::nullopt;
  }
  if (zone_word && !TakeZoneWord(cursor, part)) return std::nullopt;
  part.length = text.size() - cursor.rest().size();
  return part;
}

std::optional<LogDate> ReadLogDate(std::string_view text) {
  LogDate date{};
  Cursor cursor(text);
  cursor.SkipAll(' ');  // " 1月" of some locales
  date.zone_word = SkipWeekday(cursor);
  const bool with_year = IsDigit(cursor.Peek()) && cursor.rest().size() > 4 &&
                         (cursor.rest()[4] == '-' || cursor.rest()[4] == ' ') &&
                         IsDigit(cursor.rest()[3]);
  const bool read = with_year ? ReadYearMonthDay(cursor, date.civil)
                              : ReadMonthDay(cursor, date.civil);
  if (!read || !ReadHourMinute(cursor, date.civil)) return std::nullopt;
  date.minute_length = text.size() - cursor.rest().size();
  const std::optional<SecondsPart> seconds =
      ReadSeconds(cursor.rest(), date.zone_word);
  if (!seconds) return std::nullopt;
  date.seconds = *seconds;
  date.length = date.minute_length + seconds->length;
  date.civil.second = seconds->second;
  date.civil.micros = seconds->micros;
  return date;
}

std::optional<Timestamp> ReadUnixTime(std::string_view text) {
  Cursor cursor(text);
  const std::string_view whole = cursor.TakeDigits();
  if (whole.size() < 9 || whole.size() > 19) return std::nullopt;
  std::int64_t number = 0;
  std::from_chars(whole.data(), whole.data() + whole.size(), number);
  SecondsPart part;
  if (!ReadFraction(cursor, part) || !cursor.AtEnd()) return std::nullopt;
  Timestamp time;
  time.digits = part.digits;
  if (number <= kLastUnixSecond) {
    time.at = number * kSecond + part.micros;
  } else if (number / 1'000 <= kLastUnixSecond) {
    time.at = number * 1'000 + part.micros / 1'000;
    time.digits = part.digits != 0 ? 6 : 3;
  } else {
    time.at = number / kSecond <= kLastUnixSecond ? number : number / 1'000;
    time.digits = 6;
  }
  return time;
}

bool IsLeapYear(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int YearStep(const CivilTime& before, const CivilTime& after) {
  const int step = DayOfYear(after) - DayOfYear(before);
  if (step < -kNewYearDays) return 1;
  return step >= 366 - kDisorderDays ? -1 : 0;
}

}  // namespace mailwhy
