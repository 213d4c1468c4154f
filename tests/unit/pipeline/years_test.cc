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

TEST_CASE("years of logs in one directory whose files lost their times") {
  const TempDir dir;
  // Rotated twice a year; all unpacked or copied in June 2024.
  dir.Write("mail.log.5", MailLines("Jul  2 00:00:00", "A000000001") +
                              MailLines("Dec 29 00:00:00", "A000000002"));
  dir.Write("mail.log.4", MailLines("Jan  3 00:00:00", "A000000003") +
                              MailLines("Jun 28 00:00:00", "A000000004"));
  dir.Write("mail.log.3", MailLines("Jul  1 00:00:00", "A000000005"));
  dir.Write("mail.log.2", MailLines("Nov  1 00:00:00", "A000000006") +
                              MailLines("Jan  2 00:00:00", "A000000007"));
  dir.Write("mail.log.1", MailLines("May 30 00:00:00", "A000000008") +
                              MailLines("Dec 31 23:59:59", "A000000009"));
  dir.Write("mail.log", MailLines("Jan  1 00:00:01", "A00000000A") +
                            MailLines("May 31 12:00:00", "A00000000B"));
  for (const char* name : {"mail.log.5", "mail.log.4", "mail.log.3",
                           "mail.log.2", "mail.log.1", "mail.log"}) {
    dir.Touch(name, kJune2024);
  }
  const std::string times =
      "2021-07-02T00:00:00+00:00\n2021-12-29T00:00:00+00:00\n"
      "2022-01-03T00:00:00+00:00\n2022-06-28T00:00:00+00:00\n"
      "2022-07-01T00:00:00+00:00\n2022-11-01T00:00:00+00:00\n"
      "2023-01-02T00:00:00+00:00\n2023-05-30T00:00:00+00:00\n"
      "2023-12-31T23:59:59+00:00\n2024-01-01T00:00:01+00:00\n"
      "2024-05-31T12:00:00+00:00\n";
  Loads loads;
  loads.Load({dir.path()});
  CHECK(loads.Times() == times);
  Loads asked;  // within what the files can be: nothing is moved
  asked.options.asked = ReadRfc3339("2022-07-01T00:00:00Z", Zone())->at;
  asked.Load({dir.path()});
  CHECK(asked.Times() == times);
  Loads told;  // --year is the newest line's: the others count back from it
  told.options.year = 2014;
  told.Load({dir.path()});
  CHECK(told.Times().substr(0, 26) == "2011-07-02T00:00:00+00:00\n");
  Loads piecemeal;  // the newest first: what is stored counts as well
  piecemeal.Load({dir / "mail.log.1", dir / "mail.log"});
  piecemeal.Load({dir.path()});
  CHECK(piecemeal.Times() == times);
}

