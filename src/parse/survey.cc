// The years of a log whose lines have none, from a walk over all of them.
#include <algorithm>
#include <cstdlib>

#include "parse/date.h"
#include "parse/envelope.h"
#include "parse/parser.h"

namespace mailwhy::parse {
namespace {

// A file's time and its lines' may be of different zones: a line this little
// later than the file is no reason to believe it a year older.
constexpr Micros kTolerance = kDay;

Micros InstantOf(CivilTime civil, int year, const Zone& zone) {
  civil.year = year;
  if (civil.month == 2 && civil.day == 29) civil.day = 28;
  return zone.FromCivil(civil).at;
}

bool IsLater(const CivilTime& a, const CivilTime& b) {
  const auto key = [](const CivilTime& t) {
    return (((t.month * 32 + t.day) * 24 + t.hour) * 60 + t.minute) * 61 +
           t.second;
  };
  return key(a) > key(b);
}

}  // namespace

std::optional<CivilTime> ReadYearless(std::string_view line) {
  bool version_given = false;
  const auto date = ReadLogDate(WithoutPriority(Unwrap(line), &version_given));
  if (!date || date->civil.year != 0) return std::nullopt;
  return date->civil;
}

void YearSurvey::See(std::string_view line) {
  const std::optional<CivilTime> time = ReadYearless(line);
  if (!time) return;
  if (!seen_) {
    seen_ = true;
    first_ = last_ = newest_ = *time;
    NoteLeapDay(*time);
    return;
  }
  years_ += YearStep(last_, *time);
  last_ = *time;
  NoteLeapDay(*time);
  if (years_ > new_years_) {
    new_years_ = years_;
    newest_ = *time;
  } else if (years_ == new_years_ && IsLater(*time, newest_)) {
    newest_ = *time;
  }
}

void YearSurvey::NoteLeapDay(const CivilTime& time) {
  if (time.month == 2 && time.day == 29) leap_year_ = years_;
}

int YearSurvey::WithLeapDay(int start_year) const {
  if (!leap_year_) return start_year;
  for (int back = 0; back < 8; ++back) {
    if (IsLeapYear(start_year - back + *leap_year_)) return start_year - back;
  }
  return start_year;
}

int YearSurvey::StartYear(Micros newest, const Zone& zone) const {
  int year = zone.ToCivil(newest).year;
  if (InstantOf(newest_, year, zone) > newest + kTolerance) --year;
  return WithLeapDay(year - new_years_);
}

int YearSurvey::StartYearNear(Micros asked, const Zone& zone) const {
  const int middle = zone.ToCivil(asked).year;
  int best = middle;
  Micros least = -1;
  for (int year = middle + 1; year >= middle - new_years_ - 1; --year) {
    const Micros begin = InstantOf(first_, year, zone);
    const Micros end = InstantOf(newest_, year + new_years_, zone);
    const Micros away = std::max({Micros{0}, begin - asked, asked - end});
    if (least >= 0 && away >= least) continue;
    least = away;
    best = year;
  }
  return best;
}

}  // namespace mailwhy::parse
