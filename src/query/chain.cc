#include "query/chain.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

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

bool Visited(const Answer& answer, Id id) {
  return answer.mail->id == id ||
         std::any_of(answer.chain.begin(), answer.chain.end(),
                     [&](const Mail& mail) { return mail.id == id; });
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

Status FollowChain(store::Store& store, Answer& answer) {
  while (answer.chain.size() < kMostHops) {
    const Delivery* here = answer.EndDelivery();
    if (here == nullptr) break;
    const Link* link = NextLink(*answer.EndMail(), *here);
    if (link == nullptr || Visited(answer, link->id)) break;
    Result<std::optional<Mail>> next = store.MailById(link->id);
    if (!next) return next.error();
    if (!next->has_value() || Visited(answer, (*next)->id)) break;
    const int index = DeliveryIn(**next, *here);
    answer.chain.push_back(std::move(**next));
    answer.chain_delivery.push_back(index);
  }
  return {};
}

}  // namespace mailwhy::query
