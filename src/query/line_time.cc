#include "query/line_time.h"

#include <cstdlib>

#include "base/layers.h"

namespace mailwhy::query {
namespace {

Micros InYear(const LogDate& date, int year, int offset_minutes) {
  const CivilTime& time = date.civil;
  const std::int64_t days = DaysFromCivil(year, time.month, time.day);
  return days * kDay + time.hour * kHour +
         (time.minute - offset_minutes) * kMinute +
         date.seconds.second * kSecond + date.seconds.micros;
}

}  // namespace

std::optional<Micros> TimeOfLine(std::string_view line, const Timestamp& near) {
  const auto date = DateOfLine(line);
  if (!date) return std::nullopt;
  const int offset = date->seconds.has_offset ? date->seconds.offset_minutes
                                              : near.offset_minutes;
  if (date->civil.year != 0) return InYear(*date, date->civil.year, offset);
  const int year = Zone::Fixed(offset).ToCivil(near.at).year;
  Micros best = InYear(*date, year, offset);
  for (const int other : {year - 1, year + 1}) {
    const Micros at = InYear(*date, other, offset);
    if (std::abs(at - near.at) < std::abs(best - near.at)) best = at;
  }
  return best;
}

}  // namespace mailwhy::query
