// parse/: any bytes as lines of a log. First line: the settings (the year of
// the log's first line; its zone).
#include <algorithm>
#include <array>

#include "base/text.h"
#include "fuzz/target.h"
#include "parse/kinds.h"
#include "parse/parser.h"

namespace mailwhy::fuzz {
namespace {

void ReadAll(std::string_view view, std::uint64_t& sum) {
  sum = StableHash(view, sum);
}

// Each byte of each view is read: a sanitizer sees those that lie outside.
std::uint64_t ReadViews(const Event& e) {
  std::uint64_t sum = 0;
  for (const std::string_view view :
       {e.host,          e.program,     e.instance,    e.service,
        e.daemon,        e.text,        e.queue_id,    e.peer.name,
        e.peer.ip,       e.peer.port,   e.sender,      e.recipient,
        e.orig_to,       e.helo,        e.proto,       e.sasl_method,
        e.sasl_username, e.sasl_sender, e.orig_client, e.orig_queue_id,
        e.message_id,    e.size,        e.nrcpt,       e.uid,
        e.relay,         e.delay,       e.delays,      e.dsn,
        e.status,        e.tls,         e.conn_use,    e.response,
        e.action,        e.stage,       e.code,        e.linked_queue_id}) {
    ReadAll(view, sum);
  }
  Require(e.extra_count <= e.extra.size(), "the extra fields are counted");
  for (std::size_t i = 0; i < e.extra_count; ++i) {
    ReadAll(e.extra[i].key, sum);
    ReadAll(e.extra[i].value, sum);
  }
  return sum;
}

bool IsQueueId(std::string_view id) {
  return std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
  });
}

void CheckEvent(const Event& event) {
  Require(event.kind < LineKind::kCount, "the kind is one of the table");
  Require(parse::RowOf(event.kind).kind == event.kind, "the kind has its row");
  if (event.kind == LineKind::kNotALog) return;
  Require(event.time.digits <= 6, "a fraction has six digits at most");
  Require(std::abs(event.time.offset_minutes) <= 24 * 60, "offsets are hours");
  Require(IsQueueId(event.queue_id), "a queue ID is letters and digits");
}

Zone ZoneOf(unsigned setting) {
  constexpr std::array<const char*, 4> kZones{"UTC", "Asia/Tokyo",
                                              "Europe/Berlin", "-09:30"};
  return *Zone::Named(kZones[setting % kZones.size()]);
}

void Run(std::string_view text) {
  const std::string_view settings = TakeLine(text);
  const int year = 1970 + static_cast<int>(Setting(settings, 0));
  parse::Parser parser(ZoneOf(Setting(settings, 1)));
  parser.Begin(year, 0);
  parse::YearSurvey survey;
  for (const std::string_view line : Split(text, '\n')) {
    const Exactly exact(line);
    survey.See(exact.view());
    const Event& event = parser.Parse(exact.view());
    CheckEvent(event);
    const LineKind kind = event.kind;
    const std::uint64_t read = ReadViews(event);
    parse::LooksFinished(event);
    const Event& again = parser.Parse(exact.view());
    Require(again.kind == kind && ReadViews(again) == read,
            "a line says the same when it comes again");
  }
  const int start = survey.StartYear(1'795'305'600 * kSecond, Zone());
  Require(!survey.yearless() || start > 1900, "the survey finds a year");
}

}  // namespace
}  // namespace mailwhy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes,
                                      std::size_t size) {
  mailwhy::fuzz::Run(mailwhy::fuzz::TextOf(bytes, size));
  return 0;
}
