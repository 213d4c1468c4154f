// When a log line was written, as far as that can be read off its beginning
// again: the lines of one story come from several logs, and are shown in the
// order of time. evidence.cc calls it.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace mailwhy::query {

// `near` is a time of the same mail: its offset is the log's
// where the line names none, and its year decides where the line has no year.
// Nothing for a record in JSON.
std::optional<Micros> TimeOfLine(std::string_view line, const Timestamp& near);

}  // namespace mailwhy::query
