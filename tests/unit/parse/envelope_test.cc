#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/month.h"
#include "base/text.h"
#include "unit/parse/reading.h"

namespace mailwhy::parse {
namespace {

constexpr Micros kDec5 = 1'670'265'492 * kSecond;  // 2022-12-05T18:38:12Z
const std::string kRest = " mx01 postfix/qmgr[7]: 4104E3D: removed";

TEST_CASE("times in every spelling are the same instant") {
  for (const char* time : {"Dec  5 18:38:12",
                           "Dec 5 18:38:12",
                           "Dec 05 18:38:12",
                           "dec 05 18:38:12",
                           "Dec  5 2022 18:38:12",
                           "2022-12-05T18:38:12Z",
                           "2022-12-05T18:38:12+00:00",
                           "2022-12-06T03:38:12+09:00",
                           "2022-12-05T13:08:12-0530",
                           "2022-12-05 18:38:12",
                           "2022-12-05T18:38:12",
                           "<22>Dec  5 18:38:12",
                           "<22>2022-12-05T18:38:12Z",
                           "<22>Dec 05 18:38:12",
                           "2022 Dec  5 18:38:12",
                           "2022-12-05 18:38:12.000000",
                           "2022-12-05T18:38:12+0000",
                           "2022-12-05T19:38:12+01",
                           "Mon 2022-12-05 18:38:12 UTC",
                           "Tue 2022-12-06 03:38:12 JST",
                           "1670265492.000000",
                           "\xEF\xBB\xBF"
                           "Dec  5 18:38:12"}) {
    CAPTURE(time);
    const Reading line(time + kRest);
    CHECK(line->time.at == kDec5);
    CHECK(line->host == "mx01");
    CHECK(line->kind == LineKind::kRemoved);
  }
}

TEST_CASE("journalctl's times in its several outputs") {
  struct Row {
    const char* time;
    const char* means;
  };
  const Row rows[] = {
      {"Dec 05 18:38:12", "2022-12-05T18:38:12+00:00"},  // short
      {"Dec 05 18:38:12.123456", "2022-12-05T18:38:12.123456+00:00"},
      {"2022-12-05T18:38:12+0900", "2022-12-05T18:38:12+09:00"},  // short-iso
      {"2022-12-05T18:38:12.123456+0900", "2022-12-05T18:38:12.123456+09:00"},
      {"2022-12-05T18:38:12.123456-03:30", "2022-12-05T18:38:12.123456-03:30"},
      // short-full
      {"Mon 2022-12-05 18:38:12 JST", "2022-12-05T18:38:12+09:00"},
      {"Mon 2022-12-05 18:38:12 CET", "2022-12-05T18:38:12+01:00"},
      {"Mon 2022-12-05 18:38:12 -03", "2022-12-05T18:38:12-03:00"},
      {"Mon 2022-12-05 18:38:12 +0545", "2022-12-05T18:38:12+05:45"},
      {"月 2022-12-05 18:38:12 JST", "2022-12-05T18:38:12+09:00"},
      {"lun. 2022-12-05 18:38:12 CET", "2022-12-05T18:38:12+01:00"},
      // America's, China's or Cuba's: the log's zone decides.
      {"Mon 2022-12-05 18:38:12 CST", "2022-12-05T18:38:12+00:00"},
      // short-unix
      {"1670265492.123456", "2022-12-05T18:38:12.123456+00:00"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.time);
    const Reading line(row.time + kRest);
    CHECK(FormatRfc3339(line->time) == row.means);
    CHECK(line->host == "mx01");
    CHECK(line->kind == LineKind::kRemoved);
  }
}

TEST_CASE("what is almost a time is none") {
  for (const char* time :
       {"Mon 2022-12-05 18:38:12", "Mon 2022-12-05 18:38:12 +99",
        "Mon 2022-13-05 18:38:12 JST", "1670265492", "16702.5",
        "99999999999999999999.5", "1670265492.", "13月 5 18:38:12",
        "月 5 18:38:12", "Decem  5 18:38:12", ". 5 18:38:12",
        "2022  5 18:38:12", "2022 Foo 5 18:38:12"}) {
    CAPTURE(time);
    CHECK(Reading(time + kRest)->kind == LineKind::kNotALog);
  }
}

TEST_CASE("months have other names in other languages") {
  struct Row {
    int month;
    const char* names;  // as %b prints them, parted by blanks
  };
  const Row rows[] = {
      {1, "Jan JAN jan janv. ene gen Jän янв Янв sty led 1月 1월 oca ΙΑΝ Ιαν"},
      {2, "Feb févr. fev feb. фев lut úno ÚNO 2月 2월 Şub FÉVR. Φεβ"},
      {3, "Mär MÄR mars mar mrt мар мар. bře 3月 Mar maalis Mrz"},
      {4, "Apr avril abr avr. апр kwi dub 4月 Nis"},
      {5, "Mai mai may mag mei maj мая май МАЙ kvě 5月 May"},
      {6, "Jun juin jun giu июн cze čen 6月 Haz"},
      {7, "Jul juil. jul lug июл lip čec Čec 7月 Tem"},
      {8, "Aug août ago авг sie srp 8月 Ağu AOÛT"},
      {9, "Sep sept. set сен wrz zář 9月 Eyl sep"},
      {10, "Okt oct. out ott окт paź říj 10月 10월 Eki okt"},
      {11, "Nov nov. ноя НОЯ lis 11月 Kas marras"},
      {12, "Dez déc. dic dez dec дек gru pro 12月 12월 Ara des."},
  };
  for (const Row& row : rows) {
    for (const std::string_view name : Split(row.names, ' ')) {
      CAPTURE(name);
      CHECK(LoggedMonth(name) == row.month);
      const Reading line(std::string(name) + " 05 18:38:12" + kRest);
      REQUIRE(line->kind == LineKind::kRemoved);
      CHECK(FormatRfc3339(line->time).substr(5, 14) ==
            fmt::format("{:02}-05T18:38:12", row.month));
    }
  }
  CHECK(Reading(" 5月  5 18:38:12" + kRest)->kind == LineKind::kRemoved);
  for (const char* name : {"", " ", "x", "0月", "13月", "月", "jan feb", " jan",
                           "\xC3", "\xFF\xFF\xFF", "."}) {
    CAPTURE(name);
    CHECK(LoggedMonth(name) == 0);
  }
}

TEST_CASE("fractions and offsets are kept as the log has them") {
  const Reading line("2022-12-06T03:38:12.25+09:00" + kRest);
  CHECK(line->time.at == kDec5 + 250'000);
  CHECK(line->time.digits == 2);
  CHECK(line->time.offset_minutes == 540);
  const Reading west("2022-12-05T14:08:12.123456789-04:30" + kRest);
  CHECK(west->time.at == kDec5 + 123'456);
  CHECK(west->time.digits == 6);
  CHECK(west->time.offset_minutes == -270);
  const Reading early("Dec 05 8:38:12" + kRest);
  CHECK(early->time.at == kDec5 - 10 * kHour);
  const Reading old("Dec  5 18:38:12.5" + kRest);
  CHECK(old->time.at == kDec5 + 500'000);
}

TEST_CASE("a leap second is no reason to drop a line") {
  CHECK(Reading("Dec 31 23:59:60" + kRest)->kind == LineKind::kRemoved);
}

TEST_CASE("RFC 5424, with structured data and without") {
  Reading line(
      "<22>1 2022-12-05T18:38:12.000Z mx01 postfix/qmgr 7 - - 4104E3D: "
      "removed");
  CHECK(line->kind == LineKind::kRemoved);
  CHECK(line->pid == 7);
  CHECK(line->host == "mx01");
  line = Reading(
      "<22>1 2022-12-05T18:38:12Z mx01 postfix/qmgr 7 ID3 [a@1 b=\"c\\\"] "
      "d\"][e f=\"g\"] \xEF\xBB\xBF"
      "4104E3D: removed");
  CHECK(line->kind == LineKind::kRemoved);
  line = Reading(
      "<22>1 2022-12-05T18:38:12Z - postfix/qmgr - - -  4104E3D: "
      "removed");
  CHECK(line->kind == LineKind::kRemoved);
  CHECK(line->host.empty());
  CHECK(line->pid == 0);
}

TEST_CASE("what surrounds a line is taken off") {
  const std::string nuls(5, '\0');
  CHECK(Reading(nuls + "Dec  5 18:38:12" + kRest)->kind == LineKind::kRemoved);
  CHECK(Reading("Dec  5 18:38:12" + kRest + "\r")->kind == LineKind::kRemoved);
  Reading line(
      "Dec  5 18:38:12 mx01 postfix/qmgr[7]: [ID 197553 mail.info] 4104E3D: "
      "removed");
  CHECK(line->kind == LineKind::kRemoved);
  line = Reading(
      "Dec  5 18:38:12 mx01 mail.info postfix/qmgr[7]: 4104E3D: "
      "removed");
  CHECK(line->kind == LineKind::kRemoved);
  line = Reading("Dec  5 18:38:12 postfix/qmgr[7]: 4104E3D: removed");
  CHECK(line->kind == LineKind::kRemoved);
  CHECK(line->host.empty());
  line = Reading(
      "Dec  5 18:38:12 mx01 postfix/smtpd[7]: message repeated 3 times: [ "
      "connect from unknown[192.0.2.4]]");
  CHECK(line->kind == LineKind::kConnect);
  CHECK(line->peer.ip == "192.0.2.4");
  CHECK(line.Extra("repeated") == "3");
}

TEST_CASE("where other systems put the facility") {
  for (const char* head :
       {"Dec  5 18:38:12 mx01 mail.info postfix/qmgr[7]: ",
        "Dec  5 18:38:12 mx01 mail:info postfix/qmgr[7]: ",
        "Dec  5 18:38:12 <mail.info> mx01 postfix/qmgr[7]: ",
        "Dec  5 18:38:12 <2.6> mx01 postfix/qmgr[7]: ",
        "Dec  5 18:38:12 relay Message forwarded from mx01: postfix/qmgr[7]: ",
        "Dec  5 18:38:12 mx01 postfix/qmgr[7]: [ID 197553 mail.info] "}) {
    CAPTURE(head);
    const Reading line(head + std::string("4104E3D: removed"));
    CHECK(line->kind == LineKind::kRemoved);
    CHECK(line->host == "mx01");
    CHECK(line->pid == 7);
  }
}

TEST_CASE("a program's name in every spelling") {
  struct Row {
    const char* tag;
    const char* instance;
    const char* service;
    const char* daemon;  // null: not told by the name
    int pid;
  };
  const Row rows[] = {
      {"postfix/qmgr[7]:", "postfix", "", "qmgr", 7},
      {"postfix/qmgr:", "postfix", "", "qmgr", 0},
      {"postfix/qmgr[7]", "postfix", "", "qmgr", 7},
      {"postfix-out/qmgr[7]:", "postfix-out", "", "qmgr", 7},
      {"postfix/relay/qmgr[7]:", "postfix", "relay", "qmgr", 7},
      {"postfix/a/b/qmgr[7]:", "postfix", "a/b", "qmgr", 7},
      {"postfix-127.0.0.2/qmgr[7]:", "postfix-127.0.0.2", "", "qmgr", 7},
      {"mail/postfix/qmgr[7]:", "mail", "postfix", "qmgr", 7},
      {"postfix[7]:", "postfix", "", nullptr, 7},
      {"postfix-lab[7]:", "postfix-lab", "", nullptr, 7},
      {"postfix@-.service[7]:", "postfix", "", nullptr, 7},
      {"qmgr[7]:", "postfix", "", "qmgr", 7},
      {"postfix/qmgr[99999999999999]:", "postfix", "", "qmgr", 0},
      {"postfix/qmgr[x]:", "", "", "", 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.tag);
    const Reading line(std::string("Dec  5 18:38:12 mx01 ") + row.tag +
                       " 4104E3D: removed");
    const bool known = *row.instance != '\0';
    CHECK(line->kind == (known ? LineKind::kRemoved : LineKind::kOtherProgram));
    CHECK(line->instance == row.instance);
    CHECK(line->service == row.service);
    if (row.daemon != nullptr) CHECK(line->daemon == row.daemon);
    CHECK(line->pid == row.pid);
  }
}

TEST_CASE("RFC 5424 names that were cut at the slash, or have no postfix/") {
  struct Row {
    const char* line;
    LineKind kind;
  };
  const std::string head = "<22>1 2022-12-05T18:38:12Z mx01 ";
  const Row rows[] = {
      {"postfix-lab 31603 - -  4104E3D: removed", LineKind::kRemoved},
      {"postfix 31603 - -  connect from h[192.0.2.4]", LineKind::kConnect},
      {"qmgr 31603 - - 4104E3D: removed", LineKind::kRemoved},
      {"smtpd 31603 - - connect from h[192.0.2.4]", LineKind::kConnect},
      {"smtp 31603 - - 4104E3D: to=<a@example.net>, relay=none, delay=1, "
       "delays=0/0/1/0, dsn=4.4.1, status=deferred (connect to "
       "mx.example.net[192.0.2.4]:25: Connection timed out)",
       LineKind::kDelivery},
      // Other programs of those names.
      {"smtpd 1 - - 5ba1c2d3e4 smtp connected address=192.0.2.4",
       LineKind::kOtherProgram},
      {"sendmail 1 - - 2B5Ica1x0001: from=root, size=1, class=0, nrcpts=1",
       LineKind::kOtherProgram},
      {"master 1 - - about to exec /usr/lib/cyrus/bin/lmtpd",
       LineKind::kOtherProgram},
      {"local 1 - - warning: something", LineKind::kOtherProgram},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.line));
    CHECK(Reading(head + row.line)->kind == row.kind);
  }
}

TEST_CASE("what has no envelope is no log line") {
  for (const char* text :
       {"", " ", "~略", "...", "status=sent (250 ok)", "Dec", "Dec  5",
        "Dec 32 18:38:12 mx01 x: y", "Foo  5 18:38:12 mx01 x: y",
        "Dec  5 24:38:12 mx01 x: y", "Dec  5 18:38:61 mx01 x: y",
        "2022-13-05T18:38:12Z mx01 x: y", "2022-12-05T18:38Z mx01 x: y",
        "Apr 31 18:38:12 mx01 x: y", "<999999>Dec  5 18:38:12 x y: z",
        "Dec  5 18:38:12x mx01 y: z"}) {
    CAPTURE(text);
    CHECK(Reading(text)->kind == LineKind::kNotALog);
  }
  CHECK(Reading("Dec  5 18:38:12 mx01 -- MARK --")->kind ==
        LineKind::kOtherProgram);
  CHECK(Reading("Dec  5 18:38:12 mx01")->kind == LineKind::kOtherProgram);
  CHECK(Reading("Dec  5 18:38:12")->kind == LineKind::kOtherProgram);
}

}  // namespace
}  // namespace mailwhy::parse
