// The chain of a traced mail, drawn as a tree. text_other.cc calls it.
#pragma once

#include <vector>

#include "model/hop.h"
#include "report/page.h"
#include "report/writers.h"

namespace mailwhy::report {

// A section of the page: a line for each hop, and one for each recipient.
void AddChain(const std::vector<Mail>& mails, const std::vector<Hop>& hops,
              const Style& style, Page& page);

}  // namespace mailwhy::report
