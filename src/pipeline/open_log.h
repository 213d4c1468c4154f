// OpenLog: the log that the pipeline is reading. How far it was read, which
// lines its last seconds brought, and in which year it begins. Used by the
// files of the pipeline alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/event.h"
#include "model/progress.h"
#include "parse/parser.h"
#include "pipeline.h"

namespace mailwhy {

// Rotation may cut a log in mid-second, and writers are a little out of order:
// so far back, a log and the one that continues it may hold the same second.
inline constexpr Micros kOverlap = 5 * kSecond;

SeenLine SeenOf(const Event& event);

// The lines of a log's last seconds: those that its next piece may repeat.
class RecentLines {
 public:
  void Add(const SeenLine& line);
  std::vector<SeenLine> Since(Micros time) const;

 private:
  std::vector<SeenLine> lines_;
};

struct OpenLog {
  std::string family;
  LogMark mark;
  bool begun = false;           // its first line with a time was seen
  bool take_unfinished = true;  // a last line without its end
  Micros last_time = 0;
  RecentLines recent;

  // Whether a log of that family whose first line has that time goes on where
  // this one was cut by rotation.
  bool GoesOnIn(std::string_view next_family, Micros first_time) const;
};

// LogMark::carried.
std::string PackLines(const std::vector<SeenLine>& lines);
std::vector<SeenLine> UnpackLines(std::string_view packed);

// The year of a yearless log's first line (INTERFACE.md, "Log times").
// `newest`: when its newest line can have been written at the latest.
int StartYear(const parse::YearSurvey& survey, const ReadOptions& options,
              Micros newest);

}  // namespace mailwhy
