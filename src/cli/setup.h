// What every command sets up from its options: language, zones, rules, the store.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "classify/classifier.h"
#include "cli/options.h"
#include "model/question.h"
#include "pipeline.h"
#include "report/writers.h"
#include "store/store.h"

namespace mailwhy::cli {

// --lang, else the locale's.
Language LanguageOf(const Invocation& invocation);

// The zones of --log-timezone and --timezone.
Result<Zone> LogZone(const Invocation& invocation);
Result<std::optional<Zone>> ShownZone(const Invocation& invocation);
// In which people's times are read: --timezone, else --log-timezone, else the machine's.
Result<Zone> AskingZone(const Invocation& invocation);

Result<std::shared_ptr<const classify::RuleBook>> RulesOf(
    const Invocation& invocation);

// "text" or "json".
std::string FormatOf(const Invocation& invocation);
// `zone` must outlive the writer.
report::Style StyleOf(const Invocation& invocation, const Zone* zone);

Result<ReadOptions> ReadOptionsOf(const Invocation& invocation);

// A day or hour that people name without a zone is meant as the log shows it: where the
// log carries offsets of its own that are not the machine's, and no zone is
// given, the question's times are read again in the log's zone. Then the year:
// "December 5" asked of a log of 2022 is that of 2022, whatever today is.
Status FitToLog(const Invocation& invocation, store::Store& store,
                Question& question);

// The question that the options ask; checks them all.
Result<Question> QuestionOf(const Invocation& invocation,
                            const classify::RuleBook& rules);

// For reading commands: the store, or one made of --log's files. `evidence`:
// the answer shows log lines.
Result<std::unique_ptr<store::Store>> StoreToRead(
    const Invocation& invocation,
    const std::shared_ptr<const classify::RuleBook>& rules,
    std::optional<Micros> asked, bool* errors_met, bool evidence = true);
// For writing commands.
Result<std::unique_ptr<store::Store>> StoreToWrite(const Invocation& invocation);

}  // namespace mailwhy::cli
