// mailwhy report: the failures of a day or a period.
#include "base/log.h"
#include "cli/commands.h"
#include "cli/setup.h"
#include "cli/terminal.h"
#include "query/query.h"

namespace mailwhy::cli {
namespace {

// --day, --since/--until; else yesterday, or with --log all that there is.
Status ReadPeriod(const Invocation& invocation, Question& question) {
  if (invocation.Has("day")) {
    if (question.at || question.since || question.until) {
      return Error{"--day", "cannot stand together with --at, --since or --until",
                   ""};
    }
    Result<Zone> zone = AskingZone(invocation);
    if (!zone) return zone.error();
    Result<TimeSpan> day = ReadTime(invocation.Get("day"), Now(), *zone);
    if (!day) {
      return Error{"--day " + invocation.Get("day"), day.error().why,
                   day.error().hint};
    }
    if (!day->whole_day) {
      return Error{"--day " + invocation.Get("day"), "not a day",
                   "for example: --day yesterday, --day 2022-12-05"};
    }
    question.since = day->begin;
    question.until = day->end;
    return {};
  }
  const bool period = question.at || question.since || question.until;
  if (period || invocation.Has("log")) return {};
  Result<Zone> zone = AskingZone(invocation);
  if (!zone) return zone.error();
  Result<TimeSpan> yesterday = ReadTime("yesterday", Now(), *zone);
  if (!yesterday) return yesterday.error();
  question.since = yesterday->begin;
  question.until = yesterday->end;
  return {};
}

Result<int> MakeReport(const Invocation& invocation) {
  if (!invocation.positionals.empty()) {
    return Error{invocation.positionals.front(), "report takes no arguments",
                 "files to report on: --log FILE"};
  }
  Result<std::shared_ptr<const classify::RuleBook>> rules = RulesOf(invocation);
  if (!rules) return rules.error();
  Result<Question> question = QuestionOf(invocation, **rules);
  if (!question) return question.error();
  if (Status status = ReadPeriod(invocation, *question); !status) {
    return status.error();
  }
  Result<std::optional<Zone>> shown = ShownZone(invocation);
  if (!shown) return shown.error();
  Result<Zone> zone = AskingZone(invocation);
  if (!zone) return zone.error();
  bool errors_met = false;
  Result<std::unique_ptr<store::Store>> store =
      StoreToRead(invocation, *rules, question->since, &errors_met, false);
  if (!store) return store.error();
  Result<Report> report = query::ReportOn(**store, *question);
  if (!report) return report.error();
  report->timezone = zone->name();
  if (invocation.Has("limit")) report->rows = question->limit;
  const report::Style style =
      StyleOf(invocation, *shown ? &**shown : nullptr);
  for (const classify::CauseRow& row :
       classify::ListCauses(**rules, style.language)) {
    report->titles[row.id] = row.title;
  }
  const auto writer = report::MakeWriter(FormatOf(invocation), style);
  Status wrote = WriteOut(invocation, writer->Report(*report));
  if (!wrote) return wrote.error();
  return errors_met ? kFailed : kFound;
}

}  // namespace

int RunReport(const Invocation& invocation) {
  Result<int> status = MakeReport(invocation);
  if (status) return *status;
  ShowError(status.error());
  return kFailed;
}

}  // namespace mailwhy::cli
