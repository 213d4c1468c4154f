// What became of a mail, and what it came from.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "unit/group/log.h"

namespace mailwhy::group {
namespace {

constexpr const char* kFailed = R"(
  10:00:00 qmgr[9]: FA11ED0001: from=<a@example.com>, size=1, nrcpt=1 (queue active)
  10:00:01 smtp[10]: FA11ED0001: to=<b@example.net>, relay=mail.example.net[203.0.113.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (550 no such user)
)";
constexpr const char* kNotice = R"(
  10:00:01 bounce[11]: FA11ED0001: sender non-delivery notification: B00CE00002
)";
constexpr const char* kBounce = R"(
  10:00:01 cleanup[8]: B00CE00002: message-id=<2@mx1.example.com>
  10:00:01 qmgr[9]: B00CE00002: from=<>, size=3000, nrcpt=1 (queue active)
)";

void CheckBounce(Log& log) {
  const Link to{LinkKind::kBounce, true, "mx1", "B00CE00002", 0};
  const Link from{LinkKind::kBounce, false, "mx1", "FA11ED0001", 0};
  CHECK(log.Of("FA11ED0001").links == std::vector<Link>{to});
  CHECK(log.Of("B00CE00002").links == std::vector<Link>{from});
  CHECK(log.Of("B00CE00002").origin == "bounce");
  CHECK(log.Of("FA11ED0001").origin == "");
}

TEST_CASE("A bounce is linked with the mail that failed, both ways") {
  Log log;
  log << kFailed << kBounce << kNotice;
  CheckBounce(log);
}

TEST_CASE("A notification may be logged before its mail (Postfix 3.11)") {
  Log log;
  log << kFailed << kNotice << kBounce;
  CheckBounce(log);
}

TEST_CASE("A bounce is linked across commits and processes") {
  Log one;
  (one << kFailed << kBounce).Commit();
  Log two(one.recall());
  two << kNotice;
  CheckBounce(two);

  Log three;
  (three << kFailed << kNotice).Commit();
  Log four(three.recall());
  four.grouper().Remember(three.grouper().Memory());
  four << kBounce;
  CheckBounce(four);
}

TEST_CASE("An earlier mail with the notification's queue ID is no bounce") {
  Log log;
  log << R"(
    09:00:00 smtpd[7]: B00CE00002: client=a.example.com[192.0.2.9]
    09:00:00 qmgr[9]: B00CE00002: from=<a@example.com>, size=1, nrcpt=1 (queue active)
    09:00:00 qmgr[9]: B00CE00002: removed
  )" << kFailed
      << kNotice << kBounce;
  const std::vector<Mail> mails = log.Mails();
  REQUIRE(mails.size() == 3);
  CHECK(mails[0].origin == "smtpd");
  CHECK(mails[0].links.empty());
  CHECK(mails[2].origin == "bounce");
}

TEST_CASE("A delay notification begins a bounce as well") {
  Log log;
  log << kFailed << kBounce
      << "10:00:01 bounce[11]: FA11ED0001: sender delay notification: "
         "B00CE00002";
  CheckBounce(log);
}

TEST_CASE("An alias that forwards makes another mail") {
  Log log;
  log << R"(
    10:00:00 qmgr[9]: A11A500001: from=<a@example.com>, size=1, nrcpt=1 (queue active)
    10:00:01 cleanup[8]: F0A4D00002: message-id=<1@example.com>
    10:00:01 qmgr[9]: F0A4D00002: from=<a@example.com>, size=1, nrcpt=1 (queue active)
    10:00:01 local[10]: A11A500001: to=<list@example.com>, relay=local, delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (forwarded as F0A4D00002)
  )";
  const Link to{LinkKind::kForward, true, "mx1", "F0A4D00002", 0};
  const Link from{LinkKind::kForward, false, "mx1", "A11A500001", 0};
  CHECK(log.Of("A11A500001").links == std::vector<Link>{to});
  CHECK(log.Of("A11A500001").deliveries[0].remote_queue_id == "");
  CHECK(log.Of("F0A4D00002").links == std::vector<Link>{from});
  CHECK(log.Of("F0A4D00002").origin == "forward");
}

