// Walk: goes through a table, keeps what fits, and hands it on in the order
// asked for.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "store/match.h"
#include "store/memory/table.h"
#include "store/row_order.h"

namespace mailwhy::store::memory {

// Sorted as a whole.
template <class Row, class Each>
void Export(const Table<Row>& table, const typename Table<Row>::Order& order,
            const Filter& filter, const Each& each) {
  std::vector<const Row*> rows;
  for (const auto& [id, place] : order) {
    const Row& row = table.At(place);
    if (Fits(filter, row)) rows.push_back(&row);
  }
  std::sort(rows.begin(), rows.end(), [](const Row* a, const Row* b) {
    return OrderOf(*a) < OrderOf(*b);
  });
  std::int64_t left = filter.limit;
  for (const Row* row : rows) {
    if (left-- == 0 || !each(row)) return;
  }
}

template <class Place, class Row, class Each>
void WalkOver(Place begin, Place end, const Table<Row>& table,
              const Filter& filter, const Each& each) {
  Sink<const Row*, Each> sink(filter, each);
  for (Place at = begin; at != end; ++at) {
    const Row& row = table.At(at->second);
    if (Fits(filter, row) && !sink.Take(&row)) return;
  }
  sink.Flush();
}

// `order`: ids and places to look at, rising. `each` gets a const Row* and
// returns false when it wants no more.
template <class Row, class Each>
void Walk(const Table<Row>& table, const typename Table<Row>::Order& order,
          const Filter& filter, const Each& each) {
  if (filter.limit == 0) return;
  if (filter.order == Filter::Order::kExport) {
    Export(table, order, filter, each);
  } else if (filter.order == Filter::Order::kNewestFirst) {
    WalkOver(order.rbegin(), order.rend(), table, filter, each);
  } else {
    WalkOver(order.begin(), order.end(), table, filter, each);
  }
}

}  // namespace mailwhy::store::memory
