#include "query/chain.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace mailwhy::query {
namespace {

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
  if (link.queue_id.empty()) return false;
  if (delivery.remote_queue_id == link.queue_id) return true;
  const Attempt* last = delivery.last();
  return last != nullptr && SaysQueueId(last->response, link.queue_id);
}

bool IsQueuedAs(const Delivery& delivery) {
  return !delivery.remote_queue_id.empty();
}

// A filter behind pipe(8) brings the mail back by sendmail(1), and its answer
// names no queue ID.
bool WentThroughPipe(const Delivery& delivery) {
  return !IsQueuedAs(delivery) && delivery.last() != nullptr &&
         delivery.last()->agent == "pipe";
}

bool LeadsOn(const Mail& mail, const Link& link, Through through) {
  if (!link.to || link.id == 0 || link.id == mail.id) return false;
  if (link.kind == LinkKind::kBounce) return false;
  return through == Through::kForwards || link.kind != LinkKind::kForward;
}

}  // namespace

const Link* FirstOf(const Mail& mail, LinkKind kind) {
  for (const Link& link : mail.links) {
    if (link.kind == kind && LeadsOn(mail, link, Through::kForwards)) {
      return &link;
    }
  }
  return nullptr;
}

namespace {

const Link* LinkOfDelivered(const Mail& mail, const Delivery& delivery,
                            Through through) {
  for (const Link& link : mail.links) {
    const bool leads =
        LeadsOn(mail, link, through) && link.kind != LinkKind::kResubmit;
    if (leads && LedOn(delivery, link)) return &link;
  }
  if (!WentThroughPipe(delivery)) return nullptr;
  return FirstOf(mail, LinkKind::kFilter);
}

}  // namespace

const Link* NextLink(const Mail& mail, const Delivery* delivery,
                     Through through) {
  const State state = delivery != nullptr ? delivery->state : State::kQueued;
  if (state == State::kDelivered) {
    return LinkOfDelivered(mail, *delivery, through);
  }
  // A requeued mail leaves the recipients that wait to the new one.
  const bool waits = state == State::kQueued || state == State::kDeferred;
  return waits ? FirstOf(mail, LinkKind::kResubmit) : nullptr;
}

const Link* EarlierPart(const Mail& mail) {
  for (const Link& link : mail.links) {
    const bool same_story = link.kind == LinkKind::kFilter ||
                            link.kind == LinkKind::kRelay ||
                            link.kind == LinkKind::kResubmit;
    const bool other = link.id != 0 && link.id != mail.id;
    if (!link.to && other && same_story) return &link;
  }
  return nullptr;
}

Result<Mail> BeginningOf(store::Store& store, Mail&& mail) {
  std::vector<Mail> way;
  way.push_back(std::move(mail));
  while (way.size() <= kMostHops) {
    const Link* link = EarlierPart(way.back());
    if (link == nullptr) break;
    const auto seen =
        std::find_if(way.begin(), way.end(),
                     [&](const Mail& one) { return one.id == link->id; });
    if (seen != way.end()) {
      return std::move(*std::min_element(
          seen, way.end(),
          [](const Mail& a, const Mail& b) { return a.id < b.id; }));
    }
    Result<std::optional<Mail>> earlier = store.MailById(link->id);
    if (!earlier) return earlier.error();
    if (!earlier->has_value()) break;
    way.push_back(std::move(**earlier));
  }
  return std::move(way.back());
}

// Ids rise with time, and what came first has the lower one: whoever came of a
// mail with a lower id is not the least of any circle, nor a beginning.
Result<bool> Begins(store::Store& store, const Mail& mail) {
  const Link* link = EarlierPart(mail);
  if (link == nullptr) return true;
  if (link->id < mail.id) return false;
  const Result<Mail> first = BeginningOf(store, Mail(mail));
  if (!first) return first.error();
  return first->id == mail.id;
}

}  // namespace mailwhy::query
