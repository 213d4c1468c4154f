// Envelope: what syslog puts before the text: time, host, program, pid. The
// first step of the parser. RFC 3164, RFC 3339 times, RFC 5424, a leading
// <PRI>, records in JSON.
//
// A line may lie in another one: a log forwarder's header, a container's mark,
// a record of a log shipper. The innermost header is the truth; those around it
// give what it lacks (its host, its year).
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string_view>

#include "base/layers.h"
#include "model/event.h"
#include "parse/clock.h"
#include "parse/json_line.h"

namespace mailwhy::parse {

class EnvelopeReader {
 public:
  explicit EnvelopeReader(const Zone& zone) : clock_(zone) {}

  // As Parser::Begin.
  void Begin(int start_year, Micros last_time) {
    clock_.Begin(start_year, last_time);
  }

  // Fills in time, host, program, pid and text. False: no log line.
  bool Read(std::string_view line, Event& event);

  // Of the line read last: whether its time has a year, and the time as
  // written.
  bool year_known() const { return clock_.year_known(); }
  const CivilTime& civil() const { return clock_.civil(); }

 private:
  static constexpr int kDeepest = 4;

  bool ReadLayer(std::string_view line, int depth, Event& event);
  bool ReadSyslog(std::string_view line, int depth, Event& event);
  bool ReadJson(std::string_view line, int depth, Event& event);
  bool ReadJsonTime(const JsonFields& fields, Event& event);
  // Apart, so that plain lines need no room for a second event.
  [[gnu::noinline, gnu::cold]] bool ReadInner(std::string_view text, int depth,
                                              Event& event);

  LogClock clock_;
  // One for each layer, since what lies in a record is a view into it.
  std::array<std::unique_ptr<JsonLine>, kDeepest + 1> records_;
};

}  // namespace mailwhy::parse
