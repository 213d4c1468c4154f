// LogClock: from the time that a line shows to the instant that it means. Knows
// the zone and, for logs without years, the year. Used by the envelope.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "parse/date.h"

namespace mailwhy::parse {

class LogClock {
 public:
  explicit LogClock(const Zone& zone) : zone_(zone) {}

  // As Parser::Begin.
  void Begin(int start_year, Micros last_time);

  // Takes the time and one blank behind it off the beginning of *text.
  bool Read(std::string_view* text, Timestamp* time);

 private:
  bool ReadCached(std::string_view* text, Timestamp* time);
  bool ReadSlowly(std::string_view* text, Timestamp* time);
  void GiveYear(CivilTime& civil);
  Timestamp Finish(const SecondsPart& seconds) const;

  Zone zone_;
  int year_ = 1970;
  CivilTime last_;  // of the line before
  bool have_last_ = false;
  Micros last_at_ = 0;

  // Neighbouring lines share all but the seconds: the text up to the minute,
  // and when that minute began.
  std::string minute_text_;
  Micros minute_at_ = 0;  // local time as if it were UTC where has_offset
  std::int16_t minute_offset_ = 0;
  bool has_offset_ = false;
};

}  // namespace mailwhy::parse
