// Envelope: what syslog puts before the text: time, host, program, pid. The
// first step of the parser. RFC 3164, RFC 3339 times, RFC 5424, a leading
// <PRI>.
//
// Forms that pack a whole line into another format (a log shipper's or a
// container's) are unpacked in Unwrap(), before anything else is read.
#pragma once

#include <string_view>

#include "model/event.h"
#include "parse/clock.h"

namespace mailwhy::parse {

// Without what is around the line: NULs (after a crash), a byte order mark, a
// carriage return.
std::string_view Unwrap(std::string_view line);

// Fills in time, host, program, pid and text. False: no log line.
bool ReadEnvelope(std::string_view line, LogClock& clock, Event& event);

// The line from its time on: without "<22>", and "1 " of RFC 5424.
// *version_given tells of the latter.
std::string_view WithoutPriority(std::string_view line, bool* version_given);

}  // namespace mailwhy::parse
