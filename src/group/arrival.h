// When a mail arrived, where its first lines are missing: a delivery line says
// how old the mail was then.
#pragma once

#include "model/mail.h"

namespace mailwhy::group {

Micros MicrosOf(double seconds);  // 0 for what is no time; bounded
// The earliest attempt that has a delay.
const Attempt* FirstWithDelay(const Mail& mail);
// attempt.at minus its delay, to the precision of the log.
Timestamp ArrivalFrom(const Attempt& attempt);
// Mail::arrival as it is to be.
Timestamp ArrivalOf(const Mail& mail);

}  // namespace mailwhy::group
