#include "query/line_time.h"

#include <array>
#include <charconv>
#include <cstdlib>

#include "base/text.h"

namespace mailwhy::query {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// "<22>", "<22>1 ": a forwarder's priority and version.
std::string_view WithoutPriority(std::string_view line) {
  while (!line.empty() && (line.front() == '\0' || line.front() == ' ')) {
    line.remove_prefix(1);
  }
  if (line.empty() || line.front() != '<') return line;
  const std::size_t end = line.substr(0, 8).find('>');
  if (end == std::string_view::npos) return line;
  line.remove_prefix(end + 1);
  return StartsWith(line, "1 ") ? line.substr(2) : line;
}

std::optional<int> TakeNumber(std::string_view* text) {
  while (StartsWith(*text, " ")) text->remove_prefix(1);
  int value = 0;
  const char* begin = text->data();
  const auto [end, error] = std::from_chars(begin, begin + text->size(), value);
  if (error != std::errc() || value < 0) return std::nullopt;
  text->remove_prefix(static_cast<std::size_t>(end - begin));
  return value;
}

bool TakeColon(std::string_view* text) {
  if (!StartsWith(*text, ":")) return false;
  text->remove_prefix(1);
  return true;
}

// "Dec  5 18:38:12"
std::optional<CivilTime> ReadYearless(std::string_view text) {
  CivilTime time;
  time.month = 0;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (StartsWith(text, kMonths[i])) time.month = static_cast<int>(i) + 1;
  }
  if (time.month == 0) return std::nullopt;
  text.remove_prefix(3);
  const auto day = TakeNumber(&text);
  const auto hour = TakeNumber(&text);
  if (!day || !hour || !TakeColon(&text)) return std::nullopt;
  const auto minute = TakeNumber(&text);
  if (!minute || !TakeColon(&text)) return std::nullopt;
  const auto second = TakeNumber(&text);
  const bool fits = second && *day >= 1 && *day <= 31 && *hour <= 24 &&
                    *minute <= 59 && *second <= 60;
  if (!fits) return std::nullopt;
  time.day = *day;
  time.hour = *hour;
  time.minute = *minute;
  time.second = *second;
  return time;
}

Micros InYear(const CivilTime& time, int year, int offset_minutes) {
  const std::int64_t days = DaysFromCivil(year, time.month, time.day);
  return days * kDay + time.hour * kHour +
         (time.minute - offset_minutes) * kMinute + time.second * kSecond;
}

}  // namespace

std::optional<Micros> TimeOfLine(std::string_view line, const Timestamp& near) {
  line = WithoutPriority(line.substr(0, 128));
  const Zone zone = Zone::Fixed(near.offset_minutes);
  if (const auto full = ReadRfc3339(line, zone)) return full->at;
  const auto civil = ReadYearless(line);
  if (!civil) return std::nullopt;
  const int year = zone.ToCivil(near.at).year;
  Micros best = InYear(*civil, year, near.offset_minutes);
  for (const int other : {year - 1, year + 1}) {
    const Micros at = InYear(*civil, other, near.offset_minutes);
    if (std::abs(at - near.at) < std::abs(best - near.at)) best = at;
  }
  return best;
}

}  // namespace mailwhy::query
