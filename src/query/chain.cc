#include "query/chain.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/text.h"

namespace mailwhy::query {
namespace {

// More hops than any honest story has (Postfix's own hopcount_limit is 50).
constexpr std::size_t kMostHops = 20;

bool SaysQueueId(std::string_view response, std::string_view queue_id) {
  if (queue_id.empty()) return false;
  const std::size_t at = response.find(queue_id);
  if (at == std::string_view::npos) return false;
  const std::size_t end = at + queue_id.size();
  const bool left = at == 0 || response[at - 1] == ' ' ||
                    response[at - 1] == '/' || response[at - 1] == '=';
  const bool right =
      end == response.size() ||
      std::string_view(" )/,;>").find(response[end]) != std::string_view::npos;
  return left && right;
}

bool LedOn(const Delivery& delivery, const Link& link) {
  if (delivery.remote_queue_id == link.queue_id) return true;
  const Attempt* last = delivery.last();
  return last != nullptr && SaysQueueId(last->response, link.queue_id);
}

bool SameRecipient(const Delivery& a, const Delivery& b) {
  const auto same = [](const std::string& x, const std::string& y) {
    return !x.empty() && EqualsIgnoringCase(x, y);
  };
  return same(a.recipient, b.recipient) || same(a.recipient, b.orig_to) ||
         same(a.orig_to, b.orig_to);
}

// Of several recipients that one became, the one that fared worst.
int Badness(State state) {
  switch (state) {
    case State::kBounced:
    case State::kExpired:
      return 4;
    case State::kDeferred:
      return 3;
    case State::kDiscarded:
      return 2;
    case State::kQueued:
      return 1;
    default:
      return 0;
  }
}

int DeliveryIn(const Mail& mail, const Delivery& came_from) {
  int worst = mail.deliveries.empty() ? -1 : 0;
  for (std::size_t i = 0; i < mail.deliveries.size(); ++i) {
    const Delivery& delivery = mail.deliveries[i];
    if (SameRecipient(came_from, delivery)) return static_cast<int>(i);
    const Delivery& so_far = mail.deliveries[static_cast<std::size_t>(worst)];
    if (Badness(delivery.state) > Badness(so_far.state)) {
      worst = static_cast<int>(i);
    }
  }
  return worst;
}

}  // namespace

const Link* NextLink(const Mail& mail, const Delivery& delivery) {
  const Link* requeued = nullptr;
  for (const Link& link : mail.links) {
    if (!link.to || link.id == 0 || link.kind == LinkKind::kBounce) continue;
    if (link.kind == LinkKind::kResubmit) {
      requeued = &link;
    } else if (delivery.state == State::kDelivered && LedOn(delivery, link)) {
      return &link;
    }
  }
  // A requeued mail leaves its undelivered recipients to the new one.
  return delivery.state == State::kDelivered ? nullptr : requeued;
}

const Link* EarlierPart(const Mail& mail) {
  for (const Link& link : mail.links) {
    const bool same_story = link.kind == LinkKind::kFilter ||
                            link.kind == LinkKind::kRelay ||
                            link.kind == LinkKind::kResubmit;
    if (!link.to && link.id != 0 && same_story) return &link;
  }
  return nullptr;
}

namespace {

// Look-ups of one story's mails: recipients of one mail mostly share them.
class Mails {
 public:
  explicit Mails(store::Store& store) : store_(&store) {}

  Result<const Mail*> Find(Id id) {
    auto found = known_.find(id);
    if (found == known_.end()) {
      Result<std::optional<Mail>> mail = store_->MailById(id);
      if (!mail) return mail.error();
      found = known_.emplace(id, std::move(*mail)).first;
    }
    return found->second ? &*found->second : nullptr;
  }

 private:
  store::Store* store_;
  std::unordered_map<Id, std::optional<Mail>> known_;
};

struct Hop {
  const Mail* mail;  // of the cache
  int delivery;      // -1: none yet
};
using Way = std::vector<Hop>;

const Delivery* DeliveryAt(const Hop& hop) {
  const auto at = static_cast<std::size_t>(hop.delivery);
  const bool there = hop.delivery >= 0 && at < hop.mail->deliveries.size();
  return there ? &hop.mail->deliveries[at] : nullptr;
}

bool Visited(const Way& way, Id id) {
  return std::any_of(way.begin(), way.end(),
                     [&](const Hop& hop) { return hop.mail->id == id; });
}

// From this delivery to the end of its story; the first hop is the mail itself.
Result<Way> WayOf(Mails& mails, const Mail& mail, int delivery) {
  Way way = {{&mail, delivery}};
  while (way.size() <= kMostHops) {
    const Delivery* here = DeliveryAt(way.back());
    if (here == nullptr) break;
    const Link* link = NextLink(*way.back().mail, *here);
    if (link == nullptr || Visited(way, link->id)) break;
    const Result<const Mail*> next = mails.Find(link->id);
    if (!next) return next.error();
    if (*next == nullptr || Visited(way, (*next)->id)) break;
    way.push_back({*next, DeliveryIn(**next, *here)});
  }
  return way;
}

}  // namespace

Status FollowChain(store::Store& store, Answer& answer) {
  if (!answer.mail) return {};
  Mails mails(store);
  const Result<Way> way = WayOf(mails, *answer.mail, answer.delivery);
  if (!way) return way.error();
  for (std::size_t i = 1; i < way->size(); ++i) {
    answer.chain.push_back(*(*way)[i].mail);
    answer.chain_delivery.push_back((*way)[i].delivery);
  }
  return {};
}

Status FollowRecipients(store::Store& store, Answer& answer) {
  if (!answer.mail || answer.mail->deliveries.size() < 2) return {};
  Mails mails(store);
  const std::vector<Delivery>& all = answer.mail->deliveries;
  const std::size_t count = std::min(all.size(), Answer::kMostRecipients);
  for (std::size_t i = 0; i < count; ++i) {
    const Result<Way> way = WayOf(mails, *answer.mail, static_cast<int>(i));
    if (!way) return way.error();
    const Delivery* end = DeliveryAt(way->back());
    answer.recipients.emplace_back(
        all[i].recipient, end != nullptr ? end->state : State::kQueued);
  }
  return {};
}

Result<Mail> BeginningOf(store::Store& store, Mail&& mail) {
  Mail first = std::move(mail);
  for (std::size_t hop = 0; hop < kMostHops; ++hop) {
    const Link* link = EarlierPart(first);
    if (link == nullptr) break;
    Result<std::optional<Mail>> earlier = store.MailById(link->id);
    if (!earlier) return earlier.error();
    if (!earlier->has_value()) break;
    first = std::move(**earlier);
  }
  return first;
}

}  // namespace mailwhy::query