TEST_CASE("names with dates and numbers, of several years") {
  const TempDir dir;
  dir.Write("maillog-20221231", MailLines("Dec 30 00:00:00", "A000000001"));
  dir.Write("maillog-20231231", MailLines("Dec 30 00:00:00", "A000000002"));
  dir.Write("maillog", MailLines("Dec 30 00:00:00", "A000000003"));
  dir.Touch("maillog", kJune2024 + 214 * 86'400);  // 2025-01-01
  Loads loads;
  loads.Load({dir.path()});
  CHECK(loads.Times() ==
        "2022-12-30T00:00:00+00:00\n2023-12-30T00:00:00+00:00\n"
        "2024-12-30T00:00:00+00:00\n");
}

TEST_CASE("a copy within a family is of the same year") {
  const TempDir dir;
  const std::string year = MailLines("Jan 20 00:00:00", "A000000001") +
                           MailLines("Dec 29 00:00:00", "A000000002");
  dir.Write("mail.log.2", year);
  dir.Write("mail.log.1", year);
  dir.Touch("mail.log.1", kNewYear2023);
  dir.Touch("mail.log.2", kNewYear2023);
  Loads loads;
  loads.Load({dir.path()});
  CHECK(loads.Times() ==
        "2022-01-20T00:00:00+00:00\n2022-12-29T00:00:00+00:00\n");
}

TEST_CASE("a log that goes over to times with years is dated by them") {
  const TempDir dir;
  const std::string path = dir.Write(
      "mail.log", MailLines("Dec 31 12:00:00", "A000000001") +
                      MailLines("2021-01-01T12:00:00+00:00", "A000000002"));
  dir.Touch("mail.log", kJune2024);
  Loads loads;
  loads.Load({path});
  CHECK(loads.Times() ==
        "2020-12-31T12:00:00+00:00\n2021-01-01T12:00:00+00:00\n");
}

TEST_CASE("February 29 tells the year") {
  const TempDir dir;
  const std::string path =
      dir.Write("mail.log", MailLines("Dec 31 12:00:00", "A000000001") +
                                MailLines("Feb 29 12:00:00", "A000000002"));
  dir.Touch("mail.log", kNewYear2023);
  Loads loads;
  loads.Load({path});
  CHECK(loads.Times() ==
        "2019-12-31T12:00:00+00:00\n2020-02-29T12:00:00+00:00\n");
}

TEST_CASE("New Year in both directions, a few seconds of disorder around it") {
  const TempDir dir;
  const std::string path =
      dir.Write("mail.log", MailLines("Jan  1 00:00:00", "A000000001") +
                                MailLines("Dec 31 23:59:58", "A000000002") +
                                MailLines("Jan  1 00:00:01", "A000000003") +
                                MailLines("Dec 31 23:59:59", "A000000004") +
                                MailLines("Jan  1 00:00:02", "A000000005"));
  dir.Touch("mail.log", kNewYear2023 + 60);
  Loads loads;
  loads.Load({path});
  CHECK(loads.Times() ==
        "2022-12-31T23:59:58+00:00\n2022-12-31T23:59:59+00:00\n"
        "2023-01-01T00:00:00+00:00\n2023-01-01T00:00:01+00:00\n"
        "2023-01-01T00:00:02+00:00\n");
}

TEST_CASE("the doubled hour and the gap of summer time") {
  const TempDir dir;
  Loads loads;
  loads.options.zone = Zone::Named("Europe/Berlin").value();
  loads.options.year = 2022;
  loads.Load({dir.Write(
      "mail.log", MailLines("Mar 27 01:59:59", "A000000001") +
                      MailLines("Mar 27 02:30:00", "A000000002") +  // the gap
                      MailLines("Mar 27 03:00:00", "A000000003") +
                      MailLines("Oct 30 02:30:00", "A000000004") +
                      MailLines("Oct 30 02:59:59", "A000000005") +
                      MailLines("Oct 30 02:00:01", "A000000006") +
                      MailLines("Oct 30 02:30:00", "A000000007") +
                      MailLines("Oct 30 03:00:00", "A000000008"))});
  // In the order of their text; each time is there once.
  CHECK(loads.Times() ==
        "2022-03-27T01:59:59+01:00\n2022-03-27T03:00:00+02:00\n"
        "2022-03-27T03:30:00+02:00\n2022-10-30T02:00:01+01:00\n"
        "2022-10-30T02:30:00+01:00\n2022-10-30T02:30:00+02:00\n"
        "2022-10-30T02:59:59+02:00\n2022-10-30T03:00:00+01:00\n");
}

TEST_CASE("offsets that change within a log, and a leap second") {
  const TempDir dir;
  Loads loads;
  loads.Load({dir.Write(
      "mail.log", MailLines("2016-12-31T23:59:60Z", "A000000001") +
                      MailLines("2017-01-01T09:00:05+09:00", "A000000002") +
                      MailLines("2016-12-31T19:00:10-05:00", "A000000003"))});
  CHECK(loads.Times() ==
        "2016-12-31T19:00:10-05:00\n2017-01-01T00:00:00+00:00\n"
        "2017-01-01T09:00:05+09:00\n");
}

TEST_CASE("years are seen through records in JSON and containers' marks") {
  const auto packed = [](const std::string& text, const std::string& before,
                         const std::string& after) {
    std::string all;
    std::size_t begin = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos;
         begin = end + 1, end = text.find('\n', begin)) {
      all += before + text.substr(begin, end - begin) + after + "\n";
    }
    return all;
  };
  const TempDir dir;
  const struct {
    const char* before;
    const char* after;
  } rows[] = {{"{\"message\":\"", "\"}"},
              {"mail-1  | ", ""},
              {"Jun  1 00:00:00 collector maillog: ", ""}};
  for (const auto& row : rows) {
    CAPTURE(std::string(row.before));
    const std::string path =
        dir.Write("mail.log", packed(kNewYear, row.before, row.after));
    dir.Touch("mail.log", kNewYear2023 + 60);
    Loads loads;
    loads.Load({path});
    CHECK(loads.Times() == k2022And2023);
    CHECK(loads.mails() == 2);
  }
  Loads loads;  // the record knows its year
  loads.Load(
      {dir.Write("docker.log", packed(kNewYear, "{\"log\":\"",
                                      "\\n\",\"stream\":\"stdout\",\"time\":"
                                      "\"2020-01-01T00:00:09.123456789Z\"}"))});
  CHECK(loads.Times() ==
        "2019-12-31T23:59:58+00:00\n2020-01-01T00:00:02+00:00\n");
}
