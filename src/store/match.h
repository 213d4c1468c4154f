// Whether a mail, reject or session fits a filter, to the letter. The indices
// (candidates.h) only narrow down what is looked at.
#pragma once

#include "model/mail.h"
#include "model/question.h"

namespace mailwhy::store {

bool Fits(const Filter& filter, const Mail& mail);
bool Fits(const Filter& filter, const Reject& reject);
bool Fits(const Filter& filter, const Session& session);

// A cause id stands in the verdict, or among its `also`.
bool HasCause(const Verdict& verdict, std::string_view cause);

}  // namespace mailwhy::store
