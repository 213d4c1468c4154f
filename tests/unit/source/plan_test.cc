#include <unistd.h>

#include "source/names.h"
#include "unit/source/files.h"

using namespace mailwhy;
using namespace mailwhy::source;

namespace {

namespace fs = std::filesystem;

std::vector<std::string> NamesOf(const Result<std::vector<LogFile>>& files) {
  REQUIRE(files.ok());
  std::vector<std::string> names;
  for (const LogFile& file : *files) {
    names.push_back(fs::path(file.path).filename().string());
  }
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("names of rotated logs are taken apart") {
  struct {
    const char* name;
    const char* base;
    int number;
    const char* date;
  } const kCases[] = {
      {"mail.log", "mail.log", 0, ""},
      {"mail.log.1", "mail.log", 1, ""},
      {"mail.log.12.gz", "mail.log", 12, ""},
      {"maillog-20221204", "maillog", 0, "20221204"},
      {"maillog-20221204.xz", "maillog", 0, "20221204"},
      {"mail.log-2022-12-04.zst", "mail.log", 0, "20221204"},
      {"mail.log.20221204", "mail.log", 0, "20221204"},
      {"mail-20221204.log.bz2", "mail.log", 0, "20221204"},
      {"mail.1.log", "mail.log", 1, ""},
      {"mail.log-1670112000", "mail.log", 0, "1670112000"},
      {"mail.log-20221204-183812.gz", "mail.log", 0, "20221204183812"},
      {"pasted-sent.log", "pasted-sent.log", 0, ""},
      {"mx01", "mx01", 0, ""},
      {"2022", "2022", 0, ""},
      {".1", ".1", 0, ""},
      {"mail.log-99999999", "mail.log-99999999", 0, ""},
      {"mail.log.gz", "mail.log", 0, ""},
  };
  for (const auto& expected : kCases) {
    CAPTURE(expected.name);
    const LogName read = ReadLogName(expected.name);
    CHECK(read.base == expected.base);
    CHECK(read.number == expected.number);
    CHECK(read.date == expected.date);
  }
}

TEST_CASE("a family comes in the order of time") {
  const TempDir dir;
  for (const char* name : {"mail.log", "mail.log.1", "mail.log.2.gz",
                           "mail.log.10.gz", "mail.log.3.gz"}) {
    dir.Write(name, "");
  }
  CHECK(NamesOf(PlanFiles({dir.path()})) ==
        Names{"mail.log.10.gz", "mail.log.3.gz", "mail.log.2.gz", "mail.log.1",
              "mail.log"});
  CHECK(NamesOf(PlanFiles({dir / "mail.log", dir / "mail.log.1"})) ==
        Names{"mail.log.1", "mail.log"});
  CHECK(NamesOf(PlanFamily(dir / "mail.log")).size() == 5);
}

TEST_CASE("dated names come in the order of their dates") {
  const TempDir dir;
  for (const char* name : {"maillog", "maillog-20221204.gz",
                           "maillog-20221127.gz", "maillog-20230101"}) {
    dir.Write(name, "");
  }
  const auto files = PlanFiles({dir.path()});
  CHECK(NamesOf(files) == Names{"maillog-20221127.gz", "maillog-20221204.gz",
                                "maillog-20230101", "maillog"});
  for (const LogFile& file : *files) CHECK(file.family == dir / "maillog");
}

TEST_CASE("where numbers and dates mix, time decides") {
  const TempDir dir;
  for (const char* name : {"mail.log", "mail.log.1", "mail.log-20221204"}) {
    dir.Write(name, "");
  }
  dir.Touch("mail.log.1", 1'600'000'000);
  CHECK(NamesOf(PlanFiles({dir.path()})) ==
        Names{"mail.log.1", "mail.log-20221204", "mail.log"});
  dir.Touch("mail.log.1", 1'700'000'000);
  CHECK(NamesOf(PlanFiles({dir.path()})) ==
        Names{"mail.log-20221204", "mail.log.1", "mail.log"});
}

TEST_CASE("families and files come in the order of their arguments") {
  const TempDir dir;
  for (const char* name : {"b.log", "a.log", "b.log.1"}) dir.Write(name, "");
  CHECK(NamesOf(PlanFiles({dir / "b.log", dir / "a.log", dir / "b.log.1"})) ==
        Names{"b.log.1", "b.log", "a.log"});
}

TEST_CASE("a directory means its mail logs alone") {
  const TempDir dir;
  for (const char* name : {"mail.log", "mail.err", "syslog", "messages",
                           "auth.log", "mail.log~", "mail.log.offset"}) {
    dir.Write(name, "");
  }
  fs::create_directory(dir / "mail");
  CHECK(NamesOf(PlanFiles({dir.path()})) == Names{"mail.log"});
}

TEST_CASE("a directory without a mail log means its general ones") {
  const TempDir dir;
  for (const char* name : {"syslog", "syslog.1", "auth.log"}) {
    dir.Write(name, "");
  }
  CHECK(NamesOf(PlanFiles({dir.path()})) == Names{"syslog.1", "syslog"});
  CHECK(NamesOf(PlanFiles({dir / "auth.log"})) == Names{"auth.log"});
}

TEST_CASE("a directory without logs says what was looked for") {
  const TempDir dir;
  const auto files = PlanFiles({dir.path()});
  REQUIRE_FALSE(files.ok());
  CHECK(files.error().what == dir.path());
  CHECK(files.error().hint.find("maillog*") != std::string::npos);
}

TEST_CASE("the same file through two names is read once") {
  const TempDir dir;
  dir.Write("mail.log", "");
  fs::create_symlink(dir / "mail.log", dir / "link");
  fs::create_hard_link(dir / "mail.log", dir / "mail.copy");
  CHECK(NamesOf(PlanFiles({dir / "mail.log", dir / "link", dir / "mail.copy",
                           dir.path(), dir / "mail.log"})) ==
        Names{"mail.log"});
  CHECK(NamesOf(PlanFiles({"-", "-"})) == Names{"-"});
}

TEST_CASE("what is missing or no file is refused") {
  const TempDir dir;
  const auto missing = PlanFiles({dir / "nothing"});
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().what == dir / "nothing");
  CHECK(missing.error().why == "no such file or directory");
  CHECK_FALSE(PlanFiles({"/dev/null"}).ok());
}

TEST_CASE("who may not read a file is told who may") {
  if (geteuid() == 0) return;  // root may read everything
  const TempDir dir;
  chmod(dir.Write("mail.log", "").c_str(), 0);
  const auto files = PlanFiles({dir / "mail.log"});
  REQUIRE_FALSE(files.ok());
  CHECK(files.error().hint.find("root") != std::string::npos);
}

TEST_CASE("the newest time is the packed one, the name's, or the file's") {
  const TempDir dir;
  dir.Write("mail.log", "");
  dir.Touch("mail.log", 1'670'000'000);
  std::string packed = Packed(LogText(2), "gzip");
  packed[4] = '\x40';  // MTIME, least byte first: 0x638DBC40
  packed[5] = '\xBC';
  packed[6] = '\x8D';
  packed[7] = '\x63';
  dir.Write("mail.log.2.gz", packed);
  dir.Write("mail.log-20221204", "");
  const auto files = PlanFiles(
      {dir / "mail.log", dir / "mail.log.2.gz", dir / "mail.log-20221204"});
  REQUIRE(files.ok());
  for (const LogFile& file : *files) {
    CAPTURE(file.path);
    if (file.path == dir / "mail.log") {
      CHECK(file.newest == 1'670'000'000 * kSecond);
      CHECK_FALSE(file.newest_is_firm);
    } else if (file.path == dir / "mail.log.2.gz") {
      CHECK(file.newest == 0x638DBC40 * kSecond);
      CHECK(file.newest_is_firm);
    } else {
      CHECK(file.newest == DaysFromCivil(2022, 12, 6) * kDay);
      CHECK(file.newest_is_firm);
    }
  }
}
