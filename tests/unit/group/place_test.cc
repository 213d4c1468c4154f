// Which mail a line belongs to: reuse, disorder, cut logs.
#include <doctest/doctest.h>

#include "unit/group/log.h"

namespace mailwhy::group {
namespace {

constexpr const char* kFirst = R"(
  10:00:00 smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]
  10:00:00 cleanup[8]: A1B2C3D4E5: message-id=<1@example.com>
  10:00:00 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=1 (queue active)
)";
constexpr const char* kFirstEnd = R"(
  10:00:00 local[10]: A1B2C3D4E5: to=<b@example.com>, relay=local, delay=0.1, delays=0.1/0/0/0, dsn=2.0.0, status=sent (delivered to mailbox)
  10:00:00 qmgr[9]: A1B2C3D4E5: removed
)";
constexpr const char* kSecond = R"(
  10:00:00 smtpd[7]: A1B2C3D4E5: client=c.example.com[192.0.2.3]
  10:00:00 cleanup[8]: A1B2C3D4E5: message-id=<2@example.com>
  10:00:00 qmgr[9]: A1B2C3D4E5: from=<c@example.com>, size=2, nrcpt=1 (queue active)
  10:00:00 local[10]: A1B2C3D4E5: to=<d@example.com>, relay=local, delay=0.1, delays=0.1/0/0/0, dsn=5.1.1, status=bounced (unknown user: "d")
  10:00:00 qmgr[9]: A1B2C3D4E5: removed
)";

void CheckFirstAndSecond(Log& log) {
  std::vector<Mail> mails = log.Mails();
  REQUIRE(mails.size() == 2);
  if (mails[0].message_id != "1@example.com") std::swap(mails[0], mails[1]);
  CHECK(mails[0].sender == "a@example.com");
  CHECK(mails[0].state == State::kDelivered);
  REQUIRE(mails[0].deliveries.size() == 1);
  CHECK(mails[0].deliveries[0].recipient == "b@example.com");
  CHECK(mails[0].ended_at != 0);
  CHECK(mails[1].sender == "c@example.com");
  CHECK(mails[1].state == State::kBounced);
  REQUIRE(mails[1].deliveries.size() == 1);
  CHECK(mails[1].deliveries[0].recipient == "d@example.com");
  CHECK(mails[1].ended_at != 0);
}

TEST_CASE("A queue ID that is reused within the second is two mails") {
  Log log;
  log << kFirst << kFirstEnd << kSecond;
  CheckFirstAndSecond(log);
}

TEST_CASE("A mail's last lines may come after the first one of the next") {
  Log log;
  log << kFirst << R"(
    10:00:00 smtpd[7]: A1B2C3D4E5: client=c.example.com[192.0.2.3]
  )" << kFirstEnd
      << R"(
    10:00:00 cleanup[8]: A1B2C3D4E5: message-id=<2@example.com>
    10:00:00 qmgr[9]: A1B2C3D4E5: from=<c@example.com>, size=2, nrcpt=1 (queue active)
    10:00:00 local[10]: A1B2C3D4E5: to=<d@example.com>, relay=local, delay=0.1, delays=0.1/0/0/0, dsn=5.1.1, status=bounced (unknown user: "d")
    10:00:00 qmgr[9]: A1B2C3D4E5: removed
  )";
  CheckFirstAndSecond(log);
}

TEST_CASE("A line from before the next mail began is the earlier mail's") {
  Log log;
  log << kFirst << R"(
    10:00:09 smtpd[7]: A1B2C3D4E5: client=c.example.com[192.0.2.3]
    10:00:09 cleanup[8]: A1B2C3D4E5: message-id=<2@example.com>
    10:00:09 qmgr[9]: A1B2C3D4E5: from=<c@example.com>, size=2, nrcpt=1 (queue active)
    10:00:08 local[10]: A1B2C3D4E5: to=<b@example.com>, relay=local, delay=8, delays=8/0/0/0, dsn=2.0.0, status=sent (delivered to mailbox)
    10:00:08 qmgr[9]: A1B2C3D4E5: removed
  )";
  const std::vector<Mail> mails = log.Mails();
  REQUIRE(mails.size() == 2);
  CHECK(mails[0].state == State::kDelivered);
  CHECK(mails[0].ended_at != 0);
  CHECK(mails[1].deliveries.empty());
  CHECK(mails[1].ended_at == 0);
}

