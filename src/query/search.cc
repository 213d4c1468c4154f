#include "query/search.h"

#include <utility>

#include "query/chain.h"
#include "query/match.h"

namespace mailwhy::query {
namespace {

bool InWindow(const Question& question, const Mail& mail) {
  return mail.arrival.at >= question.window_begin() &&
         mail.arrival.at < question.window_end();
}

std::optional<Matched> BestMatch(const Question& question, const Mail& mail) {
  std::optional<Matched> best;
  for (const Delivery& delivery : mail.deliveries) {
    const auto matched = MatchDelivery(question, mail, delivery);
    if (matched && (!best || *matched < *best)) best = matched;
  }
  return best;
}

// Runs `find` once, or for `why ADDRESS` once a side.
template <class Find>
Status EitherSide(const Question& question, Filter filter, const Find& find) {
  if (question.address.empty()) return find(filter);
  filter.from = question.address;
  Status status = find(filter);
  if (!status) return status;
  filter.from.clear();
  filter.to = question.address;
  return find(filter);
}

}  // namespace

bool HasWindow(const Question& question) {
  return question.at || question.since || question.until;
}

Filter FilterOf(const Question& question) {
  Filter filter;
  filter.from = question.from;
  filter.to = question.to;
  filter.queue_id = question.queue_id;
  filter.message_id = question.message_id;
  filter.status = question.status;
  filter.cause = question.cause;
  filter.relay = question.relay;
  filter.client = question.client;
  filter.user = question.user;
  if (question.at || question.since) filter.since = question.window_begin();
  if (question.at || question.until) filter.until = question.window_end();
  return filter;
}

Status Search::Run() {
  Status status = EitherSide(*question_, FilterOf(*question_),
                             [&](const Filter& f) { return Mails(f); });
  if (status) status = SendersThatDiffer();
  if (status) status = Rejects();
  if (status) status = Sessions();
  if (status) status = MailsByActivity();
  return status;
}

Status Search::Mails(const Filter& filter) {
  Status inner;
  const Status status = store_->FindMails(filter, [&](Mail&& mail) {
    inner = TakeMail(std::move(mail));
    return inner.ok();
  });
  return status ? inner : status;
}

Status Search::SendersThatDiffer() {
  if (question_->from.empty() || question_->to.empty()) return {};
  // Without a time, every mail to that recipient would be "another sender's".
  if (!HasWindow(*question_) && shortlist_->fitting() > 0) return {};
  Filter filter = FilterOf(*question_);
  filter.from.clear();
  return Mails(filter);
}

Status Search::MailsByActivity() {
  if (!HasWindow(*question_)) return {};
  Filter filter = FilterOf(*question_);
  filter.by = Filter::By::kActivity;
  return EitherSide(*question_, filter, [&](const Filter& f) {
    Status inner;
    const Status status = store_->FindMails(f, [&](Mail&& mail) {
      const bool fresh = !mail.probe && !InWindow(*question_, mail) &&
                         seen_.count(mail.id) == 0;
      if (fresh) inner = OfferNearby(std::move(mail));
      return inner.ok();
    });
    return status ? inner : status;
  });
}

Status Search::TakeMail(Mail&& mail) {
  if (mail.probe || seen_.count(mail.id) > 0) return {};
  Result<bool> told = IsToldByAnother(mail);
  if (!told) return told.error();
  if (!*told) Offer(mail);
  return {};
}

// A content filter's or relay's second mail is told with the first, unless it
// is asked for by name or the first does not fit.
Result<bool> Search::IsToldByAnother(const Mail& mail) {
  const Link* link = EarlierPart(mail);
  if (link == nullptr || !question_->queue_id.empty()) return false;
  if (!question_->relay.empty() || !question_->client.empty() ||
      !question_->status.empty()) {
    return false;
  }
  const std::optional<Matched> own = BestMatch(*question_, mail);
  if (own == Matched::kSenderDiffers) return true;  // the filter's loopback
  Result<std::optional<Mail>> earlier = store_->MailById(link->id);
  if (!earlier) return earlier.error();
  if (!earlier->has_value()) return false;
  if (HasWindow(*question_) && !InWindow(*question_, **earlier)) return false;
  const std::optional<Matched> before = BestMatch(*question_, **earlier);
  return before.has_value() && (!own || *before <= *own);
}

}  // namespace mailwhy::query
