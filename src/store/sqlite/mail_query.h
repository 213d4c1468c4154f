// MailQuery: a filter as the SQL statement that finds candidate mails.
#pragma once

#include <string>

#include "model/question.h"
#include "store/facts.h"
#include "store/sqlite/resolve.h"
#include "store/sqlite/time_range.h"

namespace mailwhy::store::sqlite {

class MailQuery {
 public:
  // All must outlive the query.
  MailQuery(Resolver& resolver, const Facts& facts, const Filter& filter);

  // A pattern stands for nothing that the store has.
  bool impossible() const { return impossible_; }
  // ?1 of the statement is a slice of time (indices.sql).
  bool IsSliced() const;
  // ?1 of the statement is the queue ID.
  bool IsByQueueId() const;
  // All ids whose mail may reach into the window.
  const Seconds& wide() const { return wide_; }

  // Candidates from the best index, then the conditions.
  std::string Sql() const;

 private:
  Rows Kept(Rows rows);
  bool UsesIndex() const;
  std::string Indexed() const;
  std::string Recipients() const;
  std::string Scan() const;
  std::string LastSecondRange() const;
  std::string Conditions() const;
  std::string TimeCondition() const;
  std::string MailConditions() const;
  std::string DeliveryCondition() const;
  std::string OfDelivery() const;

  const Facts& facts_;
  const Filter& filter_;
  Rows to_, from_, user_, client_, relay_, cause_;
  Seconds wide_;
  bool impossible_ = false;
};

// " ORDER BY ..." on the table's alias m; kExport is for mails.
std::string OrderOf(const Filter& filter);
bool IsNewestFirst(const Filter& filter);

}  // namespace mailwhy::store::sqlite
