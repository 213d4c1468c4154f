// What Postfix on this machine says of its own settings.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"

namespace mailwhy::cli {

struct QueueLifetimes {
  std::optional<Micros> mail;    // maximal_queue_lifetime
  std::optional<Micros> bounce;  // bounce_queue_lifetime
};

// Nothing where there is no Postfix here, or it does not answer.
QueueLifetimes AskPostconf();

// maillog_file: the log that Postfix writes by itself; "" where it uses syslog,
// or where there is no Postfix.
std::string AskMaillogFile();

// "5d", "432000s", "7200": Postfix's own spelling, of which the unit may be missing (then
// it is days, as these two parameters have it).
std::optional<Micros> ReadPostfixTime(const std::string& text);

}  // namespace mailwhy::cli
