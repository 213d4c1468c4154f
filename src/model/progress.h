// LogMark: how far a log was read, and how that log is recognised again
// whatever it is called by then. source -> pipeline -> store.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"

namespace mailwhy {

// Offsets and lengths are in bytes of the decompressed log.
struct LogMark {
  std::int64_t id = 0;            // the store's; 0: not stored yet
  std::int64_t head_length = 0;   // at most kHeadLength; what there was when first read
  std::uint64_t head_hash = 0;
  std::int64_t position = 0;      // end of the last whole line that was read
  std::int64_t tail_length = 0;   // at most kTailLength, before `position`
  std::uint64_t tail_hash = 0;
  std::int64_t lines = 0;         // in [0, position)
  int start_year = 0;             // year of a yearless log's first line; else 0
  Micros first_time = 0, last_time = 0;  // of its lines as read so far
  std::string path;               // where it was seen last: for people
  // The lines of the log that this one continues which fell into its own first
  // seconds, as the pipeline packs them (INTERFACE "Line": ordinals).
  std::string carried;
  std::string cursor;             // of a journal: its entry at `position`

  static constexpr std::int64_t kHeadLength = 1024;
  static constexpr std::int64_t kTailLength = 4096;
};

// A line as the store remembers it, to know it again in another copy of the log.
struct SeenLine {
  std::int64_t second = 0;        // since 1970
  std::uint32_t hash = 0;         // of host, program, pid and text
  friend auto operator<=>(const SeenLine&, const SeenLine&) = default;
};

// What a load did: INTERFACE "load".
struct LoadCounts {
  std::int64_t files = 0, lines = 0, bytes = 0, mails = 0, deliveries = 0,
               rejects = 0, sessions = 0, skipped_lines = 0,
               unrecognized_lines = 0, other_lines = 0, already_loaded = 0;
  double seconds = 0;
  // Lines by kind (parse/kinds.cc names), the most frequent first.
  std::vector<std::pair<std::string, std::int64_t>> by_kind;
};

}  // namespace mailwhy
