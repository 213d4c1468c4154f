// `explain --message FILE`: the bounce message that a user forwards.
#pragma once

#include <memory>

#include "base/result.h"
#include "classify/classifier.h"
#include "cli/options.h"
#include "report/writers.h"

namespace mailwhy::cli {

// What each recipient's part of the message says, judged.
report::ExplainedMessage Explained(
    Bounce bounce, const std::shared_ptr<const classify::RuleBook>& rules,
    Language language);

// Reads the file and writes the answer; the exit status.
Result<int> ExplainMessage(
    const std::shared_ptr<const classify::RuleBook>& rules,
    const Invocation& invocation);

}  // namespace mailwhy::cli
