// The JSON writer of the table in writers.cc.
#pragma once

#include <memory>

#include "report/writers.h"

namespace mailwhy::report {

std::unique_ptr<Writer> MakeJsonWriter(const Style& style);

}  // namespace mailwhy::report
