// The years of logs whose lines have none (INTERFACE.md, "Log times").
#include <cstdlib>

#include "unit/pipeline/loads.h"

using namespace mailwhy;

namespace {

constexpr std::time_t kNewYear2023 = 1'672'531'200;  // 2023-01-01 UTC
constexpr std::time_t kJune2024 = 1'717'200'000;     // 2024-06-01 UTC

// Around New Year, two mails.
const std::string kNewYear = MailLines("Dec 31 23:59:58", "8B84D8D1CF") +
                             MailLines("Jan  1 00:00:02", "9B84D8D1CF");
const std::string kDecember = MailLines("Dec  5 18:38:12", "8B84D8D1CF");

constexpr char k2022[] = "2022-12-05T18:38:12+00:00\n";
constexpr char k2022And2023[] =
    "2022-12-31T23:59:58+00:00\n2023-01-01T00:00:02+00:00\n";

// A gzip header with a time in it (RFC 1952).
std::string Gzipped(const std::string& text, std::uint32_t time) {
  std::string packed = source::Packed(text, "gzip");
  for (std::size_t i = 0; i < 4; ++i) {
    packed[4 + i] = static_cast<char>(time >> (8 * i));
  }
  return packed;
}

}  // namespace

TEST_CASE("the newest line is not later than the file's time") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", kNewYear);
  dir.Touch("mail.log", kNewYear2023 + 60);
  Loads loads;
  loads.Load({path});
  CHECK(loads.Times() == k2022And2023);
}

TEST_CASE("a December line in a file of June is last year's") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", kDecember);
  dir.Touch("mail.log", kJune2024);
  Loads loads;
  loads.Load({path});
  CHECK(loads.Times() == "2023-12-05T18:38:12+00:00\n");
}

TEST_CASE("--year is the year of the newest line") {
  const TempDir dir;
  Loads loads;
  loads.options.year = 2023;
  loads.Load({dir.Write("mail.log", kNewYear)});
  CHECK(loads.Times() == k2022And2023);
  Loads december;
  december.options.year = 2022;
  december.Load({dir.Write("december.log", kDecember)});
  CHECK(december.Times() == k2022);
  Loads last_day;
  last_day.options.year = 2022;
  last_day.Load(
      {dir.Write("last.log", MailLines("Dec 31 23:59:59", "8B84D8D1CF"))});
  CHECK(last_day.Times() == "2022-12-31T23:59:59+00:00\n");
}

TEST_CASE("the question's year is the log's") {
  const TempDir dir;
  Loads loads;
  loads.options.asked = ReadRfc3339("2022-12-05T18:38:00Z", Zone())->at;
  loads.Load({dir.Write("mail.log", kDecember)});
  CHECK(loads.Times() == k2022);
}

TEST_CASE("the gzip header's time goes before the file's") {
  const TempDir dir;
  dir.Write("mail.log.1.gz", Gzipped(kNewYear, kNewYear2023 + 3600));
  Loads loads;
  loads.Load({dir / "mail.log.1.gz"});
  CHECK(loads.Times() == k2022And2023);
}

TEST_CASE("a date in the name goes before the file's time") {
  const TempDir dir;
  dir.Write("maillog-20230101", kNewYear);
  Loads loads;
  loads.Load({dir / "maillog-20230101"});
  CHECK(loads.Times() == k2022And2023);
}

TEST_CASE("content that was loaded keeps its year when it is touched") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", kDecember);
  dir.Touch("mail.log", kNewYear2023);
  Loads loads;
  loads.Load({path});
  dir.Append("mail.log", MailLines("Dec 31 23:59:58", "9B84D8D1CF"));
  dir.Append("mail.log", MailLines("Jan  2 00:00:00", "AB84D8D1CF"));
  dir.Touch("mail.log", kJune2024);
  std::filesystem::rename(path, dir / "renamed");
  loads.Load({dir / "renamed"});
  CHECK(loads.Times() ==
        "2022-12-05T18:38:12+00:00\n2022-12-31T23:59:58+00:00\n"
        "2023-01-02T00:00:00+00:00\n");
}

TEST_CASE(
    "the pieces of a rotated log count back from their own files' times") {
  const TempDir dir;
  dir.Write("mail.log.1", kDecember);
  dir.Touch("mail.log.1", kNewYear2023);
  dir.Write("mail.log", MailLines("Jan  2 00:00:00", "9B84D8D1CF"));
  dir.Touch("mail.log", kNewYear2023 + 2 * 86'400);
  Loads loads;
  loads.Load({dir.path()});
  CHECK(loads.Times() == std::string(k2022) + "2023-01-02T00:00:00+00:00\n");
}

TEST_CASE("lines with years need none of this, and help those without") {
  const TempDir dir;
  Loads loads;
  loads.Load({dir.Write(
      "mail.log", MailLines("2022-12-31T23:59:58.123456+00:00", "8B84D8D1CF") +
                      MailLines("Jan  1 00:00:02", "9B84D8D1CF"))});
  CHECK(loads.Times() ==
        "2022-12-31T23:59:58.123456+00:00\n2023-01-01T00:00:02+00:00\n");
}

TEST_CASE(
    "a long prose before the first line does not hide that it is yearless") {
  const TempDir dir;
  std::string prose;
  for (int i = 0; i < 20'000; ++i) prose += "What the neighbours said next.\n";
  const std::string path = dir.Write("mail.log", prose + kDecember);
  dir.Touch("mail.log", kNewYear2023);
  Loads loads;
  CHECK(loads.Load({path}).skipped_lines == 20'000);
  CHECK(loads.Times() == k2022);
}

TEST_CASE("a long log counts back from its last line") {
  const TempDir dir;
  std::string text = kNewYear;
  for (int i = 0; i < 20'000; ++i) {
    text += Line("Mar  1 12:00:00", "anvil[3]: statistics: max cache size 1");
  }
  text += MailLines("Dec 30 12:00:00", "AB84D8D1CF") +
          MailLines("Jan  3 12:00:00", "BB84D8D1CF");
  const std::string path = dir.Write("mail.log", text);
  dir.Touch("mail.log", kJune2024);
  Loads loads;
  loads.Load({path});
  CHECK(loads.Times() == std::string(k2022And2023) +
                             "2023-12-30T12:00:00+00:00\n"
                             "2024-01-03T12:00:00+00:00\n");
}

TEST_CASE("--log-timezone is the zone of times without one") {
  const TempDir dir;
  Loads loads;
  loads.options.zone = Zone::Fixed(540);
  loads.options.year = 2022;
  loads.Load({dir.Write("mail.log", kDecember)});
  CHECK(loads.Times() == "2022-12-05T18:38:12+09:00\n");
}