TEST_CASE("A start that was logged a little late is still the mail's start") {
  for (const char* time : {"10:00:00", "10:00:01", "10:00:03"}) {
    CAPTURE(time);
    Log log;
    log << R"(
      10:00:01 cleanup[8]: A1B2C3D4E5: message-id=<1@example.com>
      10:00:01 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=1 (queue active)
    )";
    log << std::string(time) +
               " smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]";
    const Mail mail = log.Only();
    CHECK(mail.client.ip == "192.0.2.9");
    CHECK_FALSE(mail.start_missing);
    CHECK(FormatPlain(mail.first_seen) == (std::string(time) == "10:00:00"
                                               ? "2022-12-05 10:00:00"
                                               : "2022-12-05 10:00:01"));
  }
}

TEST_CASE("The first lines may come after the last one, of the same second") {
  for (const char* late :
       {"smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]",
        "cleanup[8]: A1B2C3D4E5: message-id=<1@example.com>"}) {
    CAPTURE(late);
    Log log;
    std::string lines = std::string(kFirst) + kFirstEnd;
    lines.erase(lines.find(late) - 9, 9 + std::string(late).size());
    log << lines << "\n  10:00:00 " + std::string(late) + "\n";
    const Mail mail = log.Only();
    CHECK(mail.client.ip == "192.0.2.9");
    CHECK(mail.message_id == "1@example.com");
    CHECK_FALSE(mail.start_missing);
  }
}

TEST_CASE("A bounce's queue ID that is reused within its second is two mails") {
  Log log;
  log << R"(
    10:00:00 cleanup[8]: A1B2C3D4E5: message-id=<0@mx1.example.com>
    10:00:00 qmgr[9]: A1B2C3D4E5: from=<>, size=1, nrcpt=1 (queue active)
    10:00:00 local[10]: A1B2C3D4E5: to=<a@example.com>, relay=local, delay=0.1, delays=0.1/0/0/0, dsn=2.0.0, status=sent (delivered to mailbox)
    10:00:00 qmgr[9]: A1B2C3D4E5: removed
  )" << kFirst;
  CHECK(log.Mails().size() == 2);
}

TEST_CASE("An ended mail gets no other start") {
  Log log;
  log << R"(
    10:00:01 qmgr[9]: A1B2C3D4E5: removed
    10:00:01 smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]
  )";
  const std::vector<Mail> mails = log.Mails();
  REQUIRE(mails.size() == 2);
  CHECK(mails[0].start_missing != mails[1].start_missing);
}

TEST_CASE("Another Message-ID in an active mail is another mail") {
  Log log;
  log << kFirst << R"(
    10:30:00 cleanup[8]: A1B2C3D4E5: message-id=<2@example.com>
    10:30:00 qmgr[9]: A1B2C3D4E5: from=<>, size=7, nrcpt=1 (queue active)
  )";
  const std::vector<Mail> mails = log.Mails();
  REQUIRE(mails.size() == 2);
  CHECK(mails[1].sender == "");
  CHECK_FALSE(mails[1].start_missing);
}

TEST_CASE("A mail that a client began and left has no part in a later one") {
  Log log;
  log << R"(
    10:00:00 smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]
    14:00:00 cleanup[8]: A1B2C3D4E5: message-id=<2@example.com>
  )";
  CHECK(log.Mails().size() == 2);
}

TEST_CASE("A delivery line long after the end is of a mail we do not know") {
  Log log;
  log << kFirst << kFirstEnd << R"(
    10:02:00 local[10]: A1B2C3D4E5: to=<e@example.com>, relay=local, delay=5, delays=5/0/0/0, dsn=2.0.0, status=sent (delivered to mailbox)
  )";
  const std::vector<Mail> mails = log.Mails();
  REQUIRE(mails.size() == 2);
  CHECK(mails[1].start_missing);
  CHECK(FormatPlain(mails[1].arrival) == "2022-12-05 10:01:55");
}

TEST_CASE("A late line within the time of grace is the ended mail's") {
  Log log;
  log << kFirst << kFirstEnd << R"(
    10:00:50 local[10]: A1B2C3D4E5: to=<e@example.com>, relay=local, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (delivered to mailbox)
  )";
  CHECK(log.Only().deliveries.size() == 2);
}

TEST_CASE("What is removed is not active again: that is another mail") {
  Log log;
  log << kFirst << kFirstEnd << R"(
    10:00:05 qmgr[9]: A1B2C3D4E5: from=<x@example.com>, size=77, nrcpt=1 (queue active)
  )";
  const std::vector<Mail> mails = log.Mails();
  REQUIRE(mails.size() == 2);
  CHECK(mails[1].start_missing);
  CHECK(mails[1].size == 77);
}

