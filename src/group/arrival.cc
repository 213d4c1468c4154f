#include "group/arrival.h"

#include <algorithm>

namespace mailwhy::group {

Micros MicrosOf(double seconds) {
  constexpr double kMost = 10.0 * 366 * 86400;  // no queue is older
  if (!(seconds > 0)) return 0;
  return static_cast<Micros>(std::min(seconds, kMost) * 1e6);
}

const Attempt* FirstWithDelay(const Mail& mail) {
  const Attempt* first = nullptr;
  for (const Delivery& delivery : mail.deliveries) {
    for (const Attempt& attempt : delivery.attempts) {
      if (attempt.delay < 0) continue;
      if (first == nullptr || attempt.at < first->at) first = &attempt;
      break;  // they are in the order of time
    }
  }
  return first;
}

Timestamp ArrivalFrom(const Attempt& attempt) {
  Timestamp arrival = attempt.at;
  arrival.at -= MicrosOf(attempt.delay);
  if (arrival.digits == 0) arrival.at = arrival.second();
  return arrival;
}

Timestamp ArrivalOf(const Mail& mail) {
  if (!mail.start_missing) return mail.first_seen;
  const Attempt* first = FirstWithDelay(mail);
  if (first == nullptr) return mail.first_seen;
  return std::min(ArrivalFrom(*first), mail.first_seen);
}

}  // namespace mailwhy::group
