// The one word for what became of a mail, a refused attempt, a session
// (INTERFACE "why", verdict).
#pragma once

#include <string>

#include "model/mail.h"

namespace mailwhy::query {

// `delivery` may be null: none is known (yet).
std::string VerdictOf(const Mail& mail, const Delivery* delivery);
// "" for actions that let the mail pass (warn, prepend, ...).
std::string VerdictOf(const Reject& reject);
// "" for a login that went well.
std::string VerdictOf(const Session& session);

}  // namespace mailwhy::query
