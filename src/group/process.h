// Which process wrote a line, as a key of what is remembered of its lines
// before. ahead.cc and repeats.cc call it.
#pragma once

#include <string>

#include "model/event.h"

namespace mailwhy::group {

// Host, program and PID, with NULs between.
inline std::string ProcessOf(const Event& event) {
  std::string process(event.host);
  process.append(1, '\0').append(event.program);
  return process.append(1, '\0').append(std::to_string(event.pid));
}

}  // namespace mailwhy::group
