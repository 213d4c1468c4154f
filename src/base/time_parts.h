// Pieces that the files of time.h share. For base/ alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"

namespace mailwhy {

// Rounds down, also below zero.
constexpr std::int64_t FloorDivide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

// The calendar reading of a local time in microseconds.
CivilTime CivilOf(Micros local);

// Whether such a day and such a time of day exist; second 60 does (a leap
// second).
bool IsRealDate(int year, int month, int day);
bool IsRealTime(int hour, int minute, int second);
int DaysInMonth(int year, int month);

// "+09:00", "-0330", "+9" at the start of `text`, in minutes.
std::optional<int> ReadOffset(std::string_view text, std::size_t* taken);

// ".123456" or ",123" at the start of `text`: up to 6 digits count, the rest is
// taken. 0 digits: there is none.
struct Fraction {
  int micros = 0;
  std::uint8_t digits = 0;
  std::size_t length = 0;
};
Fraction ReadFraction(std::string_view text);

}  // namespace mailwhy
