// classify/: Failure -> Verdict, by the rules of patterns/. Fourth room on the
// way of a line; the pipeline judges what the grouper hands out, `explain`
// judges text. The other half, Catalog, gives a verdict its words.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/failure.h"
#include "model/mail.h"
#include "model/verdict.h"

namespace mailwhy::classify {

class RuleBook;  // the rule files as read (rules.h)

// The compiled-in rules, and those of `directories` (*.toml) over them: an id
// that exists adds its regexes to that cause, or replaces it where the file
// says replace = true; a site's own are "local_*". Errors name file, line and
// key.
Result<std::shared_ptr<const RuleBook>> ReadRules(
    const std::vector<std::string>& directories);

class Classifier {
 public:
  explicit Classifier(std::shared_ptr<const RuleBook> rules);
  ~Classifier();

  // The regexes are compiled at the first call that needs them. Not for use
  // from several threads at once.
  Verdict Judge(const Failure& failure);

  // Fills in the causes of all attempts, the verdicts of all deliveries, by
  // their state; expired: the last deferral's cause, queue_expired in also.
  void JudgeMail(Mail& mail);
  void JudgeReject(Reject& reject);
  void JudgeSession(Session& session);

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

// Whether a login name is that of a web server or system service, by the rules.
bool IsSystemAccount(const RuleBook& rules, std::string_view login);

// Title, explanation and remedies with all known values filled in. A value
// enters a command only if it is [A-Za-z0-9._:@-]+ and does not begin with "-".
CauseText Describe(const RuleBook& rules, const Verdict& verdict,
                   const Failure& failure, Language language);

// All ids, with group and title, in the order of the groups.
struct CauseRow {
  std::string id, group, side, title;
};
std::vector<CauseRow> ListCauses(const RuleBook& rules, Language language);

// Bare text as `explain` gets it: a log line's failure, a reply, a wrapped one.
// (A whole log line is parsed by the caller and comes as an attempt or reject.)
Failure FailureOfText(std::string_view text);

// Runs all examples and counterexamples. `fail` gets one line a fault ("file:
// example 2: ..."). Returns the number of checks made. `failure_of_line` turns
// a log line into the Failure that the real parse and group path makes of it;
// the caller has that path.
using FailureOfLine =
    std::function<std::optional<Failure>(const std::string& log_text)>;
int CheckRules(const RuleBook& rules, const FailureOfLine& failure_of_line,
               const std::function<void(std::string)>& fail);

// Tells line by line how each example is judged, and by which regexes: those
// of tables that hold, those of tables that do not, and the not_text ones.
void TellExamples(const RuleBook& rules, const FailureOfLine& failure_of_line,
                  const std::function<void(std::string)>& tell);

}  // namespace mailwhy::classify
