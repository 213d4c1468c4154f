#include "store/facts.h"

#include <algorithm>

namespace mailwhy::store {

void Facts::Set(Fact fact, std::int64_t value) {
  values_[static_cast<std::size_t>(fact)] = value;
  changed_[static_cast<std::size_t>(fact)] = true;
}

void Facts::Cover(const Timestamp& time) {
  if (!time.known()) return;
  if (!Has(Fact::kFirstTime) || time.at < Of(Fact::kFirstTime)) {
    Set(Fact::kFirstTime, time.at);
    Set(Fact::kFirstZone, ZoneOf(time));
  }
  if (!Has(Fact::kLastTime) || time.at > Of(Fact::kLastTime)) {
    Set(Fact::kLastTime, time.at);
    Set(Fact::kLastZone, ZoneOf(time));
  }
}

void Facts::Cover(const std::vector<SeenLine>& lines) {
  if (lines.empty()) return;
  const auto [first, last] = std::minmax_element(
      lines.begin(), lines.end(),
      [](const SeenLine& a, const SeenLine& b) { return a.second < b.second; });
  CoverSecond(first->second);
  CoverSecond(last->second);
}

// The lines that were read tell no zone: that of the nearest row stays.
void Facts::CoverSecond(std::int64_t second) {
  const Micros at = second * kSecond;
  if (!Has(Fact::kFirstTime) || at < Of(Fact::kFirstTime))
    Set(Fact::kFirstTime, at);
  const bool later =
      !Has(Fact::kLastTime) || second > Of(Fact::kLastTime) / kSecond;
  if (later) Set(Fact::kLastTime, at);
}

void Facts::Reach(const Mail& mail) {
  const Micros base = SecondOf(mail.id) * kSecond;
  const Micros last = std::max(mail.last_seen.at, mail.first_seen.at) - base;
  const Micros first = std::min(mail.first_seen.at, mail.arrival.at) - base;
  if (last > longest()) Set(Fact::kLongest, last);
  if (-first > earliest()) Set(Fact::kEarliest, -first);
}

void Facts::Count(Fact rows, std::int64_t grown) {
  if (grown != 0) Set(rows, Of(rows) + grown);
}

std::optional<Timestamp> Facts::TimeOf(Fact time, Fact zone) const {
  if (!Has(time)) return std::nullopt;
  return TimeIn(Of(time), Of(zone));
}

Coverage Facts::Covered() const {
  Coverage coverage;
  coverage.since = TimeOf(Fact::kFirstTime, Fact::kFirstZone);
  coverage.until = TimeOf(Fact::kLastTime, Fact::kLastZone);
  coverage.mails = Of(Fact::kMails);
  coverage.rejects = Of(Fact::kRejects);
  coverage.sessions = Of(Fact::kSessions);
  coverage.deliveries = Of(Fact::kDeliveries);
  return coverage;
}

std::int64_t ZoneOf(const Timestamp& time) {
  return std::int64_t{time.offset_minutes} * 8 + (time.digits & 7);
}

Timestamp TimeIn(Micros at, std::int64_t zone) {
  return {at, static_cast<std::int16_t>(zone >> 3),
          static_cast<std::uint8_t>(zone & 7)};
}

}  // namespace mailwhy::store
