// What happens to a mail in the queue, and the mails that Postfix itself makes
// of it: from the log through the store.
#include "unit/pipeline/told.h"

using namespace mailwhy;

namespace {

constexpr const char* kIn = R"(
  10:00:00 mx1 smtpd[7]: AAAAA1: client=c.example.org[192.0.2.9]
  10:00:00 mx1 cleanup[8]: AAAAA1: message-id=<m@example.com>
  10:00:00 mx1 qmgr[9]: AAAAA1: from=<a@example.com>, size=9, nrcpt=1 (queue active)
)";
constexpr const char* kDeferred = R"(
  10:00:02 mx1 smtp[10]: AAAAA1: to=<b@example.net>, relay=none, delay=2, delays=1/0/1/0, dsn=4.4.1, status=deferred (connect to mail.example.net[203.0.113.1]:25: Connection refused)
)";
constexpr const char* kSent = R"(
  10:09:02 mx1 smtp[10]: AAAAA1: to=<b@example.net>, relay=mail.example.net[203.0.113.1]:25, delay=542, delays=540/0/1/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as F0F0F0)
  10:09:02 mx1 qmgr[9]: AAAAA1: removed
)";

std::string MailsOf(const std::string& log) { return (Told() << log).Mails(); }

}  // namespace

TEST_CASE("a bounce that bounces ends with the postmaster") {
  const std::string log = std::string(kIn) + R"(
    10:00:01 mx1 smtp[10]: AAAAA1: to=<b@example.net>, relay=mail.example.net[203.0.113.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mail.example.net[203.0.113.1] said: 550 5.1.1 unknown)
    10:00:01 mx1 cleanup[8]: BBBBB1: message-id=<b1@mx1.example.com>
    10:00:01 mx1 bounce[11]: AAAAA1: sender non-delivery notification: BBBBB1
    10:00:01 mx1 qmgr[9]: BBBBB1: from=<>, size=9, nrcpt=1 (queue active)
    10:00:01 mx1 qmgr[9]: AAAAA1: removed
    10:00:02 mx1 smtp[10]: BBBBB1: to=<a@example.com>, relay=mail.example.com[203.0.113.2]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mail.example.com[203.0.113.2] said: 550 5.1.1 unknown)
    10:00:02 mx1 cleanup[8]: CCCCC1: message-id=<c1@mx1.example.com>
    10:00:02 mx1 bounce[11]: BBBBB1: postmaster non-delivery notification: CCCCC1
    10:00:02 mx1 qmgr[9]: CCCCC1: from=<double-bounce@mx1.example.com>, size=9, nrcpt=1 (queue active)
    10:00:02 mx1 qmgr[9]: BBBBB1: removed
    10:00:03 mx1 local[12]: CCCCC1: to=<root@mx1.example.com>, orig_to=<postmaster>, relay=local, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (delivered to mailbox)
    10:00:03 mx1 qmgr[9]: CCCCC1: removed
  )";
  CHECK(MailsOf(log) == Text(R"(
    AAAAA1@mx1 smtpd a@example.com bounced > bounce BBBBB1@mx1
      b@example.net bounced smtp bounced
    BBBBB1@mx1 bounce <> bounced < bounce AAAAA1@mx1 > bounce CCCCC1@mx1
      a@example.com bounced smtp bounced
    CCCCC1@mx1 bounce double-bounce@mx1.example.com delivered < bounce BBBBB1@mx1
      root@mx1.example.com (postmaster) delivered local sent
    )"));
}

TEST_CASE("an address probe is marked, whatever it found") {
  const auto probe = [](const std::string& status) {
    return MailsOf(
        "10:00:00 mx1 cleanup[8]: AAAAA1: message-id=<m@mx1>\n"
        "10:00:00 mx1 qmgr[9]: AAAAA1: "
        "from=<double-bounce@mx1.example.com>, size=9, nrcpt=1 "
        "(queue active)\n"
        "10:00:01 mx1 smtp[10]: AAAAA1: to=<b@example.net>, "
        "relay=mail.example.net[203.0.113.1]:25, delay=1, "
        "delays=0/0/0/1, dsn=5.1.1, status=" +
        status + " (said so)\n10:00:01 mx1 qmgr[9]: AAAAA1: removed");
  };
  const std::string head = "AAAAA1@mx1 - double-bounce@mx1.example.com ";
  CHECK(probe("deliverable") ==
        head + "delivered probe\n  b@example.net delivered smtp deliverable\n");
  CHECK(probe("undeliverable") ==
        head + "bounced probe\n  b@example.net bounced smtp undeliverable\n");
}

