// LogClock: from the time that a line shows to the instant that it means. Knows
// the zone and, for logs without years, the year. Used by the envelope.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/log_date.h"
#include "base/time.h"

namespace mailwhy::parse {

class LogClock {
 public:
  explicit LogClock(const Zone& zone) : zone_(zone) {}

  // As Parser::Begin.
  void Begin(int start_year, Micros last_time);

  // Takes the time and one blank behind it off the beginning of *text.
  bool Read(std::string_view* text, Timestamp* time);
  // Of all of `text`: seconds since 1970, in the log's zone.
  bool ReadUnix(std::string_view text, Timestamp* time);

  // The time read last was that of a record around the line: it tells nothing
  // of the years of the lines. To be followed by the line's own.
  void Undo();
  // While a record's own line is read: when the record was written, if that is
  // known with its year. A line without a year is not later.
  void SetAround(const std::optional<Timestamp>& around) { around_ = around; }
  const std::optional<Timestamp>& around() const { return around_; }

  // Of the time read last.
  bool year_known() const { return year_known_; }
  const CivilTime& civil() const { return now_.last; }  // as written

 private:
  bool ReadCached(std::string_view* text, Timestamp* time);
  bool ReadWholeSecond(std::string_view* text, Timestamp* time);
  bool ReadSlowly(std::string_view* text, Timestamp* time);
  bool ReadUnixWord(std::string_view* text, Timestamp* time);
  void GiveYear(CivilTime& civil);
  void GiveYearNotAfter(const Timestamp& around, CivilTime& civil) const;
  void KeepForUndo();
  Timestamp Finish(const SecondsPart& seconds) const;

  Zone zone_;
  // What the year of the next line depends on.
  struct State {
    int year = 1970;
    CivilTime last;  // of the line before
    bool have_last = false;
  };
  State now_;
  Micros last_at_ = 0;
  bool year_known_ = true;
  std::optional<Timestamp> around_;

  // For Undo().
  State state_before_;
  Micros last_at_before_ = 0;
  bool state_changed_ = false;

  // Neighbouring lines share all but the seconds: the text up to the minute,
  // and when that minute began.
  std::string minute_text_;
  Micros minute_at_ = 0;  // local time as if it were UTC where has_offset
  std::int16_t minute_offset_ = 0;
  bool has_offset_ = false;
  bool zone_word_ = false;
};

}  // namespace mailwhy::parse
