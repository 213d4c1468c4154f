#include "parse/clock.h"

#include <algorithm>

#include "parse/cursor.h"

namespace mailwhy::parse {
namespace {

// February 29 of a year that has none: the year is a guess, the day stays.
void MendLeapDay(CivilTime& civil) {
  if (civil.month != 2 || civil.day != 29 || IsLeapYear(civil.year)) return;
  civil.month = 3;
  civil.day = 1;
}

Micros AsIfUtc(const CivilTime& civil) {
  return DaysFromCivil(civil.year, civil.month, civil.day) * kDay +
         civil.hour * kHour + civil.minute * kMinute;
}

}  // namespace

void LogClock::Begin(int start_year, Micros last_time) {
  year_ = start_year;
  have_last_ = last_time != 0;
  last_at_ = last_time;
  minute_text_.clear();
  if (!have_last_) return;
  last_ = zone_.ToCivil(last_time);
  year_ = last_.year;
}

void LogClock::GiveYear(CivilTime& civil) {
  if (have_last_) year_ += YearStep(last_, civil);
  civil.year = year_;
}

Timestamp LogClock::Finish(const SecondsPart& seconds) const {
  Timestamp time;
  time.at = minute_at_ + seconds.second * kSecond + seconds.micros;
  time.offset_minutes = minute_offset_;
  time.digits = seconds.digits;
  if (seconds.has_offset) {
    time.at -= seconds.offset_minutes * kMinute;
    time.offset_minutes = static_cast<std::int16_t>(seconds.offset_minutes);
  }
  return time;
}

bool LogClock::ReadCached(std::string_view* text, Timestamp* time) {
  if (minute_text_.empty() || !text->starts_with(minute_text_)) return false;
  const auto seconds = ReadSeconds(text->substr(minute_text_.size()));
  if (!seconds || seconds->has_offset != has_offset_) return false;
  *time = Finish(*seconds);
  text->remove_prefix(minute_text_.size() + seconds->length);
  return true;
}

bool LogClock::ReadSlowly(std::string_view* text, Timestamp* time) {
  const auto date = ReadLogDate(*text);
  if (!date) return false;
  CivilTime civil = date->civil;
  if (civil.year == 0) GiveYear(civil);
  last_ = civil;
  year_ = civil.year;  // also of lines without one, should such follow
  have_last_ = true;
  MendLeapDay(civil);
  has_offset_ = date->seconds.has_offset;
  if (has_offset_) {
    minute_at_ = AsIfUtc(civil);
  } else {
    civil.second = std::min(civil.second, 59);
    civil.micros = 0;
    const Timestamp time_there = zone_.FromCivil(civil, last_at_);
    minute_at_ = time_there.at - civil.second * kSecond;
    minute_offset_ = time_there.offset_minutes;
  }
  minute_text_.assign(*text, 0, date->minute_length);
  *time = Finish(date->seconds);
  text->remove_prefix(date->length);
  return true;
}

bool LogClock::Read(std::string_view* text, Timestamp* time) {
  if (!ReadCached(text, time) && !ReadSlowly(text, time)) return false;
  last_at_ = time->at;
  if (text->empty()) return true;
  if (text->front() != ' ' && text->front() != '\t') return false;
  text->remove_prefix(1);
  return true;
}

}  // namespace mailwhy::parse
