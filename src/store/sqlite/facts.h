// Facts: what the store knows of itself without counting: how many rows, the
// period covered, and how far a mail's times reach from the second in its id.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "model/mail.h"
#include "store/sqlite/db.h"
#include "store/store.h"

namespace mailwhy::store::sqlite {

class Facts {
 public:
  explicit Facts(Db& db);

  void Load();   // as they stand in the store
  void Write();  // those that changed, in the caller's transaction

  void Cover(const Timestamp& time);
  void CoverSecond(std::int64_t second);
  void Reach(const Mail& mail);
  void Count(const char* name, std::int64_t grown);

  Coverage Covered() const;
  // Microseconds after and before the second in the id of any mail.
  Micros longest() const { return Of("longest"); }
  Micros earliest() const { return Of("earliest"); }

 private:
  std::int64_t Of(const std::string& name) const;
  bool Has(const std::string& name) const { return values_.contains(name); }
  void Set(const std::string& name, std::int64_t value);
  std::optional<Timestamp> TimeOf(const char* time, const char* zone) const;

  Statement get_, put_;
  std::map<std::string, std::int64_t> values_;
  std::map<std::string, std::int64_t> changed_;
};

}  // namespace mailwhy::store::sqlite
