// A log that a real Postfix wrote (tests/postfix/run.sh --keep; eleven hosts,
// every daemon): nothing in it goes unread.
#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "parse/parser.h"

namespace mailwhy::parse {
namespace {

TEST_CASE("Postfix 3.7: no line of a real log is unrecognized") {
  std::ifstream log(MAILWHY_SOURCE_DIR "/tests/logs/postfix-3.7.log",
                    std::ios::binary);
  REQUIRE(log.is_open());
  Parser parser{Zone()};
  parser.Begin(2026, 0);
  std::string line;
  int lines = 0, deliveries = 0;
  while (std::getline(log, line)) {
    const LineKind kind = parser.Parse(line).kind;
    ++lines;
    if (kind == LineKind::kDelivery) ++deliveries;
    CAPTURE(line);
    CHECK(kind != LineKind::kUnrecognized);
    CHECK(kind != LineKind::kNotALog);
    CHECK(kind != LineKind::kOtherProgram);
  }
  CHECK(lines > 1500);
  CHECK(deliveries > 200);
}

}  // namespace
}  // namespace mailwhy::parse
