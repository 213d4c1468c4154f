#include "store/sqlite/fact_table.h"

#include <algorithm>
#include <string_view>

namespace mailwhy::store::sqlite {
namespace {

// In the order of enum Fact.
constexpr std::array<std::string_view, kFacts> kNames = {
    "first_time", "first_zone", "last_time",  "last_zone", "mails",
    "rejects",    "sessions",   "deliveries", "longest",   "earliest"};

}  // namespace

FactTable::FactTable(Db& db)
    : get_(db, "SELECT name, value FROM fact"),
      put_(db, "INSERT OR REPLACE INTO fact(name, value) VALUES(?, ?)") {
  Load();
}

void FactTable::Load() {
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

void FactTable::Write() {
  for (std::size_t i = 0; i < kFacts; ++i) {
    if (changed_[i]) put_.Text(1, kNames[i]).Number(2, values_[i]).Run();
  }
  changed_ = {};
}

}  // namespace mailwhy::store::sqlite
