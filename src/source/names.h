// The names of rotated logs, taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace mailwhy::source {

// "mail.log.2.gz", "maillog-20221204.xz", "mail-20221204.log"
struct LogName {
  std::string base;  // "mail.log", "maillog": the same for the whole family
  int number = 0;    // 2; 0: none
  std::string date;  // digits, in the order of time; "" none
  std::optional<Micros> newest;  // what the date says of the newest line

  bool rotated() const { return number > 0 || !date.empty(); }
};

// `name` is without its directory.
LogName ReadLogName(std::string_view name);

}  // namespace mailwhy::source
