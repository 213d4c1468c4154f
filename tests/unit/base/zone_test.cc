#include <doctest/doctest.h>

#include <cstdlib>
#include <limits>

#include "base/time.h"

using namespace mailwhy;

namespace {

constexpr Micros kDec5 = 1'670'233'092 * kSecond;  // 2022-12-05T09:38:12Z

CivilTime Civil(int year, int month, int day, int hour, int minute) {
  CivilTime civil;
  civil.year = year;
  civil.month = month;
  civil.day = day;
  civil.hour = hour;
  civil.minute = minute;
  return civil;
}

Zone Named(const char* name) {
  Result<Zone> zone = Zone::Named(name);
  REQUIRE(zone.ok());
  return *zone;
}

// Sets $TZ for one test case.
class TzGuard {
 public:
  explicit TzGuard(const char* tz) {
    if (const char* old = std::getenv("TZ")) old_ = old;
    setenv("TZ", tz, 1);
  }
  ~TzGuard() {
    if (old_) {
      setenv("TZ", old_->c_str(), 1);
    } else {
      unsetenv("TZ");
    }
    tzset();
  }

 private:
  std::optional<std::string> old_;
};

}  // namespace

TEST_CASE("days are counted from 1970, leap years and all") {
  CHECK(DaysFromCivil(1970, 1, 1) == 0);
  CHECK(DaysFromCivil(1969, 12, 31) == -1);
  CHECK(DaysFromCivil(2000, 2, 29) == 11'016);
  CHECK(DaysFromCivil(2000, 3, 1) == 11'017);
  CHECK(DaysFromCivil(1900, 3, 1) - DaysFromCivil(1900, 2, 28) == 1);
}

TEST_CASE("every day of four centuries comes back as it went") {
  const Zone utc;
  for (std::int64_t day = DaysFromCivil(1900, 1, 1);
       day < DaysFromCivil(2300, 1, 1); day += 13) {
    const CivilTime civil = utc.ToCivil(day * kDay + kHour);
    CHECK(DaysFromCivil(civil.year, civil.month, civil.day) == day);
    CHECK(civil.hour == 1);
  }
}

TEST_CASE("a zone goes by name, by offset, or is UTC") {
  CHECK(Named("Asia/Tokyo").OffsetMinutes(kDec5) == 540);
  CHECK(Named("+09:00").OffsetMinutes(kDec5) == 540);
  CHECK(Named("-0330").OffsetMinutes(kDec5) == -210);
  CHECK(Named("utc").OffsetMinutes(kDec5) == 0);
  CHECK(Named("+09:00").name() == "+09:00");
  CHECK(Named("Asia/Tokyo").name() == "Asia/Tokyo");
  CHECK(Zone().name() == "UTC");
}

TEST_CASE("an unknown zone is refused with an example") {
  for (const char* name :
       {"Asia/Atlantis", "", "+99:00", "../../etc/passwd", "Asia", "+09:00x"}) {
    CAPTURE(name);
    const Result<Zone> zone = Zone::Named(name);
    REQUIRE_FALSE(zone.ok());
    CHECK(zone.error().what == name);
    CHECK(zone.error().hint.find("Asia/Tokyo") != std::string::npos);
  }
}

TEST_CASE("local time becomes UTC in summer and in winter") {
  const Zone berlin = Named("Europe/Berlin");
  const Timestamp winter = berlin.FromCivil(Civil(2022, 1, 15, 12, 0));
  const Timestamp summer = berlin.FromCivil(Civil(2022, 7, 15, 12, 0));
  CHECK(FormatRfc3339(winter) == "2022-01-15T12:00:00+01:00");
  CHECK(FormatRfc3339(summer) == "2022-07-15T12:00:00+02:00");
  // Back again: what was remembered of the last period is not in the way.
  CHECK(FormatRfc3339(berlin.FromCivil(Civil(2022, 1, 15, 12, 0))) ==
        "2022-01-15T12:00:00+01:00");
}

TEST_CASE("the doubled hour is the earlier one unless time has passed it") {
  const Zone berlin = Named("Europe/Berlin");
  const CivilTime doubled = Civil(2022, 10, 30, 2, 30);
  const Timestamp earlier = berlin.FromCivil(doubled);
  CHECK(FormatRfc3339(earlier) == "2022-10-30T02:30:00+02:00");
  const Timestamp later = berlin.FromCivil(doubled, earlier.at + 20 * kMinute);
  CHECK(FormatRfc3339(later) == "2022-10-30T02:30:00+01:00");
  // A minute of disorder is not the hour again.
  CHECK(berlin.FromCivil(doubled, earlier.at + kMinute) == earlier);
  // Nor is it where both readings lie in the past.
  CHECK(berlin.FromCivil(doubled, earlier.at + 5 * kHour) == earlier);
}

TEST_CASE("the gap in spring is the time after it, in order") {
  const Zone berlin = Named("Europe/Berlin");
  const Timestamp before = berlin.FromCivil(Civil(2022, 3, 27, 1, 59));
  const Timestamp inside = berlin.FromCivil(Civil(2022, 3, 27, 2, 10));
  const Timestamp further = berlin.FromCivil(Civil(2022, 3, 27, 2, 20));
  CHECK(FormatRfc3339(inside) == "2022-03-27T03:10:00+02:00");
  CHECK(before < inside);
  CHECK(inside < further);
  CHECK(FormatRfc3339(berlin.FromCivil(Civil(2022, 3, 27, 3, 0))) ==
        "2022-03-27T03:00:00+02:00");
}

TEST_CASE("every hour of a year comes back as it went") {
  for (const char* name : {"Europe/Berlin", "America/New_York",
                           "Australia/Sydney", "Asia/Tokyo"}) {
    CAPTURE(name);
    const Zone zone = Named(name);
    const Micros begin = DaysFromCivil(2022, 1, 1) * kDay;
    int different = 0;
    for (Micros at = begin; at < begin + 366 * kDay; at += kHour) {
      if (zone.FromCivil(zone.ToCivil(at), at).at != at) ++different;
    }
    // With `not_before` one hour back the doubled hour is told apart too.
    CHECK(different <= 1);
  }
}

TEST_CASE("times that no calendar holds do no harm") {
  for (const char* name : {"Europe/Berlin", "UTC", "-03:30"}) {
    const Zone zone = Named(name);
    CHECK(zone.ToCivil(std::numeric_limits<Micros>::min()).year <= 1);
    CHECK(zone.ToCivil(std::numeric_limits<Micros>::max()).year >= 9999);
    CHECK(zone.OffsetMinutes(std::numeric_limits<Micros>::max()) <= 120);
  }
}

TEST_CASE("the machine's zone is the one that $TZ names") {
  SUBCASE("by name") {
    const TzGuard tz(":Asia/Tokyo");
    CHECK(Zone::Machine().OffsetMinutes(kDec5) == 540);
  }
  SUBCASE("as a file") {
    const TzGuard tz("/usr/share/zoneinfo/Asia/Tokyo");
    CHECK(Zone::Machine().OffsetMinutes(kDec5) == 540);
  }
  SUBCASE("in POSIX form") {
    const TzGuard tz("JST-9");
    CHECK(Zone::Machine().OffsetMinutes(kDec5) == 540);
  }
  SUBCASE("in POSIX form with summer time") {
    const TzGuard tz("CET-1CEST,M3.5.0,M10.5.0/3");
    const Zone machine = Zone::Machine();
    const CivilTime doubled = Civil(2022, 10, 30, 2, 30);
    const Timestamp earlier = machine.FromCivil(doubled);
    CHECK(FormatRfc3339(earlier) == "2022-10-30T02:30:00+02:00");
    CHECK(FormatRfc3339(machine.FromCivil(doubled, earlier.at + kHour)) ==
          "2022-10-30T02:30:00+01:00");
    CHECK(FormatRfc3339(machine.FromCivil(Civil(2022, 12, 5, 18, 38))) ==
          "2022-12-05T18:38:00+01:00");
  }
  SUBCASE("empty") {
    const TzGuard tz("");
    CHECK(Zone::Machine().OffsetMinutes(kDec5) == 0);
  }
  SUBCASE("unknown") {
    const TzGuard tz("Asia/Atlantis");
    CHECK(Zone::Machine().OffsetMinutes(kDec5) == 0);
  }
}

TEST_CASE("the clock can be set for tests") {
  setenv("MAILWHY_NOW", "1670233092", 1);
  CHECK(Now() == kDec5);
  setenv("MAILWHY_NOW", "soon", 1);
  CHECK(Now() > kDec5);
  unsetenv("MAILWHY_NOW");
  CHECK(Now() > kDec5);
}
