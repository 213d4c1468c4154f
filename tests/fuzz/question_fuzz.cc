// base/: what somebody may write as a time, a duration or a zone.
#include <string>

#include "base/time.h"
#include "fuzz/target.h"

namespace mailwhy::fuzz {
namespace {

constexpr Micros kNow = 1'795'305'600 * kSecond;

// Times that RFC 3339 can write: years of four digits.
bool CanBeWritten(Micros at) {
  return at > -60'000'000'000 * kSecond && at < 250'000'000'000 * kSecond;
}

void CheckSpan(const TimeSpan& span, const Zone& zone) {
  Require(span.begin < span.end, "a span has a length");
  for (const int year : {1970, 2024, 2023, 9999}) {
    const TimeSpan there = InYear(span, year, zone);
    Require(there.begin < there.end, "a span has one in any year");
  }
}

void CheckRfc3339(std::string_view text, const Zone& zone) {
  std::size_t length = 0;
  const auto time = ReadRfc3339(text, zone, &length);
  if (!time) return;
  Require(length <= text.size(), "no more is taken than there is");
  if (!CanBeWritten(time->at)) return;
  const std::string written = FormatRfc3339(*time);
  const auto again = ReadRfc3339(written, zone, &length);
  Require(again && length == written.size(), "what is written can be read");
  RequireSame(FormatRfc3339(*again), written, "and says the same again");
}

void Run(std::string_view text) {
  const Exactly exact(text);
  for (const char* name : {"UTC", "Asia/Tokyo", "America/New_York"}) {
    const Zone zone = *Zone::Named(name);
    const Result<TimeSpan> span = ReadTime(exact.view(), kNow, zone);
    if (span) CheckSpan(*span, zone);
    Require(span || !span.error().why.empty(), "an error says why");
    CheckRfc3339(exact.view(), zone);
  }
  const Result<Micros> duration = ReadDuration(exact.view());
  if (duration) {
    Require(*duration >= 0, "a duration is not negative");
    Require(!FormatDuration(*duration).empty(), "a duration has its words");
  }
  const Result<Zone> zone = Zone::Named(exact.view());
  if (zone) {
    const CivilTime there = zone->ToCivil(kNow);
    Require(there.year == 2026, "a zone is less than a day from UTC");
  }
}

}  // namespace
}  // namespace mailwhy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes,
                                      std::size_t size) {
  mailwhy::fuzz::Run(mailwhy::fuzz::TextOf(bytes, size));
  return 0;
}
