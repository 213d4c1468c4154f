// How a mail went, as moments in the order of time. text_why.cc and
// text_trace.cc show it.
#pragma once

#include <string>
#include <vector>

#include "model/answer.h"
#include "report/writers.h"

namespace mailwhy::report {

struct Moment {
  std::string time;  // as it is shown
  std::string text;
};

// Of one answer: arrival, attempts (of many the first and the last), hops to
// other mails, what comes next.
std::vector<Moment> TimelineOf(const Answers& answers, const Answer& answer,
                               const Style& style);
// Of one mail with all its recipients.
std::vector<Moment> TimelineOf(const Mail& mail, const Style& style);

}  // namespace mailwhy::report