Mail SentTo(std::string_view relay, std::string_view host = "mx2") {
  Log log;
  log << fmt::format("Dec  5 10:00:00 {} postfix/qmgr[9]: FFFFF0000F: removed",
                     host)
      << "10:00:00 cleanup[8]: A1B2C3D4E5: message-id=<1@example.com>"
      << fmt::format(
             "10:00:00 smtp[10]: A1B2C3D4E5: to=<a@example.com>, relay={}, "
             "delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: "
             "queued as F00DF00D02)",
             relay);
  return log.Of("A1B2C3D4E5");
}

TEST_CASE("What loopback queued is the filter's, on this host") {
  const Link filter{LinkKind::kFilter, true, "mx1", "F00DF00D02", 0};
  for (const char* relay :
       {"127.0.0.1[127.0.0.1]:10024", "localhost[::1]:10024",
        "amavis.example.com[127.0.0.5]:10024"}) {
    CAPTURE(relay);
    CHECK(SentTo(relay).links == std::vector<Link>{filter});
  }
}

TEST_CASE("What a host of ours queued is linked, another host's is not") {
  const auto linked = [](const char* name, const char* host) {
    const Mail mail = SentTo(fmt::format("{}[198.51.100.2]:25", name), host);
    CHECK(mail.deliveries[0].remote_queue_id == "F00DF00D02");
    const Link relay{LinkKind::kRelay, true, name, "F00DF00D02", 0};
    return mail.links == std::vector<Link>{relay};
  };
  CHECK(linked("mx2", "mx2"));
  CHECK(linked("MX2.example.com", "mx2"));
  CHECK(linked("mx2.example.com", "mx2.example.com"));
  CHECK(linked("mx2", "mx2.example.com"));
  CHECK_FALSE(linked("mx2.example.net", "mx2.example.com"));
  CHECK_FALSE(linked("mx3.example.com", "mx2"));
  CHECK_FALSE(linked("mx22", "mx2"));
}

TEST_CASE("A re-injected mail names the mail that it was") {
  Log log;
  log << "10:00:00 smtpd[7]: F00DF00D02: client=localhost[127.0.0.1], "
         "orig_queue_id=A1B2C3D4E5, orig_client=a.example.com[192.0.2.9]";
  const Link from{LinkKind::kFilter, false, "mx1", "A1B2C3D4E5", 0};
  CHECK(log.Only().links == std::vector<Link>{from});
}

TEST_CASE("A requeued mail goes on under its new queue ID") {
  Log log;
  log << R"(
    10:00:00 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=1 (queue active)
    10:01:00 postsuper[12]: A1B2C3D4E5: requeued
    10:01:10 pickup[5]: E1E2E3E4E5: uid=0 from=<a@example.com> orig_id=A1B2C3D4E5
  )";
  const Mail before = log.Of("A1B2C3D4E5");
  const Mail after = log.Of("E1E2E3E4E5");
  CHECK(before.ended_at != 0);
  CHECK(before.links ==
        std::vector<Link>{{LinkKind::kResubmit, true, "mx1", "E1E2E3E4E5", 0}});
  CHECK(after.origin == "resubmit");
  CHECK(after.links == std::vector<Link>{{LinkKind::kResubmit, false, "mx1",
                                          "A1B2C3D4E5", 0}});
}

TEST_CASE("The same link is there once, whatever the store filled in") {
  Log log;
  (log << kFailed << kBounce << kNotice).Commit();
  for (auto& [id, mail] : log.recall().mails) {
    for (Link& link : mail.links) link.id = 4711;
  }
  Log again(log.recall());
  again << kNotice;
  CHECK(again.Of("FA11ED0001").links.size() == 1);
}

}  // namespace
}  // namespace mailwhy::group
