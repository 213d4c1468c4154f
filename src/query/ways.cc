// The ways of a mail's recipients: chain.h. Its links are read in chain.cc.
#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"
#include "query/chain.h"

namespace mailwhy::query {
namespace {

// Deliveries looked at for one way: a hostile log may fan out at every hop.
constexpr int kMostTries = 300;

bool SameRecipient(const Delivery& a, const Delivery& b) {
  const auto same = [](const std::string& x, const std::string& y) {
    return !x.empty() && EqualsIgnoringCase(x, y);
  };
  return same(a.recipient, b.recipient) || same(a.recipient, b.orig_to) ||
         same(a.orig_to, b.orig_to);
}

// The worse, the higher: of several recipients the worst off tells the end.
int Badness(State state) {
  switch (state) {
    case State::kBounced:
    case State::kExpired:
      return 4;
    case State::kDeferred:
    case State::kHeld:
      return 3;
    case State::kDiscarded:
      return 2;
    case State::kQueued:
      return 1;
    default:
      return 0;
  }
}

// Those of the same recipient. A server that takes a mail may know it by other
// addresses: then all; but what was requeued keeps its recipients.
std::vector<int> DeliveriesFrom(const Mail& mail, const Delivery* came_from,
                                LinkKind kind) {
  std::vector<int> same, all;
  for (std::size_t i = 0; i < mail.deliveries.size(); ++i) {
    const int index = static_cast<int>(i);
    all.push_back(index);
    const bool is_same =
        came_from != nullptr && SameRecipient(*came_from, mail.deliveries[i]);
    if (is_same) same.push_back(index);
  }
  const bool kept = kind == LinkKind::kResubmit && came_from != nullptr;
  return same.empty() && !kept ? all : same;
}

bool Visited(const Way& way, Id id) {
  return std::any_of(way.begin(), way.end(),
                     [&](const Step& step) { return step.mail->id == id; });
}

// Walks from a delivery to its end, and back for the other recipients.
class Walker {
 public:
  Walker(Mails& mails, Through through) : mails_(mails), through_(through) {}

  Result<Way> From(const Mail& mail, int delivery) {
    Way way = {{&mail, delivery}};
    const Status status = Extend(way);
    if (!status) return status.error();
    return way;
  }

 private:
  Status Extend(Way& way) {
    const Step here = way.back();
    const Delivery* delivery = DeliveryAt(here);
    if (delivery == nullptr && !here.mail->deliveries.empty()) return {};
    const Link* link = NextLink(*here.mail, delivery, through_);
    if (link == nullptr || way.size() > kMostHops) return {};
    if (Visited(way, link->id)) return {};
    const Result<const Mail*> next = mails_.Find(link->id);
    if (!next) return next.error();
    if (*next == nullptr || Visited(way, (*next)->id)) return {};
    return GoOn(**next, DeliveriesFrom(**next, delivery, link->kind), way);
  }

  Status GoOn(const Mail& next, const std::vector<int>& deliveries, Way& way) {
    if (deliveries.empty()) {
      way.push_back({&next, -1});
      return Extend(way);
    }
    Way worst;
    for (const int delivery : deliveries) {
      if (!worst.empty() && ++tries_ > kMostTries) break;
      Way branch = way;
      branch.push_back({&next, delivery});
      const Status status = Extend(branch);
      if (!status) return status;
      const bool worse =
          worst.empty() || Badness(EndOf(branch)) > Badness(EndOf(worst));
      if (worse) worst = std::move(branch);
    }
    way = std::move(worst);
    return {};
  }

