// How a mail went, as moments in the order of time. text_why.cc and
// text_trace.cc show it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "model/answer.h"
#include "report/writers.h"

namespace mailwhy::report {

struct Moment {
  std::string time;  // as it is shown
  std::string text;
};

// Columns that their times take: some have their offset behind them.
inline int WidthOf(const std::vector<Moment>& moments) {
  std::size_t width = 19;  // of "2022-12-05 18:38:12"
  for (const Moment& moment : moments) {
    if (moment.time != "…") width = std::max(width, moment.time.size());
  }
  return static_cast<int>(width);
}

// Of one answer: arrival, attempts (of many the first and the last), hops to
// other mails, what comes next.
std::vector<Moment> TimelineOf(const Answers& answers, const Answer& answer,
                               const Style& style);
// Of one mail with all its recipients.
std::vector<Moment> TimelineOf(const Mail& mail, const Style& style);

}  // namespace mailwhy::report
