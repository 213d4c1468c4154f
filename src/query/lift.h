// One story, one answer: what was found by a later part of a story is told from
// the story's beginning. why.cc calls it.
#pragma once

#include <vector>

#include "base/result.h"
#include "model/answer.h"
#include "query/rank.h"
#include "store/store.h"

namespace mailwhy::query {

// Moves the candidate to the mail that its story begins with and the delivery
// there that led to it; leaves it as it is where no delivery tells.
Status Lift(store::Store& store, Candidate& candidate);

// Whether `answer` tells what `other` tells: the same refusal, the same
// delivery, or one on its way.
bool Tells(const Answer& answer, const Answer& other);

}  // namespace mailwhy::query
