// Pasted text mended: a log line that was wrapped in the middle becomes one
// again. Everything else is handed on as it is (so that it is counted), but for
// what pasting put before a line (quotation marks, grep's file names) and for
// blanks of other kinds. Lost angle brackets and typographic dashes are
// parse/'s business.
#pragma once

#include <memory>

#include "source/source.h"

namespace mailwhy::source {

std::unique_ptr<Reader> JoinPasted(std::unique_ptr<Reader> lines);

}  // namespace mailwhy::source
