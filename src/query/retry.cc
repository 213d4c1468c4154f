#include "query/retry.h"

#include <algorithm>
#include <vector>

namespace mailwhy::query {
namespace {

bool WasDeferred(const Attempt& attempt) {
  return attempt.status == "deferred" || attempt.status == "softbounce";
}

std::vector<Timestamp> TriesOf(const Delivery& delivery) {
  std::vector<Timestamp> tries;
  for (const Attempt& attempt : delivery.attempts) {
    if (WasDeferred(attempt)) tries.push_back(attempt.at);
  }
  return tries;
}

// qmgr waits as long again as the mail is old (so the waits double), between
// minimal_ and maximal_backoff_time. A site that has set other values shows in
// the waits so far.
struct Backoff {
  Micros low = kMinimalBackoff, high = kMaximalBackoff;
};

Backoff BackoffOf(const std::vector<Timestamp>& tries, Micros arrival) {
  Backoff backoff;
  Micros longest = 0;
  for (std::size_t i = 1; i < tries.size(); ++i) {
    const Micros wait = tries[i].at - tries[i - 1].at;
    if (wait <= 0) continue;
    backoff.low = std::min(backoff.low, wait);
    longest = std::max(longest, wait);
  }
  if (longest == 0) return backoff;
  const Micros age = tries[tries.size() - 2].at - arrival;
  const bool shorter = longest < std::min(age, kMaximalBackoff) / 2;
  if (shorter || longest > kMaximalBackoff) backoff.high = longest;
  backoff.low = std::min(backoff.low, backoff.high);
  return backoff;
}

Micros NextWait(const std::vector<Timestamp>& tries, Micros arrival) {
  const Backoff backoff = BackoffOf(tries, arrival);
  const Micros age = std::max<Micros>(tries.back().at - arrival, 0);
  return std::clamp(age, backoff.low, backoff.high);
}

// The attempt's own delay tells the age of a mail whose beginning is logged
// late (requeued, or cut out of a longer log).
Timestamp ArrivalOf(const Mail& mail, const Delivery& delivery) {
  Timestamp arrival = mail.arrival;
  const Attempt* last = delivery.last();
  if (last == nullptr || last->delay <= 0 || last->delay > 1e9) return arrival;
  const auto delay = static_cast<Micros>(last->delay * kSecond);
  const Micros told = last->at.at - delay;
  if (!arrival.known()) {
    arrival = last->at;
    arrival.at = told;
  } else if (told < arrival.at - kMinute) {
    arrival.at = told;
  }
  return arrival;
}

Timestamp Later(const Timestamp& time, Micros by) {
  Timestamp later = time;
  later.at = time.at + by;
  later.digits = 0;
  return later;
}

// Nothing is known of a configuration that could not be asked: the defaults.
Micros LifetimeOf(const Question& question, const Mail& mail) {
  const bool bounce = mail.sender.has_value() && mail.sender->empty();
  return bounce ? question.bounce_queue_lifetime.value_or(kQueueLifetime)
                : question.queue_lifetime.value_or(kQueueLifetime);
}

}  // namespace

Retry RetryOf(const Question& question, const Mail& mail,
              const Delivery& delivery) {
  Retry retry;
  const std::vector<Timestamp> tries = TriesOf(delivery);
  retry.attempts = static_cast<int>(tries.size());
  const Timestamp began = ArrivalOf(mail, delivery);
  if (began.known()) {
    retry.until = Later(began, LifetimeOf(question, mail));
  }
  if (tries.empty()) return retry;
  retry.last = tries.back();
  const Micros arrival = began.known() ? began.at : tries.front().at;
  retry.next_about = Later(retry.last, NextWait(tries, arrival));
  return retry;
}

}  // namespace mailwhy::query
