#include "group/mailbox.h"

#include <cstdlib>

#include "base/text.h"
#include "group/companions.h"
#include "group/fields.h"

namespace mailwhy::group {
namespace {

constexpr std::size_t kShortestSession = 8;

bool IsUser(std::string_view user, std::string_view address) {
  return !address.empty() && SameUser(user, address);
}

int WeightOf(std::string_view outcome) {
  if (outcome == "saved" || outcome == "forwarded") return 2;
  return outcome == "discarded" ? 1 : 0;
}

// One that handed the mail to a mailbox.
bool WasHandedOver(const Delivery& delivery) {
  const Attempt* last = delivery.last();
  return last != nullptr && last->status == "sent" &&
         last->agent != "discard" && last->agent != "smtp";
}

Delivery* DeliveryTo(const Event& event, Mail& mail) {
  const std::string_view session = ExtraOf(event, "session");
  for (Delivery& delivery : mail.deliveries) {
    const Attempt* last = delivery.last();
    if (last != nullptr &&
        IsRecipientsMailbox(event.recipient, session, delivery.recipient,
                            delivery.orig_to, last->response)) {
      return &delivery;
    }
  }
  return nullptr;
}

void ApplyOutcome(std::string_view outcome, Delivery& delivery) {
  if (!WasHandedOver(delivery)) return;
  if (outcome == "discarded" && delivery.state == State::kDelivered) {
    delivery.state = State::kDiscarded;
  }
  if (WeightOf(outcome) == 2 && delivery.state == State::kDiscarded) {
    delivery.state = State::kDelivered;
  }
}

}  // namespace

bool IsRecipientsMailbox(std::string_view user, std::string_view session,
                         std::string_view recipient, std::string_view orig_to,
                         std::string_view response) {
  if (session.size() >= kShortestSession &&
      response.find(session) != std::string_view::npos) {
    return true;
  }
  return user.empty() || IsUser(user, recipient) || IsUser(user, orig_to);
}

bool DecidesMore(std::string_view outcome, std::string_view than) {
  return WeightOf(outcome) > WeightOf(than);
}

void ApplyMailbox(const Event& event, Mail& mail) {
  Delivery* delivery = DeliveryTo(event, mail);
  if (delivery == nullptr) return;
  const Micros apart = event.time.at - delivery->attempts.back().at.at;
  if (std::abs(apart) > Companions::kNear) return;
  ApplyOutcome(event.action, *delivery);
  std::string& before = delivery->attempts.back().preceded_by;
  before.append(before.empty() ? "" : "\n").append(event.response);
}

void ApplyMailbox(const Event& event, std::string_view outcome, Mail& mail) {
  for (Delivery& delivery : mail.deliveries) {
    if (EqualsIgnoringCase(delivery.recipient, event.recipient) &&
        EqualsIgnoringCase(delivery.orig_to, event.orig_to)) {
      return ApplyOutcome(outcome, delivery);
    }
  }
}

}  // namespace mailwhy::group
