// parse/: one line's bytes -> Event. The envelope first (envelope.h), then by
// daemon the line's shape (one file a shape), all by hand over string_view.
#pragma once

#include <memory>
#include <optional>

#include "base/time.h"
#include "model/event.h"
#include "model/raw_line.h"

namespace mailwhy::parse {

class Parser {
 public:
  // `zone`: of log times without one.
  explicit Parser(const Zone& zone);
  ~Parser();

  // A new log begins. `start_year`: the year of its first line, where lines
  // have none; `last_time`: of the line read last when a log is gone on with,
  // else 0.
  void Begin(int start_year, Micros last_time);

  // Never fails: what cannot be read is kNotALog, kOtherProgram or
  // kUnrecognized. The event, and all its views, live until the next call or
  // the line's end.
  const Event& Parse(std::string_view line);

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

class EnvelopeReader;

// Month, day and time of a line whose envelope has no year; nothing for others.
// Of many lines: YearSurvey.
std::optional<CivilTime> ReadYearless(std::string_view line);

// Counts New Years in a yearless log, to tell the year of its first line from
// that of its last: a step back of more than 180 days is New Year, a smaller
// one disorder.
class YearSurvey {
 public:
  YearSurvey();
  ~YearSurvey();
  YearSurvey(YearSurvey&&) noexcept;
  YearSurvey& operator=(YearSurvey&&) noexcept;

  // False: no log line.
  bool See(std::string_view line);
  bool yearless() const { return seen_; }
  // The year of the first line, when the newest line is not later than `newest`
  // (`zone`: of the log's times).
  int StartYear(Micros newest, const Zone& zone) const;
  // The year of the first line for which the log lies nearest to `asked`: what
  // a question that names a year means for a yearless log.
  int StartYearNear(Micros asked, const Zone& zone) const;
  // The year of the first line, at most `start_year`, for which the log does
  // not end a New Year later than the one that continues it begins.
  int StartYearBefore(Micros next, int start_year, const Zone& zone) const;
  // When the log begins, if its first line is of that year.
  Micros FirstTime(int start_year, const Zone& zone) const;

 private:
  void SeeDated(const CivilTime& time);
  void SeeYearless(const CivilTime& time);
  void NoteLeapDay(const CivilTime& time);
  bool MayBegin(int start_year) const;
  int WithLeapDay(int start_year) const;

  std::unique_ptr<EnvelopeReader> envelope_;
  bool seen_ = false;
  CivilTime first_, last_, newest_;  // newest_: the latest of the last year
  int new_years_ = 0;                // most years behind the first line's
  int years_ = 0;                    // the last line's
  std::optional<int> leap_year_;     // in which year February had 29 days
  std::optional<int> start_year_;    // told by lines with years further on
};

// Whether a last line without a line end is all there: it ends as its kind ends
// (a closing parenthesis, "removed", ...), so that nothing can follow.
bool LooksFinished(const Event& event);

}  // namespace mailwhy::parse
