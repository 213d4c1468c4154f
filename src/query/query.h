// query/: Question -> Answers. Asks the store, ranks, follows the chain of a
// story, works out retries. cli calls it; report words what it finds.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/answer.h"
#include "model/hop.h"
#include "model/report.h"
#include "store/store.h"

namespace mailwhy::query {

// Whether a login name is that of a web server or system service.
using IsSystemAccount = std::function<bool(std::string_view login)>;

// What happened to a mail, best answer first (INTERFACE "Rank of answers"). At
// least one answer: never_arrived where nothing fits.
Result<Answers> Why(store::Store& store, const Question& question,
                    const IsSystemAccount& is_system_account = {});

// One queue ID, Message-ID or id, and all mails linked with it, in order of
// time.
struct Trace {
  std::string id;
  std::vector<Mail> mails;
  std::vector<Hop> hops;  // the mails as a tree (query/hops.h)
  std::vector<Reject> rejects;
  std::vector<Session> sessions;
  std::vector<std::string> evidence;  // of all, in the order of time
};
Result<Trace> TraceId(store::Store& store, const std::string& id);

// The failures of a period (model/report.h).
Result<Report> ReportOn(store::Store& store, const Question& question);

}  // namespace mailwhy::query
