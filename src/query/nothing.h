// Nothing fits the question: what the log does know. why.cc calls it.
#pragma once

#include "base/result.h"
#include "model/answer.h"
#include "query/search.h"
#include "store/store.h"

namespace mailwhy::query {

// Offers, as nearby: the same mails before and after the asked-for time; in it,
// what that sender sent to others and what that recipient got from others; and
// the refusals and failed logins of either, and of the clients that the sender
// is known to use.
Status OfferNearest(store::Store& store, const Question& question,
                    Search& search);

// Where the asked-for time lies to what the log covers.
Covered CoveredBy(const Question& question, const store::Coverage& coverage);

}  // namespace mailwhy::query
