// mailwhy trace: everything about one queue ID, Message-ID or id.
#include "base/log.h"
#include "cli/commands.h"
#include "cli/setup.h"
#include "cli/terminal.h"
#include "query/query.h"

namespace mailwhy::cli {
namespace {

Result<int> Trace(const Invocation& invocation) {
  if (invocation.positionals.size() != 1) {
    return Error{"trace", "wants one queue ID, Message-ID or id",
                 "mailwhy trace 8B84D8D1CF"};
  }
  Result<std::shared_ptr<const classify::RuleBook>> rules = RulesOf(invocation);
  if (!rules) return rules.error();
  Result<std::optional<Zone>> zone = ShownZone(invocation);
  if (!zone) return zone.error();
  bool errors_met = false;
  Result<std::unique_ptr<store::Store>> store =
      StoreToRead(invocation, *rules, std::nullopt, &errors_met);
  if (!store) return store.error();
  Result<query::Trace> trace =
      query::TraceId(**store, invocation.positionals.front());
  if (!trace) return trace.error();
  const report::TraceView view{trace->id,        &trace->mails,
                               &trace->rejects,  &trace->sessions,
                               &trace->evidence, &trace->hops};
  const auto writer = report::MakeWriter(
      FormatOf(invocation), StyleOf(invocation, *zone ? &**zone : nullptr));
  Status wrote = WriteOut(invocation, writer->Trace(view));
  if (!wrote) return wrote.error();
  if (errors_met) return kFailed;
  const bool found = !trace->mails.empty() || !trace->rejects.empty() ||
                     !trace->sessions.empty();
  return found ? kFound : kNothingFound;
}

}  // namespace

int RunTrace(const Invocation& invocation) {
  Result<int> status = Trace(invocation);
  if (status) return *status;
  ShowError(status.error());
  return kFailed;
}

}  // namespace mailwhy::cli
