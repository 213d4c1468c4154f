#include "store/sqlite/candidates.h"

#include <algorithm>
#include <utility>

#include "store/links.h"
#include "store/sqlite/mail_query.h"
#include "store/sqlite/time_range.h"

namespace mailwhy::store::sqlite {
namespace {

// The slices of a table that a range of seconds touches.
Seconds SlicesOf(Db& db, const std::string& table, const Seconds& seconds) {
  const auto slice = [&](const std::string& end) {
    return db.Number("SELECT ifnull(" + end + "(id), -1) >> 46 FROM " + table);
  };
  constexpr int kShift = kSliceBits - kHashBits;
  return {std::max(slice("min"), seconds.first >> kShift),
          std::min(slice("max"), seconds.last >> kShift)};
}

void SetSlices(IdCursor& cursor, const Seconds& slices, bool newest) {
  if (newest) {
    cursor.Slices(slices.last, slices.first);
  } else {
    cursor.Slices(slices.first, slices.last);
  }
}

const char* TableName(OtherTable table) {
  return table == OtherTable::kReject ? "reject" : "session";
}

std::string OtherConditions(Resolver& resolver, OtherTable table,
                            const Filter& filter, bool* impossible) {
  std::string sql;
  const auto add = [&](const Rows& rows, const std::string& first,
                       const std::string& second) {
    if (!rows) return;
    if (rows->empty()) *impossible = true;
    const std::string list = " IN (" + Listed(*rows) + ")";
    sql += " AND (m." + first + list;
    if (!second.empty()) sql += " OR m." + second + list;
    sql += ")";
  };
  const bool reject = table == OtherTable::kReject;
  if (!filter.from.empty()) {
    add(resolver.Addresses(filter.from), "user", reject ? "sender" : "");
  }
  if (!filter.user.empty()) add(resolver.Addresses(filter.user), "user", "");
  if (!filter.to.empty() && reject) {
    add(resolver.Addresses(filter.to), "recipient", "");
  }
  if (!filter.client.empty()) {
    add(resolver.Peers(filter.client), "client", "");
  }
  if (!filter.cause.empty()) {
    add(resolver.Verdicts(filter.cause), "verdict", "");
  }
  return sql;
}

std::string OtherOrder(OtherTable table, const Filter& filter) {
  const std::string at = "(m.id >> 29) * 1000000 + m.at";
  const std::string host =
      "(SELECT w.text FROM occasion o JOIN word w ON w.id = o.host"
      " WHERE o.id = m.occasion)";
  if (filter.order == Filter::Order::kExport) {
    return " ORDER BY " + at + ", " + host +
           (table == OtherTable::kReject ? ", m.queue_id" : "") + ", m.id";
  }
  return OrderOf(filter);
}

}  // namespace

void IdCursor::BindText(std::string text) {
  text_ = std::make_unique<const std::string>(std::move(text));
  get_.Text(1, *text_);
}

void IdCursor::Slices(std::int64_t first, std::int64_t last) {
  sliced_ = true;
  step_ = first <= last ? 1 : -1;
  slice_ = first;
  last_slice_ = last;
  get_.Number(1, slice_);
}

std::optional<Id> IdCursor::Next() {
  for (;;) {
    if (get_.Step()) return get_.GetNumber(0);
    get_.Reset();
    if (!sliced_ || slice_ == last_slice_) return std::nullopt;
    slice_ += step_;
    get_.Number(1, slice_);
  }
}

std::optional<IdCursor> MailCandidates(Db& db, Resolver& resolver,
                                       const Facts& facts,
                                       const Filter& filter) {
  const MailQuery query(resolver, facts, filter);
  if (query.impossible()) return std::nullopt;
  IdCursor cursor(db, query.Sql());
  if (query.IsSliced()) {
    const Seconds slices = SlicesOf(db, "mail", query.wide());
    if (slices.first > slices.last) return std::nullopt;
    SetSlices(cursor, slices, IsNewestFirst(filter));
  } else if (query.IsByQueueId()) {
    cursor.BindText(filter.queue_id);
  }
  return cursor;
}

std::optional<IdCursor> OtherCandidates(Db& db, Resolver& resolver,
                                        OtherTable table,
                                        const Filter& filter) {
  bool impossible = false;
  const std::string conditions =
      OtherConditions(resolver, table, filter, &impossible);
  if (impossible) return std::nullopt;
  const std::string sql =
      "SELECT m.id FROM " + std::string(TableName(table)) + " m WHERE " +
      IdRange("m.id", Widened(filter, kHourSeconds, kHourSeconds)) +
      conditions + OtherOrder(table, filter);
  return IdCursor(db, sql);
}

}  // namespace mailwhy::store::sqlite
