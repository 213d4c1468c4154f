// `why`: search, rank, follow each story to its end, work out the retries.
#include <algorithm>
#include <utility>

#include "query/chain.h"
#include "query/evidence.h"
#include "query/match.h"
#include "query/nothing.h"
#include "query/query.h"
#include "query/rank.h"
#include "query/retry.h"
#include "query/search.h"
#include "query/verdicts.h"

namespace mailwhy::query {
namespace {

bool SameTry(const Reject& reject, const Mail& mail, const Delivery& delivery) {
  if (mail.arrival < reject.at || reject.recipient.empty()) return false;
  if (!reject.sender || reject.sender != mail.sender) return false;
  return delivery.recipient == reject.recipient ||
         delivery.orig_to == reject.recipient;
}

// A temporary refusal (greylisting, say) that a later, accepted try made good
// is no answer by itself.
void MarkPreludes(std::vector<Candidate>& candidates) {
  for (Candidate& candidate : candidates) {
    const Reject* reject = candidate.reject.get();
    if (reject == nullptr || reject->code.rfind('4', 0) != 0) continue;
    candidate.prelude = std::any_of(
        candidates.begin(), candidates.end(), [&](const Candidate& other) {
          return other.mail != nullptr && other.delivery >= 0 &&
                 SameTry(*reject, *other.mail,
                         other.mail->deliveries[static_cast<std::size_t>(
                             other.delivery)]);
        });
  }
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
    if (ours && !VerdictOf(reject).empty()) answer.reject = std::move(reject);
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

void Judge(const Question& question, Answer& answer) {
  if (answer.session) {
    answer.judged = answer.session->verdict;
  } else if (answer.reject) {
    answer.judged = answer.reject->verdict;
  } else if (const Delivery* end = answer.EndDelivery()) {
    answer.judged = JudgedFor(question, *answer.mail, end->verdict);
  }
  answer.also = answer.judged.also;
}

void SetVerdict(Answer& answer) {
  if (answer.session) {
    answer.verdict = VerdictOf(*answer.session);
  } else if (answer.reject) {
    answer.verdict = VerdictOf(*answer.reject);
  } else if (answer.mail) {
    answer.verdict = VerdictOf(*answer.EndMail(), answer.EndDelivery());
  }
}

Result<Answer> MakeAnswer(store::Store& store, const Question& question,
                          const Candidate& candidate) {
  Answer answer;
  answer.matched = candidate.matched;
  if (candidate.mail) answer.mail = *candidate.mail;
  answer.delivery = candidate.delivery;
  if (candidate.reject) answer.reject = *candidate.reject;
  if (candidate.session) answer.session = *candidate.session;
  Status status = AttachReject(store, answer);
  if (status) status = AttachMail(store, answer);
  if (status) status = FollowChain(store, answer);
  if (status) status = FollowRecipients(store, answer);
  if (!status) return status.error();
  SetVerdict(answer);
  Judge(question, answer);
  if (answer.verdict == "deferred") {
    answer.retry = RetryOf(question, *answer.EndMail(), *answer.EndDelivery());
  }
  Result<std::vector<std::string>> lines = EvidenceOf(store, answer);
  if (!lines) return lines.error();
  answer.evidence = std::move(*lines);
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

Status MakeAnswers(store::Store& store, std::vector<Candidate> candidates,
                   Answers& answers) {
  const Question& question = answers.question;
  MarkPreludes(candidates);
  std::stable_sort(candidates.begin(), candidates.end(),
                   [&](const Candidate& a, const Candidate& b) {
                     return RanksBefore(question, a, b);
                   });
  const auto room = static_cast<std::size_t>(std::max(question.limit, 1)) -
                    std::min(answers.answers.size(), std::size_t{1});
  if (candidates.size() > room) candidates.resize(room);
  std::vector<Made> made;
  for (const Candidate& candidate : candidates) {
    Result<Answer> answer = MakeAnswer(store, question, candidate);
    if (!answer) return answer.error();
    made.push_back({candidate, std::move(*answer)});
  }
  SortByEnd(question, made);
  for (Made& one : made) answers.answers.push_back(std::move(one.answer));
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

Result<Answers> Why(store::Store& store, const Question& question) {
  Answers answers;
  answers.question = question;
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
  if (status) status = MakeAnswers(store, shortlist.Best(), answers);
  if (!status) return status.error();
  const auto shown = static_cast<std::int64_t>(answers.answers.size() - before);
  answers.more = shortlist.added() - shown;
  return answers;
}

}  // namespace mailwhy::query
