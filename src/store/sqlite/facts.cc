#include "store/sqlite/facts.h"

#include <algorithm>

#include "store/sqlite/codec.h"

namespace mailwhy::store::sqlite {

Facts::Facts(Db& db)
    : get_(db, "SELECT name, value FROM fact"),
      put_(db, "INSERT OR REPLACE INTO fact(name, value) VALUES(?, ?)") {
  Load();
}

void Facts::Load() {
  values_.clear();
  changed_.clear();
  const Use get(get_);
  while (get_.Step()) {
    values_[std::string(get_.GetText(0))] = get_.GetNumber(1);
  }
}

void Facts::Write() {
  for (const auto& [name, value] : changed_) {
    put_.Text(1, name).Number(2, value).Run();
  }
  changed_.clear();
}

std::int64_t Facts::Of(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? 0 : found->second;
}

void Facts::Set(const std::string& name, std::int64_t value) {
  values_[name] = value;
  changed_[name] = value;
}

void Facts::Cover(const Timestamp& time) {
  if (!time.known()) return;
  if (!Has("first_time") || time.at < Of("first_time")) {
    Set("first_time", time.at);
    Set("first_zone", ZoneOf(time));
  }
  if (!Has("last_time") || time.at > Of("last_time")) {
    Set("last_time", time.at);
    Set("last_zone", ZoneOf(time));
  }
}

// The lines that were read tell no zone: that of the nearest row stays.
void Facts::CoverSecond(std::int64_t second) {
  const Micros at = second * kSecond;
  if (!Has("first_time") || at < Of("first_time")) Set("first_time", at);
  const bool later = !Has("last_time") || second > Of("last_time") / kSecond;
  if (later) Set("last_time", at);
}

void Facts::Reach(const Mail& mail) {
  const Micros base = BaseOf(mail.id);
  const Micros last = std::max(mail.last_seen.at, mail.first_seen.at) - base;
  const Micros first = std::min(mail.first_seen.at, mail.arrival.at) - base;
  if (last > longest()) Set("longest", last);
  if (-first > earliest()) Set("earliest", -first);
}

void Facts::Count(const char* name, std::int64_t grown) {
  if (grown != 0) Set(name, Of(name) + grown);
}

std::optional<Timestamp> Facts::TimeOf(const char* time,
                                       const char* zone) const {
  if (!Has(time)) return std::nullopt;
  return TimeIn(Of(time), Of(zone));
}

Coverage Facts::Covered() const {
  Coverage coverage;
  coverage.since = TimeOf("first_time", "first_zone");
  coverage.until = TimeOf("last_time", "last_zone");
  coverage.mails = Of("mails");
  coverage.rejects = Of("rejects");
  coverage.sessions = Of("sessions");
  return coverage;
}

}  // namespace mailwhy::store::sqlite
