// Time: instants with the offset and precision that the log gave them, time
// zones, and the spellings in which people ask for a time.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace mailwhy {

// Microseconds since 1970-01-01T00:00:00Z.
using Micros = std::int64_t;
inline constexpr Micros kSecond = 1'000'000;
inline constexpr Micros kMinute = 60 * kSecond;
inline constexpr Micros kHour = 60 * kMinute;
inline constexpr Micros kDay = 24 * kHour;

// A moment as a log line gives it. Compared by the instant alone.
struct Timestamp {
  Micros at = 0;
  std::int16_t offset_minutes = 0;  // of local time, east of UTC
  std::uint8_t digits = 0;          // fraction digits that the log has, 0 to 6

  bool known() const { return at != 0; }
  Micros second() const;            // `at`, rounded down to whole seconds
  friend auto operator<=>(const Timestamp& a, const Timestamp& b) {
    return a.at <=> b.at;
  }
  friend bool operator==(const Timestamp& a, const Timestamp& b) {
    return a.at == b.at;
  }
};

// A calendar reading without a zone.
struct CivilTime {
  int year = 0;  // 0: not given
  int month = 1, day = 1, hour = 0, minute = 0, second = 0;
  int micros = 0;
};

// Days since 1970-01-01 in the proleptic Gregorian calendar.
std::int64_t DaysFromCivil(int year, int month, int day);

// A time zone: the machine's, a named one ("Asia/Tokyo"), "UTC", or a fixed
// offset ("+09:00"). Cheap to copy. Not safe to use from several threads at once
// (it remembers the current offset's period, since log times come in order).
class Zone {
 public:
  Zone();                                        // UTC
  static Zone Machine();                         // $TZ, /etc/localtime; else UTC
  static Result<Zone> Named(std::string_view name);
  static Zone Fixed(int offset_minutes);

  // Local to UTC. In the doubled hour at the end of summer time the earlier
  // instant, unless that lies before `not_before` by more than a minute and the later one
  // does not; in the gap at its beginning, the instant after it.
  Timestamp FromCivil(const CivilTime& local, Micros not_before = 0) const;
  CivilTime ToCivil(Micros at) const;
  int OffsetMinutes(Micros at) const;
  const std::string& name() const;

 private:
  struct Rules;
  std::shared_ptr<Rules> rules_;
};

// RFC 3339, with the timestamp's own offset and digits: 2022-12-05T18:38:12+09:00
std::string FormatRfc3339(const Timestamp& time);
// The same instant as seen in `zone`; the digits stay.
Timestamp InZone(const Timestamp& time, const Zone& zone);
// For people: "2022-12-05 18:38:12", in the timestamp's own offset.
std::string FormatPlain(const Timestamp& time);

// Reads RFC 3339 at the start of `text`: date, T or blank, time, optional
// fraction, Z or offset (without one: `zone`). Sets *length to what it took.
std::optional<Timestamp> ReadRfc3339(std::string_view text, const Zone& zone,
                                     std::size_t* length = nullptr);

// A time that somebody asks for: from `begin` to before `end`, since "18:38" is
// the whole minute and "2022-12-05" the whole day.
struct TimeSpan {
  Micros begin = 0;
  Micros end = 0;
  bool whole_day = false;   // named a day, no time of day
  bool year_given = true;   // false for "Dec  5 18:38:12" and "12月5日18時38分"
  CivilTime civil;          // as written, for a later choice of the year
};

// INTERFACE.md, TIME: "2022-12-05 18:38", "2022-12-05T18:38:12+09:00",
// "Dec  5 18:38:12", "18:38", "yesterday 18:38", "-2h", a Unix time,
// "2022年12月5日18時38分頃", "12月5日18時38分"; full-width digits; days alone
// ("2022-12-05", "today", "yesterday"). A time without a year is the latest that is not
// later than `now`.
Result<TimeSpan> ReadTime(std::string_view text, Micros now, const Zone& zone);

// The same span in another year: what a yearless time means for a yearless log.
TimeSpan InYear(const TimeSpan& span, int year, const Zone& zone);

// "90s" "30m" "1h30m" "2d" "1w"; a bare number is an error. Not negative.
Result<Micros> ReadDuration(std::string_view text);
// "5 d", "1 h 30 min", "2.4 s": two units at most.
std::string FormatDuration(Micros duration);

// The machine's clock. Tests set $MAILWHY_NOW (a Unix time) instead.
Micros Now();

}  // namespace mailwhy
