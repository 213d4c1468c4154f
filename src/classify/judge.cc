// Classifier: failures, mails, rejects and sessions -> verdicts.
#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "classify/classifier.h"
#include "classify/engine.h"
#include "classify/finish.h"
#include "classify/memory.h"

namespace mailwhy::classify {
namespace {

constexpr const char* kUnspecified = "unspecified";
// Outcomes that the story tells, not the words (CAUSES 12).
constexpr const char* kExpired = "queue_expired";
constexpr const char* kHeld = "queue_held";
constexpr const char* kDiscarded = "discarded";
constexpr const char* kSlow = "delivered_slow";
// Seconds from arrival to delivery. No retry comes before this (postconf(5),
// minimal_backoff_time), and few senders notice less.
constexpr double kSlowDelay = 300;

void AddOnce(std::vector<std::string>& ids, std::string_view id) {
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.emplace_back(id);
}

bool Failed(std::string_view status) {
  return !status.empty() && status != "sent" && status != "deliverable" &&
         status != "filtered";
}

bool IsRefusal(std::string_view code) {
  return !code.empty() && (code.front() == '4' || code.front() == '5');
}

// Whether text that no rule knows is about a failure at all: `explain` gets
// anything.
bool TellsOfFailure(const Facts& facts, const Failure& failure) {
  if (failure.of != Failure::Of::kText) return true;
  const Reply& reply = facts.reply;
  // A warning that no rule knows may be about anything.
  const bool warning = facts.status == "warning";
  if (!facts.status.empty() && !warning) return Failed(facts.status);
  if (!reply.code.empty()) return IsRefusal(reply.code);
  return IsRefusal(reply.dsn) || reply.said_by_them;
}

// Actions of access rules that let the mail pass and only do something with it.
bool LetsPass(std::string_view action) {
  constexpr std::string_view kHarmless[] = {"permit",  "info",     "warn",
                                            "prepend", "bcc",      "replace",
                                            "filter",  "redirect", "strip"};
  return std::find(std::begin(kHarmless), std::end(kHarmless), action) !=
         std::end(kHarmless);
}

// An outcome that is known for certain: beside a cause, or instead of none.
void AddOutcome(Verdict& verdict, const char* outcome) {
  if (verdict.cause == outcome) return;
  if (verdict.cause.empty() || verdict.cause == kUnspecified) {
    std::erase(verdict.also, outcome);
    verdict.cause = outcome;
    verdict.certainty = Certainty::kCertain;
  } else {
    AddOnce(verdict.also, outcome);
  }
}

// Access rules and milters that let nothing through for now, or for ever.
void AddOutcomeOf(std::string_view action, Verdict& verdict) {
  if (EndsWith(action, "hold") || EndsWith(action, "quarantine")) {
    AddOutcome(verdict, kHeld);
  }
  if (EndsWith(action, "discard")) AddOutcome(verdict, kDiscarded);
}

// Whose cause is the delivery's: the last attempt; where its time ran out, the
// last deferral (INTERFACE, "Expired").
const Attempt* TellingAttempt(const Delivery& delivery) {
  if (delivery.state == State::kExpired) {
    const auto& attempts = delivery.attempts;
    for (auto at = attempts.rbegin(); at != attempts.rend(); ++at) {
      if (at->status == "deferred" || at->status == "softbounce") return &*at;
    }
  }
  return delivery.last();
}

}  // namespace

struct Classifier::Work {
  explicit Work(std::shared_ptr<const RuleBook> rules)
      : engine(std::move(rules)), memory(engine.book()) {}

  Engine engine;
  VerdictMemory memory;

