// What the search found becomes a candidate. The other half is search.cc.
#include <algorithm>
#include <memory>
#include <utility>

#include "base/text.h"
#include "query/chain.h"
#include "query/match.h"
#include "query/search.h"
#include "query/verdicts.h"

namespace mailwhy::query {
namespace {

std::string KeyOf(const std::string& host, const std::string& queue_id) {
  return host + ' ' + queue_id;
}

// Queue IDs are used again.
template <class Periods>
bool IsAmong(const Periods& periods, const Reject& reject) {
  const auto [begin, end] =
      periods.equal_range(KeyOf(reject.host, reject.queue_id));
  return std::any_of(begin, end, [&](const auto& each) {
    const auto& [first_seen, last_seen] = each.second;
    return first_seen <= reject.at && reject.at <= last_seen;
  });
}

// The mail as a whole, not one of its recipients. cleanup also refuses what was
// not handed over by SMTP, and then bounces it (cleanup_bounce.c).
bool IsOfWholeMail(const Reject& reject) {
  return reject.stage == "end_of_data" || reject.daemon == "cleanup" ||
         VerdictOf(reject) != "rejected";
}

Candidate CandidateOf(const Question& question, Matched matched,
                      std::shared_ptr<const Mail> mail, int delivery) {
  Candidate candidate;
  candidate.matched = matched;
  candidate.delivery = delivery;
  candidate.distance = Distance(question, mail->arrival.at);
  candidate.queue_id = mail->queue_id;
  if (delivery >= 0) {
    const auto at = static_cast<std::size_t>(delivery);
    candidate.failed = mail->deliveries[at].state != State::kDelivered;
  }
  candidate.mail = std::move(mail);
  return candidate;
}

// The one to show of a mail that does not fit as a whole.
int NearestDelivery(const Question& question, const Mail& mail) {
  for (std::size_t i = 0; i < mail.deliveries.size(); ++i) {
    if (MatchDelivery(question, mail, mail.deliveries[i])) {
      return static_cast<int>(i);
    }
  }
  for (std::size_t i = 0; i < mail.deliveries.size(); ++i) {
    if (!question.to.empty() &&
        AddressMatches(mail.deliveries[i].recipient, question.to)) {
      return static_cast<int>(i);
    }
  }
  return mail.deliveries.empty() ? -1 : 0;
}

Micros NearestMoment(const Question& question, const Mail& mail) {
  Micros nearest = Distance(question, mail.arrival.at);
  for (const Delivery& delivery : mail.deliveries) {
    for (const Attempt& attempt : delivery.attempts) {
      nearest = std::min(nearest, Distance(question, attempt.at.at));
    }
  }
  return nearest;
}

}  // namespace

void Search::Offer(const Mail& mail) {
  const auto shared = std::make_shared<const Mail>(mail);
  const auto period =
      std::make_pair(KeyOf(mail.host, mail.queue_id),
                     std::pair{mail.first_seen, mail.last_seen});
  if (mail.deliveries.empty()) {
    const std::optional<Matched> matched = MatchMail(*question_, mail);
    if (!matched) return;
    seen_.insert(mail.id);
    without_delivery_.insert(period);
    shortlist_->Add(CandidateOf(*question_, *matched, shared, -1));
  }
  bool offered = false;
  for (std::size_t i = 0; i < mail.deliveries.size(); ++i) {
    const auto matched = MatchDelivery(*question_, mail, mail.deliveries[i]);
    if (!matched) continue;
    seen_.insert(mail.id);
    if (!std::exchange(offered, true)) with_delivery_.insert(period);
    shortlist_->Add(
        CandidateOf(*question_, *matched, shared, static_cast<int>(i)));
  }
}

// A later part of a story is shown as the whole story, once.
Status Search::OfferNearby(Mail&& mail) {
  const Micros distance = NearestMoment(*question_, mail);
  Result<Mail> first = BeginningOf(*store_, std::move(mail));
  if (!first) return first.error();
  if (!seen_.insert(first->id).second) return {};
  const int delivery = NearestDelivery(*question_, *first);
  Candidate candidate =
      CandidateOf(*question_, Matched::kNearby,
                  std::make_shared<const Mail>(std::move(*first)), delivery);
  candidate.distance = distance;
  shortlist_->Add(std::move(candidate));
  return {};
}

void Search::Offer(Matched matched, Reject&& reject) {
  Candidate candidate;
  candidate.matched = matched;
  candidate.distance = Distance(*question_, reject.at.at);
  candidate.queue_id = reject.queue_id;
  candidate.reject = std::make_shared<const Reject>(std::move(reject));
  shortlist_->Add(std::move(candidate));
}

void Search::Offer(Matched matched, Session&& session) {
  Candidate candidate;
  candidate.matched = matched;
  candidate.distance = Distance(*question_, session.at.at);
  candidate.session = std::make_shared<const Session>(std::move(session));
  shortlist_->Add(std::move(candidate));
}

// A mail that was refused after it had its queue ID is both, and one answer; a
// mail that was held by a rule, or bounced where it was refused, tells of its
// fate itself.
bool Search::IsToldByAMail(const Reject& reject) const {
  if (reject.queue_id.empty()) return false;
  if (IsAmong(without_delivery_, reject)) return true;
  return IsOfWholeMail(reject) && IsAmong(with_delivery_, reject);
}

void Search::TakeReject(Reject&& reject) {
  if (VerdictOf(reject).empty() || IsToldByAMail(reject)) return;
  if (seen_.count(reject.id) > 0) return;
  const std::optional<Matched> matched = MatchReject(*question_, reject);
  if (!matched) return;
  seen_.insert(reject.id);
  Offer(*matched, std::move(reject));
}

Status Search::OfferNearbyMails(const Filter& filter, int limit) {
  const std::int64_t most = shortlist_->added() + limit;
  Status inner;
  const Status status = store_->FindMails(filter, [&](Mail&& mail) {
    if (mail.probe || seen_.count(mail.id) > 0) return true;
    inner = OfferNearby(std::move(mail));
    return inner.ok() && shortlist_->added() < most;
  });
  return status ? inner : status;
}

Status Search::OfferNearbyRejects(const Filter& filter, int limit) {
  int left = limit;
  return store_->FindRejects(filter, [&](Reject&& reject) {
    if (VerdictOf(reject).empty() || !seen_.insert(reject.id).second) {
      return true;
    }
    Offer(Matched::kNearby, std::move(reject));
    return --left > 0;
  });
}

Status Search::OfferNearbySessions(const Filter& filter, int limit) {
  int left = limit;
  return store_->FindSessions(filter, [&](Session&& session) {
    if (VerdictOf(session).empty() || !seen_.insert(session.id).second) {
      return true;
    }
    Offer(Matched::kNearby, std::move(session));
    return --left > 0;
  });
}

}  // namespace mailwhy::query
