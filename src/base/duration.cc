#include <fmt/format.h>

#include <array>
#include <limits>

#include "base/text.h"
#include "base/time.h"

namespace mailwhy {
namespace {

struct Unit {
  char letter;
  Micros length;
};
constexpr std::array<Unit, 5> kUnits{{{'s', kSecond},
                                      {'m', kMinute},
                                      {'h', kHour},
                                      {'d', kDay},
                                      {'w', 7 * kDay}}};

// A thousand years and more; nothing that is added to a time overflows.
constexpr Micros kLongest = 400'000 * kDay;

Error NoDuration(std::string_view text, std::string why) {
  return {std::string(text), std::move(why),
          "Durations are written like 90s, 30m, 1h30m, 2d or 1w."};
}

const Unit* UnitOf(char letter) {
  for (const Unit& unit : kUnits) {
    if (unit.letter == letter) return &unit;
  }
  return nullptr;
}

}  // namespace

Result<Micros> ReadDuration(std::string_view text) {
  const std::string_view trimmed = Trim(text);
  if (trimmed.empty()) return NoDuration(text, "an empty duration");
  Micros total = 0;
  std::size_t i = 0;
  while (i < trimmed.size()) {
    Micros number = 0;
    const std::size_t start = i;
    for (; i < trimmed.size() && trimmed[i] >= '0' && trimmed[i] <= '9'; ++i) {
      number = number * 10 + (trimmed[i] - '0');
      if (number > kLongest) return NoDuration(text, "too long a duration");
    }
    if (i == start) return NoDuration(text, "not a duration");
    const Unit* unit = i < trimmed.size() ? UnitOf(trimmed[i]) : nullptr;
    if (unit == nullptr) {
      return NoDuration(text, "not a duration: a number without its unit");
    }
    ++i;
    if (number > (kLongest - total) / unit->length) {
      return NoDuration(text, "too long a duration");
    }
    total += number * unit->length;
  }
  return total;
}

namespace {

std::string TwoUnits(Micros large, const char* large_name, Micros small,
                     const char* small_name) {
  std::string text = fmt::format("{} {}", large, large_name);
  if (small > 0) text += fmt::format(" {} {}", small, small_name);
  return text;
}

std::string FormatSeconds(Micros duration) {
  const double seconds = static_cast<double>(duration) / kSecond;
  if (duration % kSecond == 0) return fmt::format("{:.0f} s", seconds);
  return seconds < 1 ? fmt::format("{:.2g} s", seconds)
                     : fmt::format("{:.1f} s", seconds);
}

}  // namespace

std::string FormatDuration(Micros duration) {
  if (duration < 0) {
    // The smallest number has no positive counterpart.
    if (duration == std::numeric_limits<Micros>::min()) ++duration;
    return fmt::format("-{}", FormatDuration(-duration));
  }
  if (duration < kMinute) return FormatSeconds(duration);
  if (duration < kHour) {
    return TwoUnits(duration / kMinute, "min", duration % kMinute / kSecond,
                    "s");
  }
  if (duration < kDay) {
    return TwoUnits(duration / kHour, "h", duration % kHour / kMinute, "min");
  }
  return TwoUnits(duration / kDay, "d", duration % kDay / kHour, "h");
}

}  // namespace mailwhy
