// The chain of traced mails as a tree: what became of what. trace.cc calls it.
#pragma once

#include <vector>

#include "model/hop.h"
#include "model/mail.h"

namespace mailwhy::query {

// Of mails in the order of time. Each stands once, under the earliest mail that
// it came of; links that go round in a circle begin at the earliest. A mail
// that a link names and that is not among them stands as well.
std::vector<Hop> HopsOf(const std::vector<Mail>& mails);

}  // namespace mailwhy::query
