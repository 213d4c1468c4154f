// The last line of a log, when it has no end yet.
#include "unit/pipeline/loads.h"

using namespace mailwhy;

namespace {

constexpr std::time_t kLongAgo = 1'670'265'600;  // 2022-12-05 18:40 UTC

const std::string kMail = MailLines("Dec  5 18:38:12", "8B84D8D1CF");
// The mail up to the word "status" of its delivery line, and up to that line's
// end.
const std::string kHalf = kMail.substr(0, kMail.find("status=") + 6);
const std::string kClosed = kMail.substr(0, kMail.find("\n", kHalf.size()));

ReadOptions In2022() {
  ReadOptions options;
  options.year = 2022;
  return options;
}

}  // namespace

TEST_CASE("half a line of a log that grows is left for the next time") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", kHalf);
  Loads loads;
  loads.options = In2022();
  const LoadCounts first = loads.Load({path});
  CHECK(first.lines == 3);
  CHECK(first.deliveries == 0);
  dir.Append("mail.log", kMail.substr(kHalf.size()));
  const LoadCounts second = loads.Load({path});
  CHECK(second.lines == 2);
  CHECK(second.deliveries == 1);
  CHECK(loads.Dump() == CleanDump({path}, In2022()));
}

TEST_CASE("a last line that is all there is taken, and not again") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", kClosed);
  Loads loads;
  loads.options = In2022();
  CHECK(loads.Load({path}).deliveries == 1);
  const LoadCounts again = loads.Load({path});
  CHECK(again.deliveries == 0);
  CHECK(again.already_loaded == 4);
  dir.Append("mail.log", kMail.substr(kClosed.size()));
  const LoadCounts completed = loads.Load({path});
  CHECK(completed.deliveries == 0);
  CHECK(completed.lines == 2);
  CHECK(completed.already_loaded == 4);
  CHECK(loads.Dump() == CleanDump({path}, In2022()));
}

TEST_CASE("the last line of a log that grows no more is taken as it is") {
  const TempDir dir;
  const std::string cut =
      kMail.substr(0, kMail.find("qmgr[13]")) +
      "qmgr[13]: 8B84D8D1CF: from=<taro@example.com>, size=900";
  const std::string path = dir.Write("mail.log", cut);
  dir.Touch("mail.log", kLongAgo);
  Loads loads;
  loads.Load({path});
  const auto mails = Must(loads.store->MailsOf("mx01", "8B84D8D1CF"));
  REQUIRE(mails.size() == 1);
  CHECK(mails[0].sender == "taro@example.com");
}

TEST_CASE("what answers from files alone takes the last line as it is") {
  const TempDir dir;
  const std::string cut = kMail.substr(0, kMail.find("\n"));
  Loads loads;
  loads.options = In2022();
  const std::string path = dir.Write("mail.log", cut);
  CHECK(loads.Load({path}).lines == 0);
  loads.options.growing = false;
  CHECK(loads.Load({path}).lines == 1);
}

TEST_CASE("half a line is completed in the rotated file") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", kHalf);
  Loads loads;
  loads.options = In2022();
  loads.Load({path});
  dir.Append("mail.log", kMail.substr(kHalf.size()));
  std::filesystem::rename(path, dir / "mail.log.1");
  dir.Write("mail.log", MailLines("Dec  5 18:38:13", "9B84D8D1CF"));
  loads.Load({dir.path()});
  CHECK(loads.mails() == 2);
  CHECK(loads.Dump() == CleanDump({dir.path()}, In2022()));
}
