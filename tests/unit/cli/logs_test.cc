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

TEST_CASE("a journal is followed by itself, if it is there") {
  const TempDir dir;
  CHECK(Why({"journal:" + dir / "none"}) == "no such file or directory");
  CHECK(Why({"journal:" + dir.path()}) == "no journal in this directory");
  dir.Write("system.journal", "");
  const WatchedLogs logs = Plan({"journal:" + dir.path()});
  CHECK(logs.first.empty());
  CHECK(PathsOf(logs.followed) == Paths{"journal:" + dir.path()});
}

TEST_CASE("a machine's log: Postfix's own, the usual ones, then the journal") {
  const TempDir dir;
  const Paths usual = {dir / "mail.log", dir / "maillog"};
  const auto chosen = [&](const std::string& own, bool has_journal) {
    const Result<std::string> log = MachineLog(own, usual, has_journal);
    return log.ok() ? *log : log.error().what + ": " + log.error().why;
  };
  CHECK(chosen("", false) ==
        usual[0] + ", " + usual[1] + ": no mail log there, and no journal");
  CHECK(chosen("", true) == "journal:");
  dir.Write("maillog", "");
  CHECK(chosen("", true) == usual[1]);
  dir.Write("mail.log", "");
  CHECK(chosen("", true) == usual[0]);
  CHECK(chosen(dir / "postfix.log", true) == usual[0]);
  dir.Write("postfix.log", "");
  CHECK(chosen(dir / "postfix.log", true) == dir / "postfix.log");
  CHECK(chosen("/dev/stdout", true) == usual[0]);
  CHECK(chosen(dir.path(), true) == usual[0]);
}
