#include "parse/clock.h"

#include <algorithm>

#include "base/cursor.h"

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
  now_ = State{};
  now_.year = start_year;
  now_.have_last = last_time != 0;
  last_at_ = last_time;
  minute_text_.clear();
  if (!now_.have_last) return;
  now_.last = zone_.ToCivil(last_time);
  now_.year = now_.last.year;
}

void LogClock::Undo() {
  last_at_ = last_at_before_;
  if (!state_changed_) return;
  now_ = state_before_;
  minute_text_.clear();
  state_changed_ = false;
}

void LogClock::GiveYear(CivilTime& civil) {
  if (around_) {
    GiveYearNotAfter(*around_, civil);
    return;
  }
  if (now_.have_last) now_.year += YearStep(now_.last, civil);
  civil.year = now_.year;
}

// The latest year that fits; a day later, since the zones of the two may
// differ.
void LogClock::GiveYearNotAfter(const Timestamp& around,
                                CivilTime& civil) const {
  const int latest = zone_.ToCivil(around.at).year + 1;
  const bool leap_day = civil.month == 2 && civil.day == 29;
  for (civil.year = latest; civil.year > latest - 9; --civil.year) {
    if (leap_day && !IsLeapYear(civil.year)) continue;
    if (zone_.FromCivil(civil).at <= around.at + kDay) return;
  }
}

// Before the state changes.
void LogClock::KeepForUndo() {
  state_before_ = now_;
  state_changed_ = true;
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

// "12 ": what most logs have behind the minute.
bool LogClock::ReadWholeSecond(std::string_view* text, Timestamp* time) {
  if (has_offset_ || zone_word_ || text->size() < minute_text_.size() + 3) {
    return false;
  }
  const char* seconds = text->data() + minute_text_.size();
  if (!IsDigit(seconds[0]) || !IsDigit(seconds[1]) || seconds[2] != ' ') {
    return false;
  }
  const int second = (seconds[0] - '0') * 10 + (seconds[1] - '0');
  if (second > 60) return false;
  now_.last.second = second;
  *time = {minute_at_ + second * kSecond, minute_offset_, 0};
  text->remove_prefix(minute_text_.size() + 2);
  return true;
}

bool LogClock::ReadCached(std::string_view* text, Timestamp* time) {
  if (minute_text_.empty() || !text->starts_with(minute_text_)) return false;
  if (ReadWholeSecond(text, time)) return true;
  const auto seconds =
      ReadSeconds(text->substr(minute_text_.size()), zone_word_);
  if (!seconds || seconds->has_offset != has_offset_) return false;
  now_.last.second = seconds->second;
  *time = Finish(*seconds);
  text->remove_prefix(minute_text_.size() + seconds->length);
  return true;
}

bool LogClock::ReadSlowly(std::string_view* text, Timestamp* time) {
  const auto date = ReadLogDate(*text);
  if (!date) return ReadUnixWord(text, time);
  KeepForUndo();
  CivilTime civil = date->civil;
  year_known_ = civil.year != 0 || around_;
  if (civil.year == 0) GiveYear(civil);
  now_.last = civil;
  now_.year = civil.year;  // also of lines without one, should such follow
  now_.have_last = true;
  MendLeapDay(civil);
  has_offset_ = date->seconds.has_offset;
  zone_word_ = date->zone_word;
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

// "1670265492.123456 "
bool LogClock::ReadUnixWord(std::string_view* text, Timestamp* time) {
  Cursor cursor(text->substr(0, 32));
  const std::string_view word = cursor.TakeUntil(' ');
  if (word.find('.') == kNowhere || cursor.AtEnd()) return false;
  if (!ReadUnix(word, time)) return false;
  text->remove_prefix(word.size());
  return true;
}

bool LogClock::ReadUnix(std::string_view text, Timestamp* time) {
  const std::optional<Timestamp> read = ReadUnixTime(text);
  if (!read) return false;
  KeepForUndo();
  *time = *read;
  time->offset_minutes =
      static_cast<std::int16_t>(zone_.OffsetMinutes(read->at));
  now_.last = zone_.ToCivil(read->at);
  now_.year = now_.last.year;
  now_.have_last = true;
  year_known_ = true;
  minute_text_.clear();
  last_at_before_ = last_at_;
  last_at_ = time->at;
  return true;
}

bool LogClock::Read(std::string_view* text, Timestamp* time) {
  const Micros last_at = last_at_;
  state_changed_ = false;
  if (!ReadCached(text, time) && !ReadSlowly(text, time)) return false;
  last_at_before_ = last_at;
  last_at_ = time->at;
  if (text->empty()) return true;
  if (text->front() != ' ' && text->front() != '\t') {
    Undo();
    return false;
  }
  text->remove_prefix(1);
  return true;
}

}  // namespace mailwhy::parse
