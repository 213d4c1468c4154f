// `rules show`: what the causes mean, all of them or one.
#pragma once

#include "base/result.h"
#include "classify/classifier.h"
#include "cli/options.h"
#include "report/causes_page.h"

namespace mailwhy::cli {

// The words of all causes without a case: nouns stand where a case has names
// and addresses.
report::ShownCauses ShownCausesOf(const classify::RuleBook& rules);

Result<int> ShowRules(const Invocation& invocation,
                      const classify::RuleBook& rules);

}  // namespace mailwhy::cli
