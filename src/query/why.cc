// `why`: search, rank, follow each story to its end, work out the retries.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "query/chain.h"
#include "query/checked.h"
#include "query/evidence.h"
#include "query/lift.h"
#include "query/match.h"
#include "query/nothing.h"
#include "query/preludes.h"
#include "query/query.h"
#include "query/rank.h"
#include "query/retry.h"
#include "query/search.h"
#include "query/spelling.h"
#include "query/verdicts.h"

namespace mailwhy::query {
namespace {

struct Asking {
  const Question& question;
  const IsSystemAccount& is_system_account;
};

// A hold that was lifted, or of a mail that was deleted, tells no more.
bool StillTells(const Reject& reject, const Mail& mail) {
  const std::string verdict = VerdictOf(reject);
  return !verdict.empty() && (verdict != "held" || mail.held);
}

// The refusal of a mail that had its queue ID already.
Status AttachReject(store::Store& store, Answer& answer) {
  if (!answer.mail || !answer.mail->deliveries.empty()) return {};
  Filter filter;
  filter.queue_id = answer.mail->queue_id;
  return store.FindRejects(filter, [&](Reject&& reject) {
    const bool ours = reject.host == answer.mail->host &&
                      reject.at >= answer.mail->first_seen &&
                      reject.at <= answer.mail->last_seen;
    if (ours && StillTells(reject, *answer.mail)) {
      answer.reject = std::move(reject);
    }
    return !answer.reject.has_value();
  });
}

// And the other way: the mail that a refusal with a queue ID belongs to.
Status AttachMail(store::Store& store, Answer& answer) {
  if (!answer.reject || answer.mail || answer.reject->queue_id.empty()) {
    return {};
  }
  Filter filter;
  filter.queue_id = answer.reject->queue_id;
  return store.FindMails(filter, [&](Mail&& mail) {
    const bool ours = mail.host == answer.reject->host &&
                      mail.first_seen <= answer.reject->at &&
                      mail.last_seen >= answer.reject->at;
    if (ours) answer.mail = std::move(mail);
    return !answer.mail.has_value();
  });
}

// What came of a mail that is held no longer is the mail's to tell.
void DropLiftedHold(Answer& answer) {
  if (!answer.reject || !answer.mail) return;
  if (StillTells(*answer.reject, *answer.mail)) return;
  answer.reject.reset();
  if (answer.delivery < 0 && !answer.mail->deliveries.empty()) {
    answer.delivery = 0;
  }
}

// Of a mail that a filter brought back or another server took, only the first
// part tells that a program without a sender handed it over.
bool FromSystemAccount(const Mail& mail, const IsSystemAccount& is_account) {
  if (!is_account || mail.origin != "pickup") return false;
  if (!mail.sender) return is_account(mail.origin_user);
  return !mail.sender->empty() && is_account(LocalPart(*mail.sender));
}

Verdict VerdictAtEnd(const Answer& answer, const IsSystemAccount& is_account) {
  const Delivery* end = answer.EndDelivery();
  if (end == nullptr) return {};
  const bool failed = end->verdict.known() && !answer.chain.empty();
  const bool from_account =
      failed && FromSystemAccount(*answer.mail, is_account);
  return from_account ? WithSystemAccount(end->verdict) : end->verdict;
}

void Judge(const Asking& asking, Answer& answer) {
  if (answer.session) {
    answer.judged = answer.session->verdict;
  } else if (answer.reject) {
    answer.judged = answer.reject->verdict;
  } else if (answer.mail) {
    answer.judged = JudgedFor(asking.question, *answer.mail,
                              VerdictAtEnd(answer, asking.is_system_account));
  }
  answer.also = answer.judged.also;
}

void SetVerdict(Answer& answer) {
  if (answer.session) {
    answer.verdict = VerdictOf(*answer.session);
  } else if (answer.reject) {
    answer.verdict = VerdictOf(*answer.reject);
  } else if (answer.mail) {
    const Mail& end = *answer.EndMail();
    const Delivery* delivery = answer.EndDelivery();
    // Of a mail that tried others, this recipient is still in the queue.
    const bool untried = delivery == nullptr && !end.deliveries.empty();
    answer.verdict = untried && !end.held ? "queued" : VerdictOf(end, delivery);
  }
}

Result<Answer> MakeAnswer(store::Store& store, const Asking& asking,
                          const Candidate& candidate) {
  Answer answer;
  answer.matched = candidate.matched;
  if (candidate.mail) answer.mail = *candidate.mail;
  answer.delivery = candidate.delivery;
  if (candidate.reject) answer.reject = *candidate.reject;
  if (candidate.session) answer.session = *candidate.session;
  Status status = AttachReject(store, answer);
  if (status) status = AttachMail(store, answer);
  DropLiftedHold(answer);
  if (status) status = FollowChain(store, answer);
  if (status) status = FollowRecipients(store, answer);
  if (status) status = FollowNotices(store, answer);
  if (!status) return status.error();
  SetVerdict(answer);
  Judge(asking, answer);
  if (answer.verdict == "deferred") {
    answer.retry =
        RetryOf(asking.question, *answer.EndMail(), *answer.EndDelivery());
  }
  Result<std::vector<std::string>> lines = EvidenceOf(store, answer);
  if (!lines) return lines.error();
  answer.evidence = std::move(*lines);
  if (answer.reject) {
    answer.checked = CheckedLine(*answer.reject, answer.evidence);
  }
  return answer;
}

struct Made {
  Candidate candidate;
  Answer answer;
};

// The end of a chain may have failed though its first hop did not: the order is
// made once more when the ends are known.
void SortByEnd(const Question& question, std::vector<Made>& made) {
  for (Made& one : made)
    one.candidate.failed = one.answer.verdict != "delivered";
  std::stable_sort(made.begin(), made.end(), [&](const Made& a, const Made& b) {
    return RanksBefore(question, a.candidate, b.candidate);
  });
}

// The state asked for is that at the end of the chain, or the mail's own.
bool HasStatus(const Question& question, const Answer& answer) {
  if (question.status.empty() || answer.verdict == question.status) return true;
  return answer.mail && question.status == StateName(answer.mail->state) &&
         answer.chain.empty();
}

// Keeps one of two answers that tell the same: the better match, else the one
// that begins earlier on the way. False if the new one is to be left out.
bool TakesItsPlace(const Answer& answer, std::vector<Made>& made) {
  for (std::size_t i = 0; i < made.size(); ++i) {
    if (Tells(made[i].answer, answer)) return false;
    if (!Tells(answer, made[i].answer)) continue;
    if (made[i].answer.matched < answer.matched) return false;
    made.erase(made.begin() + static_cast<std::ptrdiff_t>(i));
    return true;
  }
  return true;
}

// Whoever names a queue ID or Message-ID asks for that mail.
bool NamesMail(const Question& question) {
  return !question.queue_id.empty() || !question.message_id.empty();
}

// Candidates to answers, at most `room`; *dropped: those that others tell.
Result<std::vector<Made>> MakeEach(store::Store& store, const Asking& asking,
                                   std::vector<Candidate> candidates,
                                   std::size_t room, std::int64_t* dropped) {
  std::vector<Made> made;
  for (Candidate& candidate : candidates) {
    if (made.size() >= room) break;
    if (!NamesMail(asking.question)) {
      const Status status = Lift(store, candidate);
      if (!status) return status.error();
    }
    Result<Answer> answer = MakeAnswer(store, asking, candidate);
    if (!answer) return answer.error();
    const std::size_t before = made.size();
    const bool wanted =
        HasStatus(asking.question, *answer) && TakesItsPlace(*answer, made);
    *dropped += static_cast<std::int64_t>(before - made.size());
    if (wanted) {
      made.push_back({candidate, std::move(*answer)});
    } else {
      ++*dropped;
    }
  }
  return made;
}

Status MakeAnswers(store::Store& store, const Asking& asking,
                   std::vector<Candidate> candidates, Answers& answers) {
  const Question& question = answers.question;
  MarkPreludes(candidates);
  std::stable_sort(candidates.begin(), candidates.end(),
                   [&](const Candidate& a, const Candidate& b) {
                     return RanksBefore(question, a, b);
                   });
  const auto room = static_cast<std::size_t>(std::max(question.limit, 1)) -
                    std::min(answers.answers.size(), std::size_t{1});
  Result<std::vector<Made>> made =
      MakeEach(store, asking, std::move(candidates), room, &answers.more);
  if (!made) return made.error();
  SortByEnd(question, *made);
  for (Made& one : *made) answers.answers.push_back(std::move(one.answer));
  return {};
}

Answer NeverArrived() {
  Answer answer;
  answer.verdict = "never_arrived";
  answer.matched = Matched::kNearby;
  return answer;
}

Status SetSearched(store::Store& store, Answers& answers) {
  const Result<store::Coverage> coverage = store.Covers();
  if (!coverage) return coverage.error();
  answers.searched.since = coverage->since;
  answers.searched.until = coverage->until;
  answers.searched.mails = coverage->mails;
  answers.searched.covered = CoveredBy(answers.question, *coverage);
  return {};
}

}  // namespace

Result<Answers> Why(store::Store& store, const Question& question,
                    const IsSystemAccount& is_system_account) {
  Answers answers;
  answers.question = question;
  const Result<std::string> queue_id = AsLogged(store, question.queue_id);
  if (!queue_id) return queue_id.error();
  answers.question.queue_id = *queue_id;
  const Asking asking{answers.question, is_system_account};
  Status status = SetSearched(store, answers);
  if (!status) return status.error();
  // Some more than are shown: the ends of chains may change their order.
  const auto keep = static_cast<std::size_t>(std::max(question.limit, 1)) + 20;
  Shortlist shortlist(answers.question, keep);
  Search search(store, answers.question, shortlist);
  status = search.Run();
  if (status && shortlist.added() == 0) {
    answers.answers.push_back(NeverArrived());
    status = OfferNearest(store, answers.question, search);
  }
  const std::size_t before = answers.answers.size();
  if (status) status = MakeAnswers(store, asking, shortlist.Best(), answers);
  if (!status) return status.error();
  const auto shown = static_cast<std::int64_t>(answers.answers.size() - before);
  answers.more =
      std::max<std::int64_t>(shortlist.added() - shown - answers.more, 0);
  if (answers.answers.empty()) answers.answers.push_back(NeverArrived());
  return answers;
}

}  // namespace mailwhy::query
