// Answer: what query found, ready to be worded and written. query -> report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/mail.h"
#include "model/question.h"
#include "model/verdict.h"

namespace mailwhy {

// INTERFACE "scope". Empty level: not worked out.
struct Scope {
  std::string level, key;
  std::int64_t failed = 0, ok = 0, failed_elsewhere = 0, ok_elsewhere = 0;
  Timestamp since, until;
  std::string text;
};

struct Retry {
  int attempts = 0;
  Timestamp last;
  std::optional<Timestamp> next_about;  // from the waits so far
  std::optional<Timestamp> until;       // arrival + queue lifetime
};

// How a mail fits the question, best first (INTERFACE "Rank of answers").
enum class Matched {
  kExact,
  kRecipientRewritten,
  kSenderLogin,
  kSenderDiffers,
  kNearby
};
const char* MatchedName(Matched matched);

struct Answer {
  // delivered deferred bounced expired rejected discarded held queued
  // login_failed never_arrived
  std::string verdict;
  std::string headline;  // report/headline.cc fills it
  Matched matched = Matched::kExact;
  // What is to be described: that of the delivery at the end of the chain, of
  // the reject or the session; system_account_sender comes first where another
  // sender was asked for. `also` below is its `also`.
  Verdict judged;
  std::optional<CauseText> cause;  // cli fills it from judged and catalogue
  std::vector<std::string> also;
  std::vector<CauseText> also_causes;  // cli fills it, in the order of `also`
  Scope scope;
  std::optional<Mail> mail;
  int delivery = -1;  // index in mail->deliveries
  std::optional<Reject> reject;
  std::optional<Session> session;
  std::optional<Retry> retry;
  // Mails that this one became (filter, forward), in the order of the way, and
  // the delivery that it took there.
  std::vector<Mail> chain;
  std::vector<int> chain_delivery;    // as many as chain; -1: none yet
  std::vector<std::string> evidence;  // log lines, as logged
  // What became of each recipient of a mail that has several, at the end of its
  // chain; at most kMostRecipients.
  std::vector<std::pair<std::string, State>> recipients;
  static constexpr std::size_t kMostRecipients = 1000;
  // The notices of the mail that decides, to its sender, and what became of
  // them; at most ten.
  std::vector<std::pair<Id, State>> notices;
  // The line of the message that a header or body check of ours matched, after
  // the word that names the check: "header Subject: Cheap watches".
  std::string checked;
  // What to do where no cause says it; report/next.cc fills it.
  std::vector<Remedy> next;

  // The mail and the delivery that decide: those at the end of the chain.
  // Null where there is none. Valid until the answer is changed.
  const Mail* EndMail() const {
    if (!chain.empty()) return &chain.back();
    return mail ? &*mail : nullptr;
  }
  const Delivery* EndDelivery() const {
    const Mail* end = EndMail();
    const int index = chain.empty() ? delivery : chain_delivery.back();
    const bool there = end != nullptr && index >= 0 &&
                       static_cast<std::size_t>(index) < end->deliveries.size();
    return there ? &end->deliveries[static_cast<std::size_t>(index)] : nullptr;
  }
  // The delivery asked for, in the first mail.
  const Delivery* FirstDelivery() const {
    const bool there =
        mail && delivery >= 0 &&
        static_cast<std::size_t>(delivery) < mail->deliveries.size();
    return there ? &mail->deliveries[static_cast<std::size_t>(delivery)]
                 : nullptr;
  }
};

// Where the asked-for time lies to what the log covers.
enum class Covered { kUnknown, kYes, kPartly, kBefore, kAfter, kEmpty };

struct Searched {
  std::optional<Timestamp> since, until;  // what the log covers
  std::int64_t mails = 0;
  Covered covered = Covered::kUnknown;
  std::string note;  // in words, report fills it
};

struct Answers {
  Question question;
  std::vector<Answer> answers;
  std::int64_t more = 0;
  Searched searched;

  // INTERFACE "Exit status": whether a mail, reject or session fits.
  bool Fits() const {
    for (const Answer& answer : answers) {
      if (answer.verdict != "never_arrived" &&
          answer.matched != Matched::kNearby) {
        return true;
      }
    }
    return false;
  }
};

}  // namespace mailwhy
