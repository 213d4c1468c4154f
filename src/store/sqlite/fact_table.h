// FactTable: what the store knows of itself (store/facts.h), in the table
// `fact`.
#pragma once

#include "store/facts.h"
#include "store/sqlite/db.h"

namespace mailwhy::store::sqlite {

class FactTable : public Facts {
 public:
  explicit FactTable(Db& db);

  void Load();   // as they stand in the store
  void Write();  // those that changed, in the caller's transaction

 private:
  Statement get_, put_;
};

}  // namespace mailwhy::store::sqlite
