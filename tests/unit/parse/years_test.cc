#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "parse/parser.h"

namespace mailwhy::parse {
namespace {

const std::string kRest = " mx01 postfix/qmgr[7]: 4104E3D: removed";

// RFC 3339 times of a yearless log.
std::vector<std::string> Times(const std::vector<std::string>& times, int year,
                               Micros last_time = 0,
                               const Zone& zone = Zone()) {
  Parser parser(zone);
  parser.Begin(year, last_time);
  std::vector<std::string> read;
  for (const std::string& time : times) {
    const std::string line = time + kRest;
    read.push_back(FormatRfc3339(parser.Parse(line).time));
  }
  return read;
}

YearSurvey Survey(const std::vector<std::string>& times) {
  YearSurvey survey;
  for (const std::string& time : times) survey.See(time + kRest);
  return survey;
}

Micros At(const std::string& time) { return ReadRfc3339(time, Zone())->at; }

TEST_CASE("the year goes up at New Year and down for a late line") {
  const auto times =
      Times({"Dec 31 23:59:58", "Jan  1 00:00:00", "Dec 31 23:59:59",
             "Jan  1 00:00:01", "Jul  1 00:00:00", "Jun 30 23:59:59"},
            2022);
  CHECK(times == std::vector<std::string>{
                     "2022-12-31T23:59:58+00:00", "2023-01-01T00:00:00+00:00",
                     "2022-12-31T23:59:59+00:00", "2023-01-01T00:00:01+00:00",
                     "2023-07-01T00:00:00+00:00", "2023-06-30T23:59:59+00:00"});
}

TEST_CASE("a quiet half year is not New Year backwards") {
  CHECK(Times({"Jan  3 00:00:00", "Aug  1 00:00:00"}, 2022).back() ==
        "2022-08-01T00:00:00+00:00");
}

TEST_CASE("a log that is gone on with keeps its year") {
  CHECK(Times({"Jan  1 00:00:00"}, 1999, At("2022-12-31T23:00:00Z")).front() ==
        "2023-01-01T00:00:00+00:00");
  CHECK(Times({"Dec 31 23:00:00"}, 1999, At("2022-12-31T22:00:00Z")).front() ==
        "2022-12-31T23:00:00+00:00");
}

TEST_CASE("lines with years give theirs to lines without that follow") {
  const auto times = Times(
      {"2021-12-31T23:59:58+00:00", "Dec 31 23:59:59", "Jan  1 00:00:00"}, 0);
  CHECK(times == std::vector<std::string>{"2021-12-31T23:59:58+00:00",
                                          "2021-12-31T23:59:59+00:00",
                                          "2022-01-01T00:00:00+00:00"});
}

TEST_CASE("February 29 in a year without one is the next day") {
  CHECK(Times({"Feb 29 12:00:00"}, 2024).front() ==
        "2024-02-29T12:00:00+00:00");
  CHECK(Times({"Feb 29 12:00:00"}, 2023).front() ==
        "2023-03-01T12:00:00+00:00");
}

TEST_CASE("times without a zone are the log's zone's") {
  const Zone tokyo = Zone::Fixed(540);
  CHECK(Times({"Dec  5 18:38:12", "Dec  5 18:38:13"}, 2022, 0, tokyo).back() ==
        "2022-12-05T18:38:13+09:00");
  const Zone berlin = Zone::Named("Europe/Berlin").value();
  const auto doubled = Times({"Oct 30 02:59:59", "Oct 30 02:00:00",
                              "Oct 30 02:30:00", "Oct 30 03:00:00"},
                             2022, 0, berlin);
  CHECK(doubled == std::vector<std::string>{"2022-10-30T02:59:59+02:00",
                                            "2022-10-30T02:00:00+01:00",
                                            "2022-10-30T02:30:00+01:00",
                                            "2022-10-30T03:00:00+01:00"});
}

TEST_CASE("the survey counts back from the newest line") {
  const Micros newest = At("2023-01-02T00:00:00Z");
  CHECK(Survey({"Dec 31 23:59:58", "Jan  1 00:00:00"})
            .StartYear(newest, Zone()) == 2022);
  CHECK(Survey({"Dec 30 00:00:00", "Dec 31 00:00:00"})
            .StartYear(newest, Zone()) == 2022);
  CHECK(Survey({"Jan  1 00:00:00"}).StartYear(newest, Zone()) == 2023);
  CHECK(Survey({"Mar  1 00:00:00", "Feb  1 00:00:00", "Oct  1 00:00:00",
                "Mar  1 00:00:00", "Oct  1 00:00:00", "Jan  1 00:00:00"})
            .StartYear(newest, Zone()) == 2021);
}

TEST_CASE("late lines around New Year do not move the survey") {
  const Micros newest = At("2023-01-02T00:00:00Z");
  CHECK(Survey({"Jan  1 00:00:00", "Dec 31 23:59:59", "Jan  1 00:00:01"})
            .StartYear(newest, Zone()) == 2023);
  CHECK(Survey({"Dec 31 23:59:58", "Jan  1 00:00:00", "Dec 31 23:59:59",
                "Jan  1 00:00:01"})
            .StartYear(newest, Zone()) == 2022);
}

TEST_CASE("a log in another zone than its file's time is not a year older") {
  CHECK(Survey({"Dec  5 18:38:12"})
            .StartYear(At("2022-12-05T09:40:00Z"), Zone()) == 2022);
  CHECK(Survey({"Dec  8 18:38:12"})
            .StartYear(At("2022-12-05T09:40:00Z"), Zone()) == 2021);
}

TEST_CASE("a question's year is the one in which the log lies nearest") {
  const YearSurvey survey = Survey({"Dec  5 18:38:12"});
  CHECK(survey.StartYearNear(At("2022-12-05T18:38:00Z"), Zone()) == 2022);
  CHECK(survey.StartYearNear(At("2023-01-05T00:00:00Z"), Zone()) == 2022);
  CHECK(Survey({"Dec 20 00:00:00", "Jan 10 00:00:00"})
            .StartYearNear(At("2022-01-05T00:00:00Z"), Zone()) == 2021);
}

TEST_CASE("a log with a February 29 is of a leap year") {
  CHECK(Survey({"Feb 29 12:00:00"})
            .StartYear(At("2023-06-01T00:00:00Z"), Zone()) == 2020);
  CHECK(Survey({"Dec 31 12:00:00", "Feb 29 12:00:00", "Mar  1 00:00:00"})
            .StartYear(At("2024-06-01T00:00:00Z"), Zone()) == 2023);
}

TEST_CASE("the first line with a year dates those before it") {
  const Micros newest = At("2024-06-01T00:00:00Z");
  CHECK(Survey({"Dec 31 12:00:00", "2021-01-01T12:00:00Z"})
            .StartYear(newest, Zone()) == 2020);
  CHECK(Survey({"Jan  1 00:00:01", "2020-12-31T23:59:59Z"})
            .StartYear(newest, Zone()) == 2021);
  CHECK(Survey({"Dec 31 12:00:00", "Jan  1 12:00:00", "2021-02-01T12:00:00Z",
                "2023-02-01T12:00:00Z"})
            .StartYearNear(newest, Zone()) == 2020);
  std::vector<std::string> centuries;
  for (int i = 0; i < 300; ++i) {
    centuries.insert(centuries.end(),
                     {"Jun 1 1:00:00", "Dec 20 1:00:00", "Jan 20 1:00:00"});
  }
  CHECK(Survey(centuries).StartYear(newest, Zone()) == 1990);
  // Clocks that were not set yet, or far in the future, date nothing.
  CHECK(Survey({"Dec 31 12:00:00", "1970-01-01T00:00:05Z"})
            .StartYear(newest, Zone()) == 2023);
  CHECK(Survey({"Dec 31 12:00:00", "0022-01-01T00:00:05Z"})
            .StartYear(newest, Zone()) == 2023);
  CHECK(Survey({"Dec 31 12:00:00", "2099-01-01T00:00:05Z"})
            .StartYear(newest, Zone()) == 2023);
}

TEST_CASE("logs with years have no survey") {
  YearSurvey survey;
  survey.See("2022-12-05T18:38:12Z mx01 postfix/qmgr[7]: 4104E3D: removed");
  survey.See("junk");
  CHECK_FALSE(survey.yearless());
  survey.See("<22>Dec  5 18:38:12 mx01 postfix/qmgr[7]: 4104E3D: removed");
  CHECK(survey.yearless());
  CHECK(ReadYearless("Dec  5 18:38:12 mx01 x: y")->day == 5);
  CHECK_FALSE(ReadYearless("Dec  5 2022 18:38:12 mx01 x: y").has_value());
}

}  // namespace
}  // namespace mailwhy::parse
