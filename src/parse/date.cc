#include "parse/date.h"

#include <algorithm>
#include <array>

#include "parse/cursor.h"

namespace mailwhy::parse {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "jan", "feb", "mar", "apr", "may", "jun",
    "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30,
                                       31, 31, 30, 31, 30, 31};
constexpr int kMostFractionDigits = 9;  // of what is read; 6 are kept

// More is New Year, less disorder.
constexpr int kNewYearDays = 180;
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

// 1 to 12; 0: no month.
int MonthOf(std::string_view name) {
  std::array<char, 3> lower{};
  if (name.size() != lower.size()) return 0;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    lower[i] = IsUpper(name[i]) ? static_cast<char>(name[i] + 32) : name[i];
  }
  const std::string_view word(lower.data(), lower.size());
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (kMonths[i] == word) return static_cast<int>(i) + 1;
  }
  return 0;
}

bool IsDay(int month, int day) {
  return month >= 1 && month <= 12 && day >= 1 &&
         day <= kDays[static_cast<std::size_t>(month - 1)];
}

// "Dec  5 " or "Dec 5 2022 "; the cursor behind it.
bool ReadMonthDay(Cursor& cursor, CivilTime& civil) {
  civil.month = MonthOf(cursor.Take(3));
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

// "2022-12-05T"
bool ReadYearMonthDay(Cursor& cursor, CivilTime& civil) {
  const std::string_view year = cursor.TakeDigits();
  if (year.size() != 4 || !cursor.Skip('-')) return false;
  civil.year = Number(year);
  civil.month = TwoDigits(cursor);
  if (!cursor.Skip('-')) return false;
  civil.day = TwoDigits(cursor);
  return IsDay(civil.month, civil.day) &&
         (cursor.Skip('T') || cursor.Skip(' ') || cursor.Skip('t'));
}

// "18:38:"
bool ReadHourMinute(Cursor& cursor, CivilTime& civil) {
  civil.hour = TwoDigits(cursor);
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

// Days since the beginning of a leap year.
int DayOfYear(const CivilTime& civil) {
  int days = civil.day;
  for (int month = 1; month < civil.month; ++month) {
    days += kDays[static_cast<std::size_t>(month - 1)];
  }
  return days;
}

}  // namespace

std::optional<SecondsPart> ReadSeconds(std::string_view text) {
  SecondsPart part;
  Cursor cursor(text);
  part.second = TwoDigits(cursor);
  if (part.second < 0 || part.second > 60) return std::nullopt;
  if (!ReadFraction(cursor, part) || !ReadOffset(cursor, part)) {
    return std::nullopt;
  }
  part.length = text.size() - cursor.rest().size();
  return part;
}

std::optional<LogDate> ReadLogDate(std::string_view text) {
  LogDate date{};
  Cursor cursor(text);
  const bool read = IsDigit(cursor.Peek())
                        ? ReadYearMonthDay(cursor, date.civil)
                        : ReadMonthDay(cursor, date.civil);
  if (!read || !ReadHourMinute(cursor, date.civil)) return std::nullopt;
  date.minute_length = text.size() - cursor.rest().size();
  const std::optional<SecondsPart> seconds = ReadSeconds(cursor.rest());
  if (!seconds) return std::nullopt;
  date.seconds = *seconds;
  date.length = date.minute_length + seconds->length;
  date.civil.second = seconds->second;
  date.civil.micros = seconds->micros;
  return date;
}

bool IsLeapYear(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int YearStep(const CivilTime& before, const CivilTime& after) {
  const int step = DayOfYear(after) - DayOfYear(before);
  if (step < -kNewYearDays) return 1;
  return step >= 366 - kDisorderDays ? -1 : 0;
}

}  // namespace mailwhy::parse
