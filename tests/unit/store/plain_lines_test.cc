// Evidence in memory: blocks, and those beyond the bound compressed.
#include "store/memory/lines.h"
#include "unit/store/samples.h"

namespace mailwhy::store::memory {
namespace {

std::string LineNumber(int i) {
  return "line " + std::to_string(i) + std::string(i % 900, 'x');
}

TEST_CASE("lines beyond the bound are compressed and come back all the same") {
  Lines lines(1 << 20);
  std::vector<LineRef> refs;
  std::vector<std::string> expected;
  for (int i = 0; i < 20'000; ++i) {  // some nine blocks
    expected.push_back(LineNumber(i));
    refs.push_back(lines.Keep(expected.back()));
  }
  CHECK(lines.Read(refs) == expected);
  // There and back between blocks.
  CHECK(lines.Read({refs[19'999], refs[0], refs[12'000], refs[11'999]}) ==
        std::vector<std::string>{expected[19'999], expected[0],
                                 expected[12'000], expected[11'999]});
}

TEST_CASE("lines go on after compressed blocks were read") {
  Lines lines(0);
  std::vector<LineRef> refs;
  for (int i = 0; i < 3000; ++i) refs.push_back(lines.Keep(LineNumber(i)));
  CHECK(lines.Read({refs[0]}) == std::vector<std::string>{LineNumber(0)});
  const LineRef last = lines.Keep("last");
  CHECK(last > refs.back());
  CHECK(lines.Read({last, refs[2999]}) ==
        std::vector<std::string>{"last", LineNumber(2999)});
}

TEST_CASE("a reference that is nobody's reads nothing") {
  Lines lines(0);
  const LineRef ref = lines.Keep("one");
  CHECK(lines.Read({0, 1, 65535, ref + 1, ref + 65536, ~LineRef{0}}).empty());
}

TEST_CASE("where no evidence is wanted, lines still get rising names") {
  const auto store = Open(false);
  const LineRef first = Must(store->Keep("one"));
  const LineRef second = Must(store->Keep("two"));
  CHECK(first > 0);
  CHECK(second > first);
  CHECK(Must(store->Evidence({first, second})).empty());
}

}  // namespace
}  // namespace mailwhy::store::memory
