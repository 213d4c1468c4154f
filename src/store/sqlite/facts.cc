#include "store/sqlite/facts.h"

#include <algorithm>
#include <string_view>

#include "store/sqlite/codec.h"

namespace mailwhy::store::sqlite {
namespace {

// In the order of enum Fact.
constexpr std::array<std::string_view, static_cast<std::size_t>(Fact::kCount)>
    kNames = {"first_time", "first_zone", "last_time", "last_zone",
              "mails",      "rejects",    "sessions",  "deliveries",
              "longest",    "earliest"};

}  // namespace

Facts::Facts(Db& db)
    : get_(db, "SELECT name, value FROM fact"),
      put_(db, "INSERT OR REPLACE INTO fact(name, value) VALUES(?, ?)") {
  Load();
}

void Facts::Load() {
  values_ = {};
  changed_ = {};
  const Use get(get_);
  while (get_.Step()) {
    const auto name = std::find(kNames.begin(), kNames.end(), get_.GetText(0));
    if (name == kNames.end()) continue;
    values_[static_cast<std::size_t>(name - kNames.begin())] =
        get_.GetNumber(1);
  }
}

void Facts::Write() {
  for (std::size_t i = 0; i < kFacts; ++i) {
    if (changed_[i]) put_.Text(1, kNames[i]).Number(2, values_[i]).Run();
  }
  changed_ = {};
}

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
  const Micros base = BaseOf(mail.id);
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

}  // namespace mailwhy::store::sqlite
