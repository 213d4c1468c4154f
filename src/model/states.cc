#include <algorithm>

#include "model/mail.h"

namespace mailwhy {

State StateOfMail(const Mail& mail) {
  if (mail.held) return State::kHeld;
  if (mail.deliveries.empty()) {
    // Refused or thrown away before there was a delivery: whoever saw that line
    // has said so.
    const bool ended =
        mail.state == State::kRejected || mail.state == State::kDiscarded;
    return ended ? mail.state : State::kQueued;
  }
  const State first = mail.deliveries.front().state;
  const bool common = std::all_of(
      mail.deliveries.begin(), mail.deliveries.end(),
      [&](const Delivery& delivery) { return delivery.state == first; });
  return common ? first : State::kMixed;
}

}  // namespace mailwhy
