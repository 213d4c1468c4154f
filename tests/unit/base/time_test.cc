#include "base/time.h"

#include <doctest/doctest.h>

#include <limits>

using namespace mailwhy;

namespace {

constexpr Micros kDec5 = 1'670'233'092 * kSecond;  // 2022-12-05T09:38:12Z

const Zone& Tokyo() {
  static const Zone zone = *Zone::Named("Asia/Tokyo");
  return zone;
}

std::string Rfc(Micros at) {
  Timestamp time;
  time.at = at;
  return FormatRfc3339(InZone(time, Tokyo()));
}

// "begin .. end" of what is asked for on 2022-12-07 at 12:00 in Tokyo.
std::string Ask(std::string_view text) {
  const Micros now = kDec5 + 2 * kDay - 6 * kHour - 38 * kMinute - 12 * kSecond;
  const Result<TimeSpan> span = ReadTime(text, now, Tokyo());
  if (!span) return "error: " + span.error().why;
  return Rfc(span->begin).substr(0, 19) + " .. " + Rfc(span->end).substr(0, 19);
}

constexpr const char* kMinute1838 =
    "2022-12-05T18:38:00 .. 2022-12-05T18:39:00";
constexpr const char* kSecond12 = "2022-12-05T18:38:12 .. 2022-12-05T18:38:13";
constexpr const char* kWholeDay = "2022-12-05T00:00:00 .. 2022-12-06T00:00:00";

}  // namespace