constexpr const char* kOldPart = R"(
  Dec  4 23:00:00 mx1 postfix/smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]
  Dec  4 23:00:00 mx1 postfix/cleanup[8]: A1B2C3D4E5: message-id=<1@example.com>
  Dec  4 23:00:00 mx1 postfix/qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=1 (queue active)
  Dec  4 23:00:30 mx1 postfix/smtp[10]: A1B2C3D4E5: to=<b@example.net>, relay=none, delay=30, delays=0/0/30/0, dsn=4.4.1, status=deferred (connect to mail.example.net[203.0.113.1]:25: Connection timed out)
)";
constexpr const char* kNewPart = R"(
  Dec  5 01:00:00 mx1 postfix/qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=1 (queue active)
  Dec  5 01:00:01 mx1 postfix/smtp[10]: A1B2C3D4E5: to=<b@example.net>, relay=mail.example.net[203.0.113.1]:25, delay=7201, delays=7200/0/0/1, dsn=2.0.0, status=sent (250 Ok)
  Dec  5 01:00:01 mx1 postfix/qmgr[9]: A1B2C3D4E5: removed
)";

void CheckWhole(const Mail& mail) {
  CHECK_FALSE(mail.start_missing);
  CHECK(FormatPlain(mail.first_seen) == "2022-12-04 23:00:00");
  CHECK(mail.arrival == mail.first_seen);
  CHECK(mail.message_id == "1@example.com");
  CHECK(mail.state == State::kDelivered);
  REQUIRE(mail.deliveries.size() == 1);
  REQUIRE(mail.deliveries[0].attempts.size() == 2);
  CHECK(mail.deliveries[0].attempts[0].status == "deferred");
  CHECK(mail.deliveries[0].attempts[1].status == "sent");
  CHECK(mail.ended_at == mail.last_seen.at);
}

TEST_CASE("An older log that is read later completes the mail") {
  Log in_order, at_once, in_steps;
  in_order << kOldPart << kNewPart;
  CheckWhole(in_order.Only());
  at_once << kNewPart << kOldPart;
  CheckWhole(at_once.Only());
  (in_steps << kNewPart).Commit() << kOldPart;
  CheckWhole(in_steps.Only());
}

TEST_CASE("A start at another time than the deliveries tell of is not theirs") {
  Log log;
  log << kNewPart << R"(
    Dec  4 12:00:00 mx1 postfix/smtpd[7]: A1B2C3D4E5: client=z.example.com[192.0.2.77]
  )";
  const std::vector<Mail> mails = log.Mails();
  REQUIRE(mails.size() == 2);
  CHECK(mails[0].client.ip == "192.0.2.77");
  CHECK(mails[1].start_missing);
}

TEST_CASE("An older \"removed\" does not end a mail that is seen much later") {
  Log log;
  log << kNewPart << R"(
    Dec  4 12:00:00 mx1 postfix/qmgr[9]: A1B2C3D4E5: removed
  )";
  CHECK(log.Mails().size() == 2);
}

TEST_CASE("Hosts, and instances with queues of their own, share no mails") {
  Log log;
  log << R"(
    Dec  5 10:00:00 mx1 postfix/qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=1 (queue active)
    Dec  5 10:00:00 mx2 postfix/qmgr[9]: A1B2C3D4E5: from=<b@example.com>, size=2, nrcpt=1 (queue active)
    Dec  5 10:00:01 mx1 postfix-out/qmgr[9]: A1B2C3D4E5: from=<c@example.com>, size=3, nrcpt=1 (queue active)
    Dec  5 10:00:02 mx1 postfix-out/qmgr[9]: A1B2C3D4E5: removed
  )";
  const std::vector<Mail> mails = log.Mails();
  REQUIRE(mails.size() == 3);
  CHECK(mails[2].instance == "postfix-out");
  CHECK(mails[2].ended_at != 0);
  CHECK(mails[0].ended_at == 0);
}

TEST_CASE("A service that only has its own name in the log is no instance") {
  Log log;
  log << R"(
    Dec  5 10:00:00 mx1 postfix-submission/smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]
    Dec  5 10:00:00 mx1 postfix/qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=1 (queue active)
    Dec  5 10:00:00 mx1 postfix/qmgr[9]: A1B2C3D4E5: removed
  )";
  CHECK(log.Only().instance == "postfix");
  CHECK(log.Only().origin == "smtpd");
}

}  // namespace
}  // namespace mailwhy::group
