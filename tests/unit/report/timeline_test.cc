// The moments of a mail, and the offsets of their times.
#include "report/timeline.h"

#include <doctest/doctest.h>

namespace mailwhy {
namespace {

Timestamp At(const char* time) { return *ReadRfc3339(time, Zone()); }

Mail MailTriedAt(const char* arrived, const char* tried) {
  Mail mail;
  mail.arrival = mail.first_seen = At(arrived);
  mail.last_seen = At(tried);
  Attempt attempt;
  attempt.at = At(tried);
  attempt.status = "deferred";
  Delivery delivery;
  delivery.recipient = "hanako@example.net";
  delivery.attempts.push_back(attempt);
  mail.deliveries.push_back(delivery);
  return mail;
}

TEST_CASE("times show their offsets where they differ, and only there") {
  struct Row {
    const char* arrived;
    const char* tried;
    const char* zone;  // --timezone; "" the log's own
    const char* shown[2];
  };
  const Row rows[] = {
      {"2022-12-05T18:38:12+09:00",
       "2022-12-05T18:40:12+09:00",
       "",
       {"2022-12-05 18:38:12", "2022-12-05 18:40:12"}},
      {"2022-12-05T18:38:12+09:00",
       "2022-12-05T09:40:12Z",
       "",
       {"2022-12-05 18:38:12 +09:00", "2022-12-05 09:40:12 +00:00"}},
      {"2022-10-30T02:59:59+02:00",
       "2022-10-30T02:00:01+01:00",
       "",
       {"2022-10-30 02:59:59 +02:00", "2022-10-30 02:00:01 +01:00"}},
      {"2022-12-05T18:38:12+09:00",
       "2022-12-05T09:40:12Z",
       "Asia/Tokyo",
       {"2022-12-05 18:38:12", "2022-12-05 18:40:12"}},
      {"2022-10-30T00:59:59Z",
       "2022-10-30T01:00:01Z",
       "Europe/Berlin",
       {"2022-10-30 02:59:59 +02:00", "2022-10-30 02:00:01 +01:00"}},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.arrived));
    CAPTURE(std::string(row.zone));
    report::Style style;
    Zone zone;
    if (*row.zone != '\0') {
      zone = Zone::Named(row.zone).value();
      style.zone = &zone;
    }
    const std::vector<report::Moment> moments =
        report::TimelineOf(MailTriedAt(row.arrived, row.tried), style);
    REQUIRE(moments.size() == 2);
    CHECK(moments[0].time == row.shown[0]);
    CHECK(moments[1].time == row.shown[1]);
  }
}

}  // namespace
}  // namespace mailwhy
