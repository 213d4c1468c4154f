// The sentences of an answer: WordAnswers (writers.h) is made of them.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "model/answer.h"

namespace mailwhy::report {

struct Phrasing {
  const Answers& answers;
  Language language;
  const Zone* zone;
};

// Verdict and reason in one line.
std::string Headline(const Phrasing& phrasing, const Answer& answer);
// `rest`, and before it what is not as it was asked for.
std::string Fitted(const Phrasing& phrasing, const Answer& answer,
                   const std::string& rest);
// Delivered to something on this machine that queued it, whose own log is not
// there: a content filter, as a rule.
bool EndsInside(const Answer& answer);
// What the log covers, and where the asked-for time lies to it.
std::string CoverageNote(const Phrasing& phrasing);
// What to do where no cause says it.
std::vector<Remedy> WhatNext(const Phrasing& phrasing, const Answer& answer);
// "submitted locally by uid 48 (apache)", "from h[ip], login tu".
std::string WayIn(const Mail& mail, Language language);

}  // namespace mailwhy::report
