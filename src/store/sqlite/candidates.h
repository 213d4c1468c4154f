// Candidates: the ids of rows that may fit a filter, in the order asked for,
// found through the index that narrows most. More than what fits, never less.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "model/mail.h"
#include "model/question.h"
#include "store/sqlite/db.h"
#include "store/facts.h"
#include "store/sqlite/resolve.h"

namespace mailwhy::store::sqlite {

// Ids, one after the other, from one statement; where that has a parameter for
// a slice of time (indices.sql), from one run of it for each slice.
class IdCursor {
 public:
  IdCursor(Db& db, const std::string& sql) : get_(db, sql) {}
  void BindText(std::string text);
  // From `first` to `last`, either way.
  void Slices(std::int64_t first, std::int64_t last);

  std::optional<Id> Next();

 private:
  Statement get_;
  std::unique_ptr<const std::string> text_;  // bound: must not move
  bool sliced_ = false;
  std::int64_t slice_ = 0, last_slice_ = 0, step_ = 1;
};

// None at all: nothing can fit.
std::optional<IdCursor> MailCandidates(Db& db, Resolver& resolver,
                                       const Facts& facts,
                                       const Filter& filter);
enum class OtherTable { kReject, kSession };
std::optional<IdCursor> OtherCandidates(Db& db, Resolver& resolver,
                                        OtherTable table, const Filter& filter);

}  // namespace mailwhy::store::sqlite