  Judged Judge(const Failure& failure);
  // `same`: whether it is the same for all failures that are masked alike.
  Judged JudgeAnew(const Failure& failure, bool& same);
  bool SameForAll(const Engine::Captured& captured, const Facts& facts);
  void JudgeAttempts(const Mail& mail, Delivery& delivery);
  void JudgeDelivery(const Mail& mail, Delivery& delivery);
  void Renew(const Mail& mail, Delivery& delivery);
  void JudgeUnfailed(const Mail& mail, Delivery& delivery);
  std::vector<int> CircumstancesOf(const Mail& mail, const Delivery& delivery);
  std::string Id(int index) const {
    return index < 0 ? kUnspecified : engine.rule(index).id;
  }
};

Judged Classifier::Work::Judge(const Failure& failure) {
  if (const Judged* known = memory.Find(failure)) return *known;
  bool same = false;
  Judged judged = JudgeAnew(failure, same);
  if (same) memory.Keep(judged);
  return judged;
}

// Values that were read off the words must not be of one mail alone.
bool Classifier::Work::SameForAll(const Engine::Captured& captured,
                                  const Facts& facts) {
  const std::string_view words = facts.reply.words;
  const auto outlives = [&](std::size_t begin, std::size_t size) {
    return OutlivesMask(words, begin, size, engine.book());
  };
  for (const auto& [begin, size] : captured.places) {
    if (!outlives(begin, size)) return false;
  }
  const std::string_view url = FirstUrl(words);
  return url.empty() ||
         outlives(static_cast<std::size_t>(url.data() - words.data()),
                  url.size());
}

Judged Classifier::Work::JudgeAnew(const Failure& failure, bool& same) {
  const Facts facts = FactsOf(failure);
  const Decision decision = engine.Decide(failure, facts);
  Judged judged;
  if (decision.cause < 0 && !TellsOfFailure(facts, failure)) return judged;
  judged.own = Id(decision.own);
  Verdict& verdict = judged.verdict;
  verdict.cause = Id(decision.cause);
  for (const int index : decision.also) verdict.also.push_back(Id(index));
  if (decision.cause >= 0) {
    verdict.certainty = decision.cause == decision.own ? decision.certainty
                                                       : Certainty::kCertain;
  }
  verdict.attributes = BaseAttributes(facts, failure);
  const Engine::Captured captured = engine.Capture(decision, facts.reply.words);
  Finish(verdict, captured.values, facts, failure);
  same = SameForAll(captured, facts);
  return judged;
}

std::vector<int> Classifier::Work::CircumstancesOf(const Mail& mail,
                                                   const Delivery& delivery) {
  if (!engine.MayTell(mail.origin)) return {};
  Failure failure = FailureOf(mail, delivery, delivery.attempts.back());
  failure.response.clear();
  return engine.Circumstances(failure, FactsOf(failure));
}

// Causes of attempts that have none yet; those that have one were judged when
// all that the log said about them was at hand.
void Classifier::Work::JudgeAttempts(const Mail& mail, Delivery& delivery) {
  const Attempt* telling = TellingAttempt(delivery);
  const bool thrown_away = delivery.state == State::kDiscarded;
  for (Attempt& attempt : delivery.attempts) {
    const bool tells = &attempt == telling;
    if (!Failed(attempt.status) && !(tells && thrown_away)) {
      attempt.cause.clear();
      continue;
    }
    const bool needed = tells && !delivery.verdict.known();
    if (!attempt.cause.empty() && !needed) continue;
    Judged judged = Judge(FailureOf(mail, delivery, attempt));
    attempt.cause = judged.own;
    if (tells) delivery.verdict = std::move(judged.verdict);
  }
}

// What stands beside the cause can change after the last attempt: how the mail
// was submitted may be read later, or its time runs out.
void Classifier::Work::Renew(const Mail& mail, Delivery& delivery) {
  const Attempt& attempt = *TellingAttempt(delivery);
  Decision decision;
  if (attempt.cause != kUnspecified) {
    decision.own = engine.book().IndexOf(attempt.cause);
  }
  decision.circumstances = CircumstancesOf(mail, delivery);
  engine.Compose(decision);

  Verdict& verdict = delivery.verdict;
  std::vector<std::string> before = std::move(verdict.also);
  before.insert(before.begin(), verdict.cause);
  const bool own_is_first = decision.cause == decision.own;
  if (!own_is_first) verdict.certainty = Certainty::kCertain;
  verdict.cause = own_is_first ? attempt.cause : Id(decision.cause);
  verdict.also.clear();
  for (const int index : decision.also) AddOnce(verdict.also, Id(index));
  for (const std::string& id : before) {
    const int index = engine.book().IndexOf(id);
    const bool stale = index >= 0 && engine.IsCircumstance(index);
    if (id == verdict.cause || id == kUnspecified || stale) continue;
    AddOnce(verdict.also, id);
  }
}

// Delivered, or not yet tried: no cause, but how it was submitted may matter.
void Classifier::Work::JudgeUnfailed(const Mail& mail, Delivery& delivery) {
  delivery.verdict = Verdict();
  if (delivery.attempts.empty()) return;
  for (const int index : CircumstancesOf(mail, delivery)) {
    delivery.verdict.also.push_back(Id(index));
  }
  if (delivery.state == State::kDelivered &&
      delivery.last()->delay >= kSlowDelay) {
    delivery.verdict.also.emplace_back(kSlow);
  }
}

void Classifier::Work::JudgeDelivery(const Mail& mail, Delivery& delivery) {
  const Attempt* telling = TellingAttempt(delivery);
  const bool judged_before =
      delivery.verdict.known() && telling != nullptr && !telling->cause.empty();
  JudgeAttempts(mail, delivery);
  if (delivery.state == State::kDelivered || delivery.state == State::kQueued ||
      telling == nullptr) {
    return JudgeUnfailed(mail, delivery);
  }
  if (judged_before) Renew(mail, delivery);
  if (delivery.state == State::kExpired) {
    AddOutcome(delivery.verdict, kExpired);
  }
  // A rule's or filter's doing; what an administrator deleted was not "sent".
  if (delivery.state == State::kDiscarded && telling->status == "sent") {
    AddOutcome(delivery.verdict, kDiscarded);
  }
}

Classifier::Classifier(std::shared_ptr<const RuleBook> rules)
    : work_(std::make_unique<Work>(std::move(rules))) {}

Classifier::~Classifier() = default;

Verdict Classifier::Judge(const Failure& failure) {
  Verdict verdict = work_->Judge(failure).verdict;
  if (failure.status == "expired") AddOutcome(verdict, kExpired);
  AddOutcomeOf(failure.action, verdict);
  if (failure.earlier_cause.empty()) return verdict;
  // Given up: the bounce repeats the last deferral at best (CAUSES 0, rule 5).
  verdict.cause = failure.earlier_cause;
  verdict.certainty = Certainty::kCertain;
  std::erase(verdict.also, verdict.cause);
  AddOutcome(verdict, kExpired);
  return verdict;
}

void Classifier::JudgeMail(Mail& mail) {
  for (Delivery& delivery : mail.deliveries) {
    work_->JudgeDelivery(mail, delivery);
  }
}

void Classifier::JudgeReject(Reject& reject) {
  if (LetsPass(reject.action)) {
    reject.verdict = Verdict();
    return;
  }
  reject.verdict = Judge(FailureOf(reject));
}

void Classifier::JudgeSession(Session& session) {
  session.verdict = Verdict();
  if (session.kind == "login") return;
  session.verdict = Judge(FailureOf(session));
}

}  // namespace mailwhy::classify
