// Walk: reads candidates, keeps what fits, and hands it on in order.
#pragma once

#include <optional>
#include <utility>

#include "store/match.h"
#include "store/row_order.h"
#include "store/sqlite/candidates.h"

namespace mailwhy::store::sqlite {

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
