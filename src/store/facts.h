// Facts: what a store knows of itself without counting: how many rows, the
// period covered, and how far a mail's times reach from the second in its id.
// The engines keep them; sqlite/fact_table.h writes them down.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/mail.h"
#include "model/progress.h"
#include "store/store.h"

namespace mailwhy::store {

enum class Fact : std::size_t {
  kFirstTime,
  kFirstZone,
  kLastTime,
  kLastZone,  // of the lines seen
  kMails,
  kRejects,
  kSessions,
  kDeliveries,  // rows
  kLongest,
  kEarliest,  // see below
  kCount,
};
inline constexpr auto kFacts = static_cast<std::size_t>(Fact::kCount);

class Facts {
 public:
  void Cover(const Timestamp& time);
  void Cover(const std::vector<SeenLine>& lines);
  void Reach(const Mail& mail);
  void Count(Fact rows, std::int64_t grown);

  Coverage Covered() const;
  // Microseconds by which a mail's times lie after and before the second in its
  // id, at most.
  Micros longest() const { return Of(Fact::kLongest); }
  Micros earliest() const { return Of(Fact::kEarliest); }

 protected:
  const std::optional<std::int64_t>& At(Fact fact) const {
    return values_[static_cast<std::size_t>(fact)];
  }

  std::array<std::optional<std::int64_t>, kFacts> values_;
  std::array<bool, kFacts> changed_{};

 private:
  std::int64_t Of(Fact fact) const { return At(fact).value_or(0); }
  bool Has(Fact fact) const { return At(fact).has_value(); }
  void Set(Fact fact, std::int64_t value);
  void CoverSecond(std::int64_t second);
  std::optional<Timestamp> TimeOf(Fact time, Fact zone) const;
};

// Offset and digits of a timestamp in one number.
std::int64_t ZoneOf(const Timestamp& time);
Timestamp TimeIn(Micros at, std::int64_t zone);

}  // namespace mailwhy::store
