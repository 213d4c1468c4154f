// What is no answer by itself, since another candidate tells it better. why.cc
// calls it.
#pragma once

#include <vector>

#include "query/rank.h"

namespace mailwhy::query {

// Marks temporary refusals that a later try made good, and broken connections
// of a client whose refusal or failed login just before explains them.
void MarkPreludes(std::vector<Candidate>& candidates);

}  // namespace mailwhy::query
