// Walk: reads candidates, keeps what fits, and hands it on in order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "model/mail.h"
#include "store/sqlite/candidates.h"
#include "store/sqlite/match.h"
#include "store/sqlite/time_range.h"

namespace mailwhy::store::sqlite {

using RowOrder = std::tuple<Micros, std::string_view, std::string_view, Id>;

inline RowOrder OrderOf(const Mail& mail) {
  return {mail.first_seen.at, mail.host, mail.queue_id, mail.id};
}
inline RowOrder OrderOf(const Reject& reject) {
  return {reject.at.at, reject.host, reject.queue_id, reject.id};
}
inline RowOrder OrderOf(const Session& session) {
  return {session.at.at, session.host, "", session.id};
}

// Ids are in the order of seconds; within one, they are in that of a hash. So
// rows wait until their second is over, and go on sorted.
template <class Row, class Each>
class Sink {
 public:
  Sink(const Filter& filter, const Each& each)
      : filter_(filter), each_(each), left_(filter.limit) {}

  // False: no more are wanted.
  bool Take(Row&& row) {
    if (filter_.order == Filter::Order::kExport) return Give(std::move(row));
    const std::int64_t second = row.id >> kHashBits;
    const bool over = second != second_ || waiting_.size() >= kMostWaiting;
    if (over && !Flush()) return false;
    second_ = second;
    waiting_.push_back(std::move(row));
    return true;
  }

  bool Flush() {
    const bool newest = filter_.order == Filter::Order::kNewestFirst;
    std::sort(
        waiting_.begin(), waiting_.end(), [newest](const Row& a, const Row& b) {
          return newest ? OrderOf(b) < OrderOf(a) : OrderOf(a) < OrderOf(b);
        });
    std::vector<Row> ready = std::move(waiting_);
    waiting_.clear();
    for (Row& row : ready) {
      if (!Give(std::move(row))) return false;
    }
    return true;
  }

 private:
  static constexpr std::size_t kMostWaiting = 5'000;

  bool Give(Row&& row) {
    if (left_ == 0) return false;
    if (left_ > 0) --left_;
    return each_(std::move(row)) && left_ != 0;
  }

  const Filter& filter_;
  const Each& each_;
  std::int64_t left_;
  std::int64_t second_ = -1;
  std::vector<Row> waiting_;
};

template <class Row, class Read, class Each>
void Walk(std::optional<IdCursor>& cursor, const Filter& filter,
          const Read& read, const Each& each) {
  if (!cursor || filter.limit == 0) return;
  Sink<Row, Each> sink(filter, each);
  while (const std::optional<Id> id = cursor->Next()) {
    std::optional<Row> row = read(*id);
    if (!row || !Fits(filter, *row)) continue;
    if (!sink.Take(std::move(*row))) return;
  }
  sink.Flush();
}

}  // namespace mailwhy::store::sqlite
