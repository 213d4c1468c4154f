// A log that is read once and then forgotten tells the same as one that is
// kept.
#include "unit/pipeline/loads.h"

using namespace mailwhy;

namespace {

// Equal lines in one second, lines that only widen what is covered, disorder.
std::string OddLog() {
  const std::string twice =
      Line("Dec  5 18:38:13",
           "smtpd[11]: warning: client.example.com[192.0.2.7]: SASL LOGIN "
           "authentication failed: authentication failure");
  return Line("Dec  5 18:38:00", "master[1]: reload -- version 3.7.11") +
         MailLines("Dec  5 18:38:12", "8B84D8D1CF") + twice + twice +
         MailLines("Dec  5 18:38:11", "8B84D8D1D0") +
         Line("Dec  5 19:00:00", "anvil[2]: statistics: max cache size 1");
}

std::string CoverageOf(Loads& loads) {
  const store::Coverage covers = Must(loads.store->Covers());
  REQUIRE(covers.since);
  REQUIRE(covers.until);
  return FormatRfc3339(*covers.since) + " " + FormatRfc3339(*covers.until);
}

}  // namespace

TEST_CASE("one log, read once: nothing noted for later, and the same told") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", OddLog());
  Loads kept, once;
  once.options.once = true;
  kept.options.lines_per_commit = once.options.lines_per_commit = 3;
  const LoadCounts of_kept = kept.Load({path});
  const LoadCounts of_once = once.Load({path});
  CHECK(of_once.lines == of_kept.lines);
  CHECK(of_once.sessions == of_kept.sessions);
  CHECK(of_once.already_loaded == 0);
  CHECK(once.Dump() == kept.Dump());
  CHECK(CoverageOf(once) == CoverageOf(kept));
  CHECK(Must(once.store->Memory()).empty());
}
