// The years of a log whose lines have none, from a walk over all of them.
#include <algorithm>
#include <cstdlib>

#include "base/log_date.h"
#include "parse/envelope.h"
#include "parse/parser.h"

namespace mailwhy::parse {
namespace {

// A file's time and its lines' may be of different zones: a line this little
// later than the file is no reason to believe it a year older.
constexpr Micros kTolerance = kDay;
// A step back by more is New Year (date.cc has the same in days).
constexpr Micros kNewYear = 180 * kDay;

// What is older is a clock that was not set, or no time.
constexpr int kEarliestYear = 1990;

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
  EnvelopeReader envelope{Zone()};
  Event event;
  if (!envelope.Read(line, event) || envelope.year_known()) return std::nullopt;
  return envelope.civil();
}

YearSurvey::YearSurvey()
    : envelope_(std::make_unique<EnvelopeReader>(Zone())) {}
YearSurvey::~YearSurvey() = default;
YearSurvey::YearSurvey(YearSurvey&&) noexcept = default;
YearSurvey& YearSurvey::operator=(YearSurvey&&) noexcept = default;

bool YearSurvey::See(std::string_view line) {
  Event event;
  if (!envelope_->Read(line, event)) return false;
  if (envelope_->year_known()) {
    SeeDated(envelope_->civil());
  } else {
    SeeYearless(envelope_->civil());
  }
  return true;
}

// The first one with a year dates those before it.
void YearSurvey::SeeDated(const CivilTime& time) {
  if (!seen_ || start_year_ || time.year < kEarliestYear) return;
  start_year_ = time.year - YearStep(last_, time) - years_;
}

void YearSurvey::SeeYearless(const CivilTime& time) {
  if (!seen_) {
    seen_ = true;
    first_ = last_ = newest_ = time;
    NoteLeapDay(time);
    return;
  }
  years_ += YearStep(last_, time);
  last_ = time;
  NoteLeapDay(time);
  if (years_ > new_years_) {
    new_years_ = years_;
    newest_ = time;
  } else if (years_ == new_years_ && IsLater(time, newest_)) {
    newest_ = time;
  }
}

void YearSurvey::NoteLeapDay(const CivilTime& time) {
  if (time.month == 2 && time.day == 29) leap_year_ = years_;
}

// February 29 was not in every year; 1900 and 2100 stand eight years apart from
// their neighbours.
bool YearSurvey::MayBegin(int start_year) const {
  return !leap_year_ || IsLeapYear(start_year + *leap_year_);
}

int YearSurvey::WithLeapDay(int start_year) const {
  for (int back = 0; back < 8; ++back) {
    if (MayBegin(start_year - back)) return start_year - back;
  }
  return start_year;
}

int YearSurvey::StartYear(Micros newest, const Zone& zone) const {
  int year = zone.ToCivil(newest).year;
  if (start_year_ && *start_year_ <= year) {
    return std::max(*start_year_, kEarliestYear);
  }
  if (InstantOf(newest_, year, zone) > newest + kTolerance) --year;
  return WithLeapDay(std::max(year - new_years_, kEarliestYear));
}

int YearSurvey::StartYearNear(Micros asked, const Zone& zone) const {
  if (start_year_) return *start_year_;
  const int middle = zone.ToCivil(asked).year;
  int best = middle;
  Micros least = -1;
  const int spread = leap_year_ ? 8 : 1;
  for (int year = middle + spread; year >= middle - new_years_ - spread;
       --year) {
    if (!MayBegin(year)) continue;
    const Micros begin = InstantOf(first_, year, zone);
    const Micros end = InstantOf(newest_, year + new_years_, zone);
    const Micros away = std::max({Micros{0}, begin - asked, asked - end});
    if (least >= 0 && away >= least) continue;
    least = away;
    best = year;
  }
  return best;
}

int YearSurvey::StartYearBefore(Micros next, int start_year,
                                const Zone& zone) const {
  if (start_year_) return *start_year_;
  while (InstantOf(newest_, start_year + new_years_, zone) > next + kNewYear) {
    --start_year;
  }
  return WithLeapDay(start_year);
}

Micros YearSurvey::FirstTime(int start_year, const Zone& zone) const {
  return InstantOf(first_, start_year, zone);
}

}  // namespace mailwhy::parse
