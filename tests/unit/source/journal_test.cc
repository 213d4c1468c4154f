// Journal entries as log lines, and where journals lie. (Journals themselves:
// tests/journal.)
#include "source/journal_line.h"
#include "source/journal_places.h"
#include "unit/source/files.h"

using namespace mailwhy;
using namespace mailwhy::source;

namespace {

constexpr Micros kAt = 1'670'265'492'123'456;  // 2022-12-05T18:38:12.123456Z

std::string LineOf(const std::vector<std::string>& fields,
                   const Zone& zone = Zone()) {
  JournalEntry entry;
  entry.received = kAt;
  for (const std::string& field : fields) entry.TakeField(field);
  std::string line;
  AppendJournalLine(entry, zone, &line);
  return line;
}

const std::string kBegin = "2022-12-05T18:38:12.123456+00:00 ";

// The head of a journal file; what follows does not matter.
std::string Header(char id, std::uint64_t first) {
  std::string head(256, '\0');
  head.replace(0, 8, "LPKSHHRH");
  head.replace(24, 16, std::string(16, id));
  for (int i = 0; i < 8; ++i) {
    head[static_cast<std::size_t>(184 + i)] =
        static_cast<char>(first >> (8 * i) & 0xFF);
  }
  return head;
}

}  // namespace

TEST_CASE("an entry is the line that syslog writes") {
  CHECK(LineOf({"_HOSTNAME=mx01", "SYSLOG_IDENTIFIER=postfix/qmgr",
                "SYSLOG_PID=12", "_PID=13", "MESSAGE=8B84D8D102: removed"}) ==
        kBegin + "mx01 postfix/qmgr[12]: 8B84D8D102: removed");
}

TEST_CASE("the sender's time goes before the journal's") {
  CHECK(LineOf({"_SOURCE_REALTIME_TIMESTAMP=1670265491000000", "_HOSTNAME=mx01",
                "SYSLOG_IDENTIFIER=a", "MESSAGE=b"}) ==
        "2022-12-05T18:38:11.000000+00:00 mx01 a: b");
  for (const char* bad : {"", "x", "-5", "99999999999999999999", "1e9"}) {
    CHECK(LineOf({std::string("_SOURCE_REALTIME_TIMESTAMP=") + bad,
                  "_HOSTNAME=mx01", "SYSLOG_IDENTIFIER=a", "MESSAGE=b"}) ==
          kBegin + "mx01 a: b");
  }
}

TEST_CASE("the machine's offset stands in the line") {
  CHECK(LineOf({"_HOSTNAME=mx01", "SYSLOG_IDENTIFIER=a", "MESSAGE=b"},
               Zone::Fixed(540)) ==
        "2022-12-06T03:38:12.123456+09:00 mx01 a: b");
}

TEST_CASE("a host has no domain, as in syslog") {
  CHECK(LineOf({"_HOSTNAME=mx01.example.com", "SYSLOG_IDENTIFIER=a",
                "MESSAGE=b"}) == kBegin + "mx01 a: b");
}

TEST_CASE("what is missing is made good where it can be") {
  CHECK(LineOf({"_COMM=smtpd", "_PID=13", "MESSAGE=b"}) ==
        kBegin + "localhost smtpd[13]: b");
  CHECK(LineOf({}) == kBegin + "localhost unknown: ");
}

TEST_CASE("names that would break the envelope are none") {
  CHECK(LineOf({"_HOSTNAME=mx 01", "SYSLOG_IDENTIFIER=a: b", "SYSLOG_PID=1]",
                "MESSAGE=c"}) == kBegin + "localhost unknown: c");
  CHECK(LineOf({"_HOSTNAME=mx\n01", "SYSLOG_IDENTIFIER=a[9]", "SYSLOG_PID=x",
                "MESSAGE=c"}) == kBegin + "localhost unknown: c");
}

TEST_CASE("a message of several lines is one, as rsyslog writes it") {
  using namespace std::string_literals;
  CHECK(LineOf({"_HOSTNAME=mx01", "SYSLOG_IDENTIFIER=a",
                "MESSAGE=one\ntwo\tthree\x1b[31m\0\x7f\n\r\n"s}) ==
        kBegin + "mx01 a: one#012two#011three#033[31m#000#177");
}

TEST_CASE("a huge message is cut") {
  const std::string line =
      LineOf({"_HOSTNAME=mx01", "SYSLOG_IDENTIFIER=a",
              "MESSAGE=" + std::string(2 * kMaxLine, 'x')});
  CHECK(line.size() == kMaxLine);
}

TEST_CASE("fields of longer names are other fields") {
  CHECK(LineOf({"_HOSTNAME=mx01", "SYSLOG_IDENTIFIER=a", "MESSAGE=b",
                "MESSAGE_ID=c", "_PIDFD=7", "MESSAGE"}) ==
        kBegin + "mx01 a: b");
}

TEST_CASE("an entry is cleared before the next") {
  JournalEntry entry;
  for (const char* field : {"_HOSTNAME=a", "SYSLOG_PID=1", "MESSAGE=b",
                            "_SOURCE_REALTIME_TIMESTAMP=5"}) {
    entry.TakeField(field);
  }
  CHECK(entry.has_message);
  entry.Clear();
  CHECK(!entry.has_message);
  entry.received = kAt;
  std::string line;
  AppendJournalLine(entry, Zone(), &line);
  CHECK(line == kBegin + "localhost unknown: ");
}

TEST_CASE("a journal is known by its own identity, not by its name") {
  const TempDir dir;
  const std::string one = dir.Write("system.journal", Header('a', 5));
  const std::string copy = dir.Write("copy.journal", Header('a', 5) + "more");
  const std::string other = dir.Write("other.journal", Header('b', 5));
  CHECK(JournalIdentity(one) == JournalIdentity(copy));
  CHECK(JournalIdentity(one) != JournalIdentity(other));
  CHECK(JournalIdentity(one) != JournalIdentity(dir.path()));
  CHECK(ReadJournalHeader(one)->first == 5);
}

TEST_CASE("what is no journal has no header") {
  const TempDir dir;
  CHECK(!ReadJournalHeader(dir.Write("a", "LPKSHHRH and then nothing")));
  CHECK(!ReadJournalHeader(dir.Write("b", LogText(20))));
  CHECK(!ReadJournalHeader(dir / "missing"));
}

TEST_CASE("a directory's journals, one directory below too") {
  const TempDir dir;
  std::filesystem::create_directories(dir / "machine/below");
  dir.Write("a.journal", "");
  dir.Write("machine/b.journal~", "");
  dir.Write("machine/below/c.journal", "");
  dir.Write("d.journal.zst", "");
  const auto files = JournalFilesIn(dir.path());
  REQUIRE(files.ok());
  CHECK(*files == std::vector<std::string>{dir / "a.journal",
                                           dir / "machine/b.journal~"});
  CHECK(!JournalFilesIn(dir / "machine/below/none").ok());
}

TEST_CASE("journals are named with their prefix alone") {
  CHECK(IsJournal("journal:"));
  CHECK(IsJournal("journal:/srv/a.journal"));
  CHECK(!IsJournal("journal"));
  CHECK(!IsJournal("/srv/journal:"));
}
