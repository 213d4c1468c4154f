#include <doctest/doctest.h>

#include "unit/parse/reading.h"

namespace mailwhy::parse {
namespace {

constexpr Micros kDec5 = 1'670'265'492 * kSecond;  // 2022-12-05T18:38:12Z
const std::string kRest = " mx01 postfix/qmgr[7]: 4104E3D: removed";

TEST_CASE("times in every spelling are the same instant") {
  for (const char* time :
       {"Dec  5 18:38:12", "Dec 5 18:38:12", "Dec 05 18:38:12",
        "dec 05 18:38:12", "Dec  5 2022 18:38:12", "2022-12-05T18:38:12Z",
        "2022-12-05T18:38:12+00:00", "2022-12-06T03:38:12+09:00",
        "2022-12-05T13:08:12-0530", "2022-12-05 18:38:12",
        "2022-12-05T18:38:12", "<22>Dec  5 18:38:12",
        "<22>2022-12-05T18:38:12Z",
        "\xEF\xBB\xBF"
        "Dec  5 18:38:12"}) {
    CAPTURE(time);
    const Reading line(time + kRest);
    CHECK(line->time.at == kDec5);
    CHECK(line->host == "mx01");
    CHECK(line->kind == LineKind::kRemoved);
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
