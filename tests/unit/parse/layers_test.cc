// Lines inside of lines: forwarders' headers, containers' marks.
#include <doctest/doctest.h>

#include "unit/parse/reading.h"

namespace mailwhy::parse {
namespace {

const std::string kInner =
    "Dec  5 18:38:12 mx01 postfix/qmgr[7]: 4104E3D: removed";

// What stands around the inner line, and is not the truth.
struct Row {
  const char* before;
  const char* after = "";
};

TEST_CASE("the innermost complete header is the truth") {
  const Row rows[] = {
      {"Dec  6 00:00:00 collector maillog: "},
      {"Dec  6 00:00:00 collector maillog "},
      {"Dec  6 00:00:00 collector postfix: "},
      {"Dec  6 00:00:00 collector mail-log[1]: "},
      {"Dec  6 00:00:00 maillog: "},
      {"<22>Dec  6 00:00:00 collector maillog: "},
      {"<22>Dec  6 00:00:00 collector maillog: <22>"},
      {"2022-12-06T00:00:00.123456+00:00 collector maillog: "},
      {"2022-12-06T00:00:00.123456+00:00 collector maillog "},
      {"<22>1 2022-12-06T00:00:00Z collector maillog - - -  "},
      {"<22>1 2022-12-06T00:00:00Z collector maillog 1 ID [a@1 b=\"c\"] "},
      {"Dec  6 00:00:00 collector a: Dec  6 00:00:01 relay b: "},
      {"Dec  6 00:00:00 collector message repeated 2 times: [ ", "]"},
      {"maillog: "},
      {"maillog:"},
      {"/var/log/mail.log.1:"},
      {"17:"},
      {"mail.log:17:"},
      {"mail-1  | "},
      {"mail_1 | "},
      {"\x1B[36mmail-1  |\x1B[0m "},
      {"\x1B[33mmail-1  | \x1B[0m"},
      {"[pod/mail-0/postfix] "},
      {"[pod/mail-0/postfix] 2022-12-06T00:00:00.123456789Z "},
      {"2022-12-06T00:00:00.123456789Z "},
      {"2022-12-06T00:00:00.123456789Z stdout F "},
      {"2022-12-06T00:00:00.123456789+09:00 stderr P "},
      {"mail-1  | 2022-12-06T00:00:00.123456789Z "},
      {"119 <22>"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.before));
    const Reading line(row.before + kInner + row.after);
    CHECK(line->kind == LineKind::kRemoved);
    CHECK(FormatRfc3339(line->time) == "2022-12-05T18:38:12+00:00");
    CHECK(line->host == "mx01");
    CHECK(line->program == "postfix/qmgr");
    CHECK(line->pid == 7);
    CHECK(line->queue_id == "4104E3D");
  }
}

TEST_CASE("an inner header with a year and an offset keeps them") {
  for (const char* before :
       {"Dec  6 00:00:00 collector maillog: ", "mail-1  | ",
        "2023-02-06T00:00:00Z collector maillog: ",
        "2023-02-06T00:00:00Z stdout F "}) {
    CAPTURE(before);
    const Reading line(before +
                       std::string("2021-12-05T18:38:12.5+09:00 mx01 "
                                   "postfix/qmgr[7]: 4104E3D: removed"));
    CHECK(FormatRfc3339(line->time) == "2021-12-05T18:38:12.5+09:00");
    CHECK(line->kind == LineKind::kRemoved);
  }
}

TEST_CASE("the year of what lies around is the year of what lies inside") {
  struct Case {
    const char* around;
    const char* inside;
    const char* means;
  };
  const Case cases[] = {
      {"2024-12-06T00:00:00Z", "Dec  5 18:38:12", "2024-12-05T18:38:12+00:00"},
      {"2024-01-01T00:00:05Z", "Dec 31 23:59:59", "2023-12-31T23:59:59+00:00"},
      {"2024-12-31T15:00:05Z", "Jan  1 00:00:03", "2025-01-01T00:00:03+00:00"},
      {"2024-06-01T00:00:00Z", "Nov  5 18:38:12", "2023-11-05T18:38:12+00:00"},
      {"2024-06-01T00:00:00Z", "Feb 29 18:38:12", "2024-02-29T18:38:12+00:00"},
      {"2025-06-01T00:00:00Z", "Feb 29 18:38:12", "2024-02-29T18:38:12+00:00"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.around);
    CAPTURE(each.inside);
    const Reading line(std::string(each.around) + " collector maillog: " +
                       each.inside + " mx01 postfix/qmgr[7]: 4104E3D: removed");
    CHECK(FormatRfc3339(line->time) == each.means);
  }
}

TEST_CASE("when a forwarder read a line is no matter for the years") {
  Parser parser{Zone()};
  parser.Begin(2022, 0);
  const auto time = [&](const std::string& around, const std::string& inside) {
    const std::string line = around + " collector maillog: " + inside +
                             " mx01 postfix/qmgr[7]: 4104E3D: removed";
    return FormatRfc3339(parser.Parse(line).time);
  };
  CHECK(time("Jun 20 12:00:00", "Dec 31 23:59:58") ==
        "2022-12-31T23:59:58+00:00");
  CHECK(time("Jun 20 12:00:00", "Dec 31 23:59:59") ==
        "2022-12-31T23:59:59+00:00");
  CHECK(time("Jun 20 12:00:00", "Jan  1 00:00:00") ==
        "2023-01-01T00:00:00+00:00");
  CHECK(time("Jun 20 12:00:01", "Jan  1 00:00:01") ==
        "2023-01-01T00:00:01+00:00");
  const std::string plain =
      "Jan  1 00:00:02 mx01 postfix/qmgr[7]: 4104E3D: removed";
  CHECK(FormatRfc3339(parser.Parse(plain).time) == "2023-01-01T00:00:02+00:00");
}

TEST_CASE("a host that the inner header lacks is the outer one's") {
  const Reading line(
      "Dec  6 00:00:00 mx02 maillog: Dec  5 18:38:12 postfix/qmgr[7]: 4104E3D: "
      "removed");
  CHECK(line->kind == LineKind::kRemoved);
  CHECK(line->host == "mx02");
}

TEST_CASE("a container's line with a tag alone takes the container's time") {
  const Reading line(
      "2022-12-05T18:38:12.5Z stdout F postfix/qmgr[7]: 4104E3D: removed");
  CHECK(line->kind == LineKind::kRemoved);
  CHECK(line->pid == 7);
  CHECK(FormatRfc3339(line->time) == "2022-12-05T18:38:12.5+00:00");
}

TEST_CASE("a mail program's text that begins like a log line is its text") {
  Reading line(
      "Dec  5 18:38:12 mx01 postfix/smtpd[7]: Dec  4 00:00:00 evil sshd[1]: x");
  CHECK(line->program == "postfix/smtpd");
  CHECK(line->host == "mx01");
  line = Reading(
      "Dec  5 18:38:12 mx01 cron[7]: 2022-12-04 00:00:00 something else was");
  CHECK(line->program == "cron");
  CHECK(line->kind == LineKind::kOtherProgram);
  CHECK(FormatRfc3339(line->time) == "2022-12-05T18:38:12+00:00");
}

TEST_CASE("a mark before no log line is no mark") {
  for (const char* text :
       {"mail-1  | postfix started", "a: b: c: d: e: f", "[x] [y] [z] w",
        "stdout F x", "12 <x", "| | | | | |", "\x1B[0m\x1B[0m\x1B[0m",
        "a | b | c | d | e | f | g | h | i | j | Dec  5 18:38:12 m x: y",
        "On Dec  5 18:38:12 mx01 x: y"}) {
    CAPTURE(text);
    CHECK(Reading(text)->kind == LineKind::kNotALog);
  }
}

TEST_CASE("headers in headers without end are read in proportion") {
  std::string line;
  for (int i = 0; i < 2'000; ++i) line += "Dec  5 18:38:12 mx01 x: ";
  CHECK(Reading(line + kInner)->kind == LineKind::kOtherProgram);
  std::string marks;
  for (int i = 0; i < 20'000; ++i) marks += "a:";
  CHECK(Reading(marks + kInner)->kind == LineKind::kNotALog);
}

}  // namespace
}  // namespace mailwhy::parse
