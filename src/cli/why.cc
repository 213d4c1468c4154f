// mailwhy why: what happened to a mail, why, and what to do.
#include <fmt/format.h>

#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/postconf.h"
#include "cli/setup.h"
#include "cli/terminal.h"
#include "query/query.h"

namespace mailwhy::cli {
namespace {

// `why WORD`: an address, a Message-ID, or a queue ID.
Status ReadPositional(const Invocation& invocation, Question& question) {
  if (invocation.positionals.empty()) return {};
  if (invocation.positionals.size() > 1) {
    return Error{invocation.positionals[1], "one thing at a time",
                 "mailwhy why ADDRESS, or --from, --to and --at"};
  }
  std::string word = invocation.positionals.front();
  if (word == "<>") {
    question.from = word;
    return {};
  }
  if (word.empty()) {
    return Error{"''", "names no mail", "mailwhy why ADDRESS"};
  }
  const bool bracketed = StartsWith(word, "<") && EndsWith(word, ">");
  if (bracketed) word = word.substr(1, word.size() - 2);
  if (word.find('@') == std::string::npos && !bracketed) {
    question.queue_id = word;
  } else {
    question.address = word;
  }
  return {};
}

// The failure that the answer's cause is about, for what its text names.
Failure FailureBehind(const Answer& answer) {
  if (answer.reject) {
    Failure failure = FailureOf(*answer.reject);
    // A check that holds or discards mostly answers nothing.
    if (failure.response.empty()) failure.response = answer.checked;
    return failure;
  }
  if (answer.session) return FailureOf(*answer.session);
  const Mail* mail = answer.EndMail();
  const Delivery* delivery = answer.EndDelivery();
  if (mail == nullptr) return {};
  static const Delivery kNone;
  static const Attempt kNoAttempt;
  if (delivery == nullptr) return FailureOf(*mail, kNone, kNoAttempt);
  const Attempt* last = delivery->last();
  return FailureOf(*mail, *delivery, last == nullptr ? kNoAttempt : *last);
}

void DescribeCauses(Answers& answers, const classify::RuleBook& rules,
                    Language language) {
  for (Answer& answer : answers.answers) {
    const Failure failure = FailureBehind(answer);
    if (answer.judged.known()) {
      answer.cause =
          classify::Describe(rules, answer.judged, failure, language);
    }
    for (const std::string& id : answer.also) {
      Verdict beside = answer.judged;
      beside.cause = id;
      answer.also_causes.push_back(
          classify::Describe(rules, beside, failure, language));
    }
  }
}

// Until when Postfix tries: asked of it only where the answer says so.
Result<Answers> Ask(store::Store& store, const classify::RuleBook& rules,
                    Question& question) {
  const auto is_system_account = [&](std::string_view login) {
    return classify::IsSystemAccount(rules, login);
  };
  Result<Answers> answers = query::Why(store, question, is_system_account);
  if (answers && !answers->Fits() && !question.address.empty()) {
    // Message-IDs look like addresses.
    Question by_message_id = question;
    by_message_id.message_id = std::exchange(by_message_id.address, "");
    Result<Answers> others = query::Why(store, by_message_id, is_system_account);
    if (others && others->Fits()) {
      question = by_message_id;
      answers = std::move(others);
    }
  }
  if (!answers || question.queue_lifetime) return answers;
  bool waiting = false;
  for (const Answer& answer : answers->answers) {
    waiting = waiting || answer.retry.has_value();
  }
  if (!waiting) return answers;
  const QueueLifetimes lifetimes = AskPostconf();
  if (!lifetimes.mail && !lifetimes.bounce) return answers;
  question.queue_lifetime = lifetimes.mail;
  question.bounce_queue_lifetime = lifetimes.bounce;
  return query::Why(store, question, is_system_account);
}

struct Asked {
  std::shared_ptr<const classify::RuleBook> rules;
  Question question;
  std::optional<Zone> shown;
};

Result<Asked> ReadQuestion(const Invocation& invocation) {
  Asked asked;
  Result<std::shared_ptr<const classify::RuleBook>> rules = RulesOf(invocation);
  if (!rules) return rules.error();
  asked.rules = *rules;
  Result<Question> question = QuestionOf(invocation, *asked.rules);
  if (!question) return question.error();
  asked.question = *question;
  if (Status status = ReadPositional(invocation, asked.question); !status) {
    return status.error();
  }
  Result<std::optional<Zone>> shown = ShownZone(invocation);
  if (!shown) return shown.error();
  asked.shown = *shown;
  return asked;
}

Result<int> FindAnswers(const Invocation& invocation, Asked& asked) {
  std::optional<Micros> year;
  if (asked.question.at && asked.question.at->year_given) {
    year = asked.question.at->begin;
  }
  bool errors_met = false;
  Result<std::unique_ptr<store::Store>> store =
      StoreToRead(invocation, asked.rules, year, &errors_met);
  if (!store) return store.error();
  if (Status status = FitToLog(invocation, **store, asked.question); !status) {
    return status.error();
  }
  Result<Answers> answers = Ask(**store, *asked.rules, asked.question);
  if (!answers) return answers.error();
  const Zone* shown = asked.shown ? &*asked.shown : nullptr;
  const report::Style style = StyleOf(invocation, shown);
  DescribeCauses(*answers, *asked.rules, style.language);
  report::WordAnswers(*answers, style.language, shown);
  const auto writer = report::MakeWriter(FormatOf(invocation), style);
  Status wrote = WriteOut(invocation, writer->Why(*answers));
  if (!wrote) return wrote.error();
  if (errors_met) return kFailed;
  return answers->Fits() ? kFound : kNothingFound;
}

}  // namespace

int RunWhy(const Invocation& invocation) {
  Result<Asked> asked = ReadQuestion(invocation);
  if (!asked) {
    ShowError(asked.error());
    return kFailed;
  }
  Result<int> status = FindAnswers(invocation, *asked);
  if (status) return *status;
  ShowError(status.error());
  return kFailed;
}

}  // namespace mailwhy::cli
