// Answer: what query found, ready to be worded and written. query -> report.
#pragma once

#include <optional>
#include <string>
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
enum class Matched { kExact, kRecipientRewritten, kSenderLogin, kSenderDiffers, kNearby };
const char* MatchedName(Matched matched);

struct Answer {
  // delivered deferred bounced expired rejected discarded held queued
  // login_failed never_arrived
  std::string verdict;
  std::string headline;                 // report/words.cc fills it
  Matched matched = Matched::kExact;
  std::optional<CauseText> cause;       // cli fills it from verdict and catalogue
  std::vector<std::string> also;
  Scope scope;
  std::optional<Mail> mail;
  int delivery = -1;                    // index in mail->deliveries
  std::optional<Reject> reject;
  std::optional<Session> session;
  std::optional<Retry> retry;
  // Mails that this one became (filter, forward), in the order of the way.
  std::vector<Mail> chain;
  std::vector<std::string> evidence;    // log lines, as logged
};

struct Searched {
  std::optional<Timestamp> since, until;  // what the log covers
  std::int64_t mails = 0;
  std::string note;                       // in words, report fills it
};

struct Answers {
  Question question;
  std::vector<Answer> answers;
  std::int64_t more = 0;
  Searched searched;
};

}  // namespace mailwhy
