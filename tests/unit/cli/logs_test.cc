// Which logs watch reads and follows.
#include "cli/logs.h"

#include "unit/source/files.h"

using namespace mailwhy;
using namespace mailwhy::cli;
using source::TempDir;
using Paths = std::vector<std::string>;

namespace {

Paths PathsOf(const std::vector<source::LogFile>& files) {
  Paths paths;
  for (const source::LogFile& file : files) paths.push_back(file.path);
  return paths;
}

WatchedLogs Plan(const Paths& paths) {
  Result<WatchedLogs> logs = PlanWatch(paths);
  if (!logs.ok()) FAIL(logs.error().what, logs.error().why);
  return *logs;
}

std::string Why(const Paths& paths) {
  const Result<WatchedLogs> logs = PlanWatch(paths);
  return logs.ok() ? "" : logs.error().why;
}

}  // namespace

TEST_CASE("a log is followed, what rotation left of it is read first") {
  const TempDir dir;
  dir.Write("mail.log.1", "");
  dir.Write("mail.log.2.gz", "");
  dir.Write("mail.logs", "");
  const std::string path = dir.Write("mail.log", "");
  const WatchedLogs logs = Plan({path});
  CHECK(PathsOf(logs.first) ==
        Paths{dir / "mail.log.2.gz", dir / "mail.log.1"});
  CHECK(PathsOf(logs.followed) == Paths{path});
  CHECK(logs.followed[0].family == logs.first[0].family);
}

TEST_CASE("a log that is not there yet is followed") {
  const TempDir dir;
  dir.Write("mail.log.1", "");
  const WatchedLogs logs = Plan({dir / "mail.log"});
  CHECK(PathsOf(logs.first) == Paths{dir / "mail.log.1"});
  CHECK(PathsOf(logs.followed) == Paths{dir / "mail.log"});
  CHECK(logs.followed[0].family == logs.first[0].family);
}

TEST_CASE("a directory means its logs, also one that was just rotated away") {
  const TempDir dir;
  dir.Write("mail.log", "");
  dir.Write("maillog-20221204", "");
  dir.Write("maillog-20221205.gz", "");
  dir.Write("notes.txt", "");
  const WatchedLogs logs = Plan({dir.path()});
  CHECK(PathsOf(logs.first) ==
        Paths{dir / "maillog-20221204", dir / "maillog-20221205.gz"});
  CHECK(PathsOf(logs.followed) == Paths{dir / "mail.log", dir / "maillog"});
}

TEST_CASE("a rotated file that is named itself stands alone") {
  const TempDir dir;
  dir.Write("mail.log", "");
  const std::string path = dir.Write("mail.log.1", "");
  const WatchedLogs logs = Plan({path});
  CHECK(logs.first.empty());
  CHECK(PathsOf(logs.followed) == Paths{path});
  CHECK(logs.followed[0].family.empty());
}

TEST_CASE("a log that is named twice is followed once") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", "");
  CHECK(PathsOf(Plan({path, path, dir.path()}).followed) == Paths{path});
}

TEST_CASE("what cannot be watched is told") {
  const TempDir dir;
  CHECK(Why({"-"}) == "cannot be followed");
  CHECK_FALSE(Why({dir / "none/mail.log"}).empty());
  CHECK_FALSE(Why({dir.path()}).empty());  // no log in it
  CHECK_FALSE(Why({"/dev/null"}).empty());
}

TEST_CASE("paths that are named stay as they are") {
  const Result<Paths> paths = LogPaths({"b", "a"});
  REQUIRE(paths.ok());
  CHECK(*paths == Paths{"b", "a"});
}
