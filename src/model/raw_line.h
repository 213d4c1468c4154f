// RawLine: one line of a log file, as bytes. source -> parse.
#pragma once

#include <cstdint>
#include <string_view>

namespace mailwhy {

// A view into the reader's buffer: valid until the reader is asked again.
struct RawLine {
  std::string_view text;         // without its line end; may hold anything
  std::int64_t end_offset = 0;   // in the decompressed log, after the line end
  bool complete = true;          // false: the last line, and no line end (yet)
};

// Names a kept log line: evidence. 0 is no line. Given by the store, rising
// in the order in which lines are kept.
using LineRef = std::uint64_t;

}  // namespace mailwhy