TEST_CASE("an RFC 3339 time is read with its offset and its digits") {
  std::size_t length = 0;
  const auto time =
      ReadRfc3339("2022-12-05T18:38:12.345+09:00 mx01 x", Zone(), &length);
  REQUIRE(time);
  CHECK(length == 29);
  CHECK(time->at == kDec5 + 345'000);
  CHECK(time->offset_minutes == 540);
  CHECK(time->digits == 3);
  CHECK(FormatRfc3339(*time) == "2022-12-05T18:38:12.345+09:00");
  CHECK(FormatPlain(*time) == "2022-12-05 18:38:12");
  CHECK(time->second() == kDec5);
}

TEST_CASE("RFC 3339 has several spellings") {
  for (const char* text :
       {"2022-12-05T09:38:12Z", "2022-12-05 09:38:12z",
        "2022-12-05T18:38:12+0900", "2022-12-05T18:38:12",
        "2022-12-05t04:08:12-05:30", "2022-12-05T18:38:12+09"}) {
    CAPTURE(text);
    const auto time = ReadRfc3339(text, Tokyo());
    REQUIRE(time);
    CHECK(time->at == kDec5);
  }
}

TEST_CASE("fraction digits beyond the sixth are read over") {
  std::size_t length = 0;
  const auto time =
      ReadRfc3339("2022-12-05T09:38:12.123456789Z", Zone(), &length);
  REQUIRE(time);
  CHECK(length == 30);
  CHECK(time->digits == 6);
  CHECK(time->at == kDec5 + 123'456);
}

TEST_CASE("what is no RFC 3339 time is none") {
  for (const char* text :
       {"", "2022", "2022-12-05", "2022-12-05T18:38", "2022-13-05T18:38:12Z",
        "2022-02-30T18:38:12Z", "2022-12-05T24:00:00Z", "2022-12-05T18:61:00Z",
        "2O22-12-05T18:38:12Z", "0000-12-05T18:38:12Z",
        "Dec  5 18:38:12 mx0"}) {
    CAPTURE(text);
    CHECK_FALSE(ReadRfc3339(text, Zone()));
  }
}

TEST_CASE("times before 1970 are written rightly") {
  Timestamp time;
  time.at = -1;
  time.digits = 6;
  CHECK(FormatRfc3339(time) == "1969-12-31T23:59:59.999999+00:00");
  CHECK(time.second() == -kSecond);
  time.offset_minutes = -210;
  CHECK(FormatRfc3339(time) == "1969-12-31T20:29:59.999999-03:30");
}

TEST_CASE("times that no calendar holds are written at its ends") {
  Timestamp time;
  time.at = std::numeric_limits<Micros>::max();
  CHECK(FormatRfc3339(time) == "9999-12-31T23:59:59+00:00");
  time.at = std::numeric_limits<Micros>::min();
  time.offset_minutes = -60;
  CHECK(FormatRfc3339(time) == "0000-01-01T00:00:00-01:00");
}

TEST_CASE("the minute named is the whole minute, in every spelling") {
  for (const char* text :
       {"2022-12-05 18:38", "2022/12/05 18:38", "2022-12-05T18:38",
        "Dec  5 18:38", "Dec 5 2022 18:38", "5 December 2022 18:38",
        "2022年12月5日18時38分頃", "12月5日18時38分",
        "12月5日(月) 18時38分ごろ", "２０２２年１２月５日１８時３８分",
        "2022年12月5日 午後6時38分", "12月5日月曜日の18:38頃",
        "2022-12-05 6:38pm", "2022-12-05 6:38 PM", "一昨日 18:38",
        "2022-12-05T18:38+09:00", "2022-12-05 09:38 UTC",
        "２０２２－１２－０５　１８：３８", "20221205 18:38"}) {
    CAPTURE(text);
    CHECK(Ask(text) == kMinute1838);
  }
}

TEST_CASE("the second named is that second, in every spelling") {
  for (const char* text :
       {"2022-12-05 18:38:12", "2022-12-05T18:38:12+09:00",
        "2022-12-05T09:38:12Z", "Dec  5 18:38:12", "Dec 05 18:38:12",
        "1670233092", "@1670233092", "2022-12-05T18:38:12.7+09:00",
        "Mon, 5 Dec 2022 18:38:12 +0900",
        "Mon, 5 Dec 2022 18:38:12 +0900 (JST)", "12月5日18時38分12秒"}) {
    CAPTURE(text);
    CHECK(Ask(text) == kSecond12);
  }
}

TEST_CASE("a day named is the whole day") {
  for (const char* text : {"2022-12-05", "Dec 5", "12月5日", "2022年12月5日",
                           "20221205", "一昨日", "2022/12/5"}) {
    CAPTURE(text);
    CHECK(Ask(text) == kWholeDay);
    CHECK(ReadTime(text, kDec5 + 2 * kDay, Tokyo())->whole_day);
  }
  CHECK(Ask("today") == "2022-12-07T00:00:00 .. 2022-12-08T00:00:00");
  CHECK(Ask("昨日") == "2022-12-06T00:00:00 .. 2022-12-07T00:00:00");
}

TEST_CASE("an hour named is the whole hour") {
  CHECK(Ask("12月5日18時") == "2022-12-05T18:00:00 .. 2022-12-05T19:00:00");
  CHECK(Ask("2022-12-05 6pm") == "2022-12-05T18:00:00 .. 2022-12-05T19:00:00");
}

TEST_CASE("half past is half past") {
  CHECK(Ask("12月5日18時半") == "2022-12-05T18:30:00 .. 2022-12-05T18:31:00");
}

TEST_CASE("twelve o'clock is noon and midnight") {
  CHECK(Ask("today 12:05am") == "2022-12-07T00:05:00 .. 2022-12-07T00:06:00");
  CHECK(Ask("today 12:05pm") == "2022-12-07T12:05:00 .. 2022-12-07T12:06:00");
}

TEST_CASE("a time of day is today's, yesterday's where that is still to come") {
  CHECK(Ask("11:59") == "2022-12-07T11:59:00 .. 2022-12-07T12:00:00");
  CHECK(Ask("12:00") == "2022-12-07T12:00:00 .. 2022-12-07T12:01:00");
  CHECK(Ask("12:01") == "2022-12-06T12:01:00 .. 2022-12-06T12:02:00");
  CHECK(Ask("yesterday 11:00") == "2022-12-06T11:00:00 .. 2022-12-06T11:01:00");
  CHECK(Ask("昨日の11時") == "2022-12-06T11:00:00 .. 2022-12-06T12:00:00");
}

TEST_CASE("so long ago is counted from now") {
  CHECK(Ask("-2h") == "2022-12-07T10:00:00 .. 2022-12-07T10:00:01");
  CHECK(Ask("-1h30m") == "2022-12-07T10:30:00 .. 2022-12-07T10:30:01");
  CHECK(Ask("now") == "2022-12-07T12:00:00 .. 2022-12-07T12:00:01");
}

TEST_CASE("a day without a year is the latest that has come") {
  CHECK(Ask("Dec 8") == "2021-12-08T00:00:00 .. 2021-12-09T00:00:00");
  CHECK(Ask("Feb 29 01:00") == "2020-02-29T01:00:00 .. 2020-02-29T01:01:00");
  const Result<TimeSpan> span =
      ReadTime("Dec  5 18:38:12", kDec5 + kDay, Tokyo());
  REQUIRE(span);
  CHECK_FALSE(span->year_given);
  CHECK(ReadTime("2022-12-05", kDec5, Tokyo())->year_given);
}

TEST_CASE("what is no time is refused, with the word that was not understood") {
  CHECK(Ask("teatime") == "error: not a time: \"teatime\" is not understood");
  CHECK(Ask("2022-12-05 tea") ==
        "error: not a time: \"tea\" is not understood");
  CHECK(Ask("12/5 18:38") == "error: not a time: \"12/5\" is not understood");
  CHECK(Ask("2022-02-30") == "error: there is no such day");
  CHECK(Ask("Feb 30") == "error: there is no such day");
  CHECK(Ask("2021-02-29") == "error: there is no such day");
  CHECK(Ask("25:00") == "error: there is no such time of day");
  CHECK(Ask("18:60") == "error: there is no such time of day");
  CHECK(Ask("Dec") == "error: does not name one day");
  CHECK(Ask("2022") == "error: does not name one day");
  CHECK(Ask("") == "error: an empty time");
  CHECK(Ask("  ") == "error: an empty time");
  CHECK(Ask("Mon") == "error: names no time");
  const Result<TimeSpan> span = ReadTime("teatime", kDec5, Tokyo());
  REQUIRE_FALSE(span.ok());
  CHECK(span.error().what == "teatime");
  CHECK(span.error().hint.find("2022-12-05 18:38") != std::string::npos);
}

TEST_CASE("what contradicts itself is refused") {
  for (const char* text :
       {"Dec 5 Nov 6", "18:38 19:00", "today yesterday", "2022-12-05 today",
        "2022-12-05 2021", "18:38 +09:00 Z", "6pm pm"}) {
    CAPTURE(text);
    CHECK(Ask(text).rfind("error: ", 0) == 0);
  }
}

TEST_CASE("hostile times are refused") {
  for (const std::string& text :
       {std::string(100'000, '9'), std::string(150, '9'), std::string(150, '('),
        std::string("-99999999999999999999999w"), std::string("\xFF\xFE\x80"),
        std::string("-"), std::string("-5"), std::string(":::"),
        std::string("1:2:3:4"), std::string("99999-1-1"), std::string("18:38."),
        std::string("T"), std::string("1t"), std::string("-\0", 2),
        std::string("/"), std::string("+"), std::string("2022-"),
        std::string("18:38:12.")}) {
    CAPTURE(text.substr(0, 40));
    CHECK(Ask(text).rfind("error: ", 0) == 0);
  }
}

TEST_CASE("a span moves into another year") {
  const Result<TimeSpan> second =
      ReadTime("Dec  5 18:38:12", kDec5 + kDay, Tokyo());
  REQUIRE(second);
  const TimeSpan earlier = InYear(*second, 2019, Tokyo());
  CHECK(Rfc(earlier.begin) == "2019-12-05T18:38:12+09:00");
  CHECK(earlier.end - earlier.begin == kSecond);
  const Result<TimeSpan> day = ReadTime("Feb 29", kDec5, Tokyo());
  REQUIRE(day);
  const TimeSpan moved = InYear(*day, 2021, Tokyo());
  CHECK(Rfc(moved.begin) == "2021-02-28T00:00:00+09:00");
  CHECK(moved.whole_day);
}

TEST_CASE("a day at the change of the clock has 23 or 25 hours") {
  const Zone berlin = *Zone::Named("Europe/Berlin");
  const auto spring = ReadTime("2022-03-27", kDec5, berlin);
  const auto autumn = ReadTime("2022-10-30", kDec5, berlin);
  REQUIRE(spring);
  REQUIRE(autumn);
  CHECK(spring->end - spring->begin == 23 * kHour);
  CHECK(autumn->end - autumn->begin == 25 * kHour);
}

TEST_CASE("durations are read") {
  CHECK(*ReadDuration("90s") == 90 * kSecond);
  CHECK(*ReadDuration("30m") == 30 * kMinute);
  CHECK(*ReadDuration("1h30m") == 90 * kMinute);
  CHECK(*ReadDuration("2d") == 2 * kDay);
  CHECK(*ReadDuration("1w") == 7 * kDay);
  CHECK(*ReadDuration("0s") == 0);
}

TEST_CASE("what is no duration is refused with an example") {
  for (const char* text : {"", "5", "1h30", "-5m", "1y", "h", "m5", "1.5h",
                           "99999999999999999999h", "9999999999w"}) {
    CAPTURE(text);
    const Result<Micros> duration = ReadDuration(text);
    REQUIRE_FALSE(duration.ok());
    CHECK(duration.error().hint.find("1h30m") != std::string::npos);
  }
}

TEST_CASE("durations are written in two units at most") {
  CHECK(FormatDuration(0) == "0 s");
  CHECK(FormatDuration(2'400'000) == "2.4 s");
  CHECK(FormatDuration(470'000) == "0.47 s");
  CHECK(FormatDuration(90 * kMinute) == "1 h 30 min");
  CHECK(FormatDuration(5 * kDay) == "5 d");
  CHECK(FormatDuration(248'122 * kSecond) == "2 d 20 h");
  CHECK(FormatDuration(61 * kSecond) == "1 min 1 s");
  CHECK(FormatDuration(-kHour) == "-1 h");
  CHECK(FormatDuration(std::numeric_limits<Micros>::min()).front() == '-');
}
