// Date: the time at the beginning of a log line, as written. Used by parse/'s
// clock (each line) and survey of the years, and by layers.h.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace mailwhy {

// "18:38:12.345+09:00" from the seconds on.
struct SecondsPart {
  int second = 0;
  int micros = 0;
  std::uint8_t digits = 0;
  bool has_offset = false;
  int offset_minutes = 0;
  std::size_t length = 0;
};

struct LogDate {
  CivilTime civil;  // year 0: not given
  SecondsPart seconds;
  bool zone_word;             // " JST" follows the seconds
  std::size_t minute_length;  // up to and with the colon before the seconds
  std::size_t length;         // of all
};

// RFC 3164 ("Dec  5 18:38:12", "Dec 5", "Dec 05", also with a year or a
// fraction, and in other languages), RFC 3339 (T or blank, fraction, offset or
// none), or journalctl's short-full ("Mon 2022-12-05 18:38:12 JST").
std::optional<LogDate> ReadLogDate(std::string_view text);

// Seconds, fraction and offset, as they follow the minutes. 60 is a leap
// second. `zone_word`: the name of a zone is to follow behind a blank.
std::optional<SecondsPart> ReadSeconds(std::string_view text, bool zone_word);

// "1670265492.123456", seconds since 1970 as journalctl's short-unix and
// records in JSON have them; whole numbers also in milli-, micro- or
// nanoseconds, as their size tells. Of all of `text`.
std::optional<Timestamp> ReadUnixTime(std::string_view text);

bool IsLeapYear(int year);

// Whether a New Year lies between two times without year: 1; -1 where the
// second one is the old year's again (disorder at New Year); else 0.
int YearStep(const CivilTime& before, const CivilTime& after);

}  // namespace mailwhy
