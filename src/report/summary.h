// The sentences with which a report begins. text.cc and json.cc use them.
#pragma once

#include <string>
#include <vector>

#include "model/report.h"
#include "report/writers.h"

namespace mailwhy::report {

std::vector<std::string> SummaryOf(const mailwhy::Report& report,
                                   const Style& style);

}  // namespace mailwhy::report
