// When Postfix will try again, and until when at most. why.cc calls it for
// deliveries that are deferred.
#pragma once

#include "model/answer.h"
#include "model/mail.h"
#include "model/question.h"

namespace mailwhy::query {

// Postfix's own defaults (postconf.5).
inline constexpr Micros kMinimalBackoff = 300 * kSecond;
inline constexpr Micros kMaximalBackoff = 4000 * kSecond;
inline constexpr Micros kQueueLifetime = 5 * kDay;

// The delivery's attempts are in the order of time.
Retry RetryOf(const Question& question, const Mail& mail,
              const Delivery& delivery);

}  // namespace mailwhy::query