TEST_CASE("held, released, and sent") {
  const std::string held = std::string(kIn) + kDeferred +
                           "10:01:00 mx1 postsuper[5]: AAAAA1: placed on hold";
  CHECK((Told() << held).Heads() == "AAAAA1@mx1 smtpd a@example.com held\n");
  const std::string released =
      held + "\n10:08:00 mx1 postsuper[5]: AAAAA1: released from hold\n";
  CHECK((Told() << released).Heads() ==
        "AAAAA1@mx1 smtpd a@example.com deferred\n");
  CHECK((Told() << released + kSent).Heads() ==
        "AAAAA1@mx1 smtpd a@example.com delivered\n");
}

TEST_CASE("requeued: the new queue ID is the same story, named or not") {
  const auto requeued = [](const std::string& orig_id) {
    return std::string(kIn) + kDeferred + R"(
      10:05:00 mx1 postsuper[5]: AAAAA1: requeued
      10:05:30 mx1 pickup[6]: BBBBB1: uid=89 from=<a@example.com>)" +
           orig_id + R"(
      10:05:30 mx1 cleanup[8]: BBBBB1: message-id=<m@example.com>
      10:05:30 mx1 qmgr[9]: BBBBB1: from=<a@example.com>, size=9, nrcpt=1 (queue active)
      10:05:31 mx1 smtp[10]: BBBBB1: to=<b@example.net>, relay=mail.example.net[203.0.113.1]:25, delay=331, delays=330/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as F0F0F0)
      10:05:31 mx1 qmgr[9]: BBBBB1: removed
    )";
  };
  const std::string linked = Text(R"(
    AAAAA1@mx1 smtpd a@example.com deferred > resubmit BBBBB1@mx1
      b@example.net deferred smtp deferred
    BBBBB1@mx1 resubmit a@example.com delivered < resubmit AAAAA1@mx1
      b@example.net delivered smtp sent
    )");
  CHECK(MailsOf(requeued(" orig_id=AAAAA1")) == linked);
  CHECK(MailsOf(requeued("")) == linked);
}

TEST_CASE("deleted in the queue, though its attempts are read later") {
  const std::string expected =
      "AAAAA1@mx1 smtpd a@example.com discarded\n"
      "  b@example.net discarded smtp deferred\n";
  const std::string deleted = "10:05:00 mx1 postsuper[5]: AAAAA1: removed";
  CHECK(MailsOf(std::string(kIn) + kDeferred + deleted) == expected);
  Told told;
  told << deleted << std::string(kIn) + kDeferred;
  CHECK(told.Mails() == expected);
}

TEST_CASE("expired: given up, and returned to the sender") {
  const std::string log = std::string(kIn) + kDeferred + R"(
    10 10:00:03 mx1 qmgr[9]: AAAAA1: from=<a@example.com>, status=expired, returned to sender
    10 10:00:03 mx1 cleanup[8]: BBBBB1: message-id=<b1@mx1.example.com>
    10 10:00:03 mx1 bounce[11]: AAAAA1: sender non-delivery notification: BBBBB1
    10 10:00:03 mx1 qmgr[9]: BBBBB1: from=<>, size=9, nrcpt=1 (queue active)
    10 10:00:03 mx1 qmgr[9]: AAAAA1: removed
  )";
  CHECK(MailsOf(log) == Text(R"(
    AAAAA1@mx1 smtpd a@example.com expired > bounce BBBBB1@mx1
      b@example.net expired smtp deferred
    BBBBB1@mx1 bounce <> queued < bounce AAAAA1@mx1
    )"));
}

TEST_CASE("virtual aliases and Bcc are recipients of one mail") {
  const std::string log = std::string(kIn) + R"(
    10:00:01 mx1 local[10]: AAAAA1: to=<x@mx1.example.com>, orig_to=<all@example.com>, relay=local, delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (delivered to mailbox)
    10:00:01 mx1 local[10]: AAAAA1: to=<y@mx1.example.com>, orig_to=<all@example.com>, relay=local, delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (delivered to mailbox)
    10:00:01 mx1 local[10]: AAAAA1: to=<archive@mx1.example.com>, relay=local, delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (delivered to mailbox)
    10:00:01 mx1 qmgr[9]: AAAAA1: removed
  )";
  CHECK(MailsOf(log) == Text(R"(
    AAAAA1@mx1 smtpd a@example.com delivered
      archive@mx1.example.com delivered local sent
      x@mx1.example.com (all@example.com) delivered local sent
      y@mx1.example.com (all@example.com) delivered local sent
    )"));
}

TEST_CASE("what cleanup throws away is discarded") {
  const std::string log = R"(
    10:00:00 mx1 smtpd[7]: AAAAA1: client=c.example.org[192.0.2.9]
    10:00:00 mx1 cleanup[8]: AAAAA1: message-id=<m@example.com>
    10:00:00 mx1 cleanup[8]: AAAAA1: removed (discarded)
  )";
  CHECK(MailsOf(log) == "AAAAA1@mx1 smtpd - discarded\n");
}
