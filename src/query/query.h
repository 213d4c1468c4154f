// query/: Question -> Answers. Asks the store, ranks, follows the chain of a
// story, works out retries. cli calls it; report words what it finds.
#pragma once

#include <string>

#include "base/result.h"
#include "model/answer.h"
#include "model/report.h"
#include "store/store.h"

namespace mailwhy::query {

// What happened to a mail, best answer first (INTERFACE "Rank of answers"). At
// least one answer: never_arrived where nothing fits.
Result<Answers> Why(store::Store& store, const Question& question);

// One queue ID, Message-ID or id, and all mails linked with it, in order of
// time.
struct Trace {
  std::string id;
  std::vector<Mail> mails;
  std::vector<Reject> rejects;
  std::vector<Session> sessions;
  std::vector<std::string> evidence;  // of all, in the order of the log
};
Result<Trace> TraceId(store::Store& store, const std::string& id);

// The failures of a period (model/report.h).
Result<Report> ReportOn(store::Store& store, const Question& question);

}  // namespace mailwhy::query
