// The log lines that an answer rests on: the mail's own, without those that
// tell of its other recipients. why.cc and trace.cc call it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/answer.h"
#include "store/store.h"

namespace mailwhy::query {

// Most lines that one answer shows: the first and the last of more.
inline constexpr std::size_t kMostLines = 60;

Result<std::vector<std::string>> EvidenceOf(store::Store& store,
                                            const Answer& answer);

// All the lines of these, in the order of the log, each once; at most `most`,
// the first half and the last half of more.
Result<std::vector<std::string>> LinesOf(store::Store& store,
                                         std::vector<LineRef> refs,
                                         std::size_t most);

}  // namespace mailwhy::query