  Mails& mails_;
  Through through_;
  int tries_ = 0;
};

bool Knows(const std::vector<const Mail*>& mails, const Delivery& delivery) {
  return std::any_of(mails.begin(), mails.end(), [&](const Mail* mail) {
    return std::any_of(
        mail->deliveries.begin(), mail->deliveries.end(),
        [&](const Delivery& other) { return SameRecipient(other, delivery); });
  });
}

}  // namespace

Result<const Mail*> Mails::Find(Id id) {
  auto found = known_.find(id);
  if (found == known_.end()) {
    Result<std::optional<Mail>> mail = store_->MailById(id);
    if (!mail) return mail.error();
    found = known_.emplace(id, std::move(*mail)).first;
  }
  return found->second ? &*found->second : nullptr;
}

const Delivery* DeliveryAt(const Step& step) {
  const auto at = static_cast<std::size_t>(step.delivery);
  const bool there = step.delivery >= 0 && at < step.mail->deliveries.size();
  return there ? &step.mail->deliveries[at] : nullptr;
}

State EndOf(const Way& way) {
  const Delivery* end = DeliveryAt(way.back());
  const Mail& mail = *way.back().mail;
  if (end == nullptr)
    return mail.deliveries.empty() ? mail.state : State::kQueued;
  const bool waits =
      end->state == State::kQueued || end->state == State::kDeferred;
  return mail.held && waits ? State::kHeld : end->state;
}

Result<Way> WayOf(Mails& mails, const Mail& mail, int delivery,
                  Through through) {
  return Walker(mails, through).From(mail, delivery);
}

namespace {

// Recipients that only the requeued mail knows: the first never tried them.
Status AddRequeued(Mails& mails, const Mail& mail, Through through,
                   std::vector<Way>& ways) {
  std::vector<const Mail*> before = {&mail};
  while (before.size() <= kMostHops) {
    const Link* link = FirstOf(*before.back(), LinkKind::kResubmit);
    if (link == nullptr) return {};
    const Result<const Mail*> next = mails.Find(link->id);
    if (!next) return next.error();
    const bool known =
        *next == nullptr ||
        std::find(before.begin(), before.end(), *next) != before.end();
    if (known) return {};
    for (std::size_t i = 0; i < (*next)->deliveries.size(); ++i) {
      if (Knows(before, (*next)->deliveries[i])) continue;
      Result<Way> rest = WayOf(mails, **next, static_cast<int>(i), through);
      if (!rest) return rest.error();
      rest->insert(rest->begin(), Step{&mail, -1});
      ways.push_back(std::move(*rest));
    }
    before.push_back(*next);
  }
  return {};
}

}  // namespace

Result<std::vector<Way>> WaysOf(Mails& mails, const Mail& mail, Through through,
                                std::size_t most) {
  std::vector<Way> ways;
  const std::size_t count = std::min(mail.deliveries.size(), most);
  for (std::size_t i = 0; i < count; ++i) {
    Result<Way> way = WayOf(mails, mail, static_cast<int>(i), through);
    if (!way) return way.error();
    ways.push_back(std::move(*way));
  }
  const Status status = AddRequeued(mails, mail, through, ways);
  if (!status) return status.error();
  return ways;
}

Status FollowChain(store::Store& store, Answer& answer) {
  if (!answer.mail) return {};
  Mails mails(store);
  const Result<Way> way =
      WayOf(mails, *answer.mail, answer.delivery, Through::kForwards);
  if (!way) return way.error();
  for (std::size_t i = 1; i < way->size(); ++i) {
    answer.chain.push_back(*(*way)[i].mail);
    answer.chain_delivery.push_back((*way)[i].delivery);
  }
  return {};
}

Status FollowRecipients(store::Store& store, Answer& answer) {
  if (!answer.mail) return {};
  Mails mails(store);
  const Result<std::vector<Way>> ways =
      WaysOf(mails, *answer.mail, Through::kForwards, Answer::kMostRecipients);
  if (!ways) return ways.error();
  if (ways->size() < 2) return {};
  for (const Way& way : *ways) {
    if (answer.recipients.size() >= Answer::kMostRecipients) break;
    const Step& first = way.front().delivery >= 0 ? way.front() : way[1];
    answer.recipients.emplace_back(DeliveryAt(first)->recipient, EndOf(way));
  }
  return {};
}

Status FollowNotices(store::Store& store, Answer& answer) {
  constexpr std::size_t kMostNotices = 10;
  if (!answer.mail) return {};
  Mails mails(store);
  for (const Link& link : answer.EndMail()->links) {
    const bool notice = link.to && link.kind == LinkKind::kBounce;
    if (!notice || link.id == 0) continue;
    if (answer.notices.size() >= kMostNotices) break;
    const Result<const Mail*> mail = mails.Find(link.id);
    if (!mail) return mail.error();
    if (*mail == nullptr) continue;
    const int first = (*mail)->deliveries.empty() ? -1 : 0;
    const Result<Way> way = WayOf(mails, **mail, first, Through::kForwards);
    if (!way) return way.error();
    answer.notices.emplace_back(link.id, EndOf(*way));
  }
  return {};
}

}  // namespace mailwhy::query
