#include "store/ledger.h"

#include "unit/store/samples.h"

using namespace mailwhy;
using namespace mailwhy::store;

namespace {

constexpr std::int64_t kStart = kNoon / kSecond;

SeenLine Line(std::int64_t second, std::uint32_t hash) {
  return {kStart + second, hash};
}

// A log's lines: how many of them are new. What is new is saved.
int NewOf(Store& store, Ledger& ledger, const std::vector<SeenLine>& lines) {
  int count = 0;
  for (const SeenLine& line : lines) {
    if (Must(ledger.IsNew(line))) ++count;
  }
  Batch batch;
  batch.seen = ledger.TakeNew();
  CHECK(batch.seen.size() == static_cast<std::size_t>(count));
  Must(store.Save(batch));
  return count;
}

}  // namespace

STORE_TEST_CASE(
    "a log may hold a line twice; a copy of it brings neither again") {
  const auto store = Engine::Open();
  Ledger ledger(*store);
  const std::vector<SeenLine> log{Line(0, 1), Line(0, 1), Line(1, 2)};
  Must(ledger.BeginLog());
  CHECK(NewOf(*store, ledger, log) == 3);
  Must(ledger.BeginLog());
  CHECK(NewOf(*store, ledger, log) == 0);
  Must(ledger.BeginLog());
  CHECK(NewOf(*store, ledger, {Line(0, 1), Line(0, 1), Line(0, 1)}) == 1);
}

STORE_TEST_CASE("what another run stored is known") {
  const auto store = Engine::Open();
  const std::vector<SeenLine> log{Line(0, 1), Line(0, 1), Line(700, 2)};
  {
    Ledger ledger(*store);
    Must(ledger.BeginLog());
    CHECK(NewOf(*store, ledger, log) == 3);
  }
  Ledger ledger(*store);
  Must(ledger.BeginLog());
  CHECK(NewOf(*store, ledger, log) == 0);
  CHECK(NewOf(*store, ledger, {Line(700, 3), Line(800, 2)}) == 2);
}

STORE_TEST_CASE("going on in mid-second: what the log brought before counts") {
  const auto store = Engine::Open();
  {
    Ledger ledger(*store);
    Must(ledger.BeginLog());
    CHECK(NewOf(*store, ledger, {Line(0, 1), Line(0, 2)}) == 2);
  }
  Ledger ledger(*store);
  Must(ledger.BeginLog());
  Must(ledger.Again(Line(0, 1)));
  CHECK(NewOf(*store, ledger, {Line(0, 1)}) == 1);
  CHECK(NewOf(*store, ledger, {Line(0, 2)}) == 0);
}

STORE_TEST_CASE(
    "two logs in turn: what one brings while the other is read counts") {
  const auto store = Engine::Open();
  Ledger ledger(*store);
  Must(ledger.BeginLog());
  CHECK(NewOf(*store, ledger, {Line(0, 1), Line(1, 1)}) == 2);
  Must(ledger.BeginLog());  // a copy that is a little ahead
  CHECK(NewOf(*store, ledger, {Line(0, 1), Line(1, 1), Line(2, 1)}) == 1);
  Must(ledger.BeginLog());  // the first one again
  Must(ledger.Again(Line(1, 1)));
  CHECK(NewOf(*store, ledger, {Line(2, 1), Line(3, 1)}) == 1);
  Must(ledger.BeginLog());
  Must(ledger.Again(Line(2, 1)));
  CHECK(NewOf(*store, ledger, {Line(2, 1), Line(3, 1), Line(3, 1)}) == 2);
}
