// In which order rows are saved, and in which a filter's finds come.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "model/mail.h"
#include "model/question.h"

namespace mailwhy::store {

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

// A batch's rows in the order of ids, so that they lie together; of one id, the
// last.
template <class Row>
std::vector<const Row*> Ordered(std::vector<const Row*> rows) {
  const auto by_id = [](const Row* a, const Row* b) { return a->id < b->id; };
  std::stable_sort(rows.begin(), rows.end(), by_id);
  std::vector<const Row*> last;
  last.reserve(rows.size());
  for (const Row* row : rows) {
    if (!last.empty() && last.back()->id == row->id) last.pop_back();
    last.push_back(row);
  }
  return last;
}

// A row, or a pointer to one that the engine keeps.
template <class Row>
const Row& RowOf(const Row& row) {
  return row;
}
template <class Row>
const Row& RowOf(const Row* row) {
  return *row;
}

// Ids are in the order of seconds; within one, they are in that of a hash. So
// rows wait until their second is over, and go on sorted.
template <class Held, class Each>
class Sink {
 public:
  // `each`: takes a Held, returns false when it wants no more.
  Sink(const Filter& filter, const Each& each)
      : filter_(filter), each_(each), left_(filter.limit) {}

  // False: no more are wanted.
  bool Take(Held&& row) {
    if (filter_.order == Filter::Order::kExport) return Give(std::move(row));
    const std::int64_t second = SecondOf(RowOf(row).id);
    const bool over = second != second_ || waiting_.size() >= kMostWaiting;
    if (over && !Flush()) return false;
    second_ = second;
    waiting_.push_back(std::move(row));
    return true;
  }

  bool Flush() {
    const bool newest = filter_.order == Filter::Order::kNewestFirst;
    std::sort(waiting_.begin(), waiting_.end(),
              [newest](const Held& a, const Held& b) {
                const RowOrder first = OrderOf(RowOf(a));
                const RowOrder second = OrderOf(RowOf(b));
                return newest ? second < first : first < second;
              });
    std::vector<Held> ready = std::move(waiting_);
    waiting_.clear();
    for (Held& row : ready) {
      if (!Give(std::move(row))) return false;
    }
    return true;
  }

 private:
  static constexpr std::size_t kMostWaiting = 5'000;

  bool Give(Held&& row) {
    if (left_ == 0) return false;
    if (left_ > 0) --left_;
    return each_(std::move(row)) && left_ != 0;
  }

  const Filter& filter_;
  const Each& each_;
  std::int64_t left_;
  std::int64_t second_ = -1;
  std::vector<Held> waiting_;
};

}  // namespace mailwhy::store
