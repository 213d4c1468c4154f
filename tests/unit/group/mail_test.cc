// What the lines of one mail tell together.
#include <doctest/doctest.h>

#include "unit/group/log.h"

namespace mailwhy::group {
namespace {

TEST_CASE("A mail by SMTP has everything that its lines say") {
  Log log;
  log << R"(
    10:00:00 submission/smtpd[7]: connect from pc.example.com[192.0.2.9]
    10:00:01 submission/smtpd[7]: A1B2C3D4E5: client=pc.example.com[192.0.2.9], sasl_method=PLAIN, sasl_username=hana@example.com
    10:00:01 cleanup[8]: A1B2C3D4E5: message-id=<1@example.com>
    10:00:02 qmgr[9]: A1B2C3D4E5: from=<hana@example.com>, size=1284, nrcpt=1 (queue active)
    10:00:03 smtp[10]: A1B2C3D4E5: to=<taro@example.net>, relay=mail.example.net[203.0.113.1]:25, delay=2.5, delays=0.5/0.1/0.9/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as F00DF00D01)
    10:00:03 qmgr[9]: A1B2C3D4E5: removed
  )";
  const Mail mail = log.Only();
  CHECK(mail.id != 0);
  CHECK(mail.host == "mx1");
  CHECK(mail.instance == "postfix");
  CHECK(mail.queue_id == "A1B2C3D4E5");
  CHECK(mail.message_id == "1@example.com");
  CHECK(FormatPlain(mail.first_seen) == "2022-12-05 10:00:01");
  CHECK(FormatPlain(mail.last_seen) == "2022-12-05 10:00:03");
  CHECK(mail.arrival == mail.first_seen);
  CHECK(mail.sender == "hana@example.com");
  CHECK(mail.size == 1284);
  CHECK(mail.nrcpt == 1);
  CHECK(mail.client == Peer{"pc.example.com", "192.0.2.9", ""});
  CHECK(mail.sasl_method == "PLAIN");
  CHECK(mail.sasl_username == "hana@example.com");
  CHECK(mail.origin == "smtpd");
  CHECK(mail.origin_uid == -1);
  CHECK(mail.state == State::kDelivered);
  CHECK_FALSE(mail.start_missing);
  CHECK(mail.ended_at == mail.last_seen.at);
  CHECK(mail.evidence == std::vector<LineRef>{2, 3, 4, 5, 6});

  REQUIRE(mail.deliveries.size() == 1);
  const Delivery& delivery = mail.deliveries[0];
  CHECK(delivery.recipient == "taro@example.net");
  CHECK(delivery.state == State::kDelivered);
  CHECK(delivery.remote_queue_id == "F00DF00D01");
  REQUIRE(delivery.attempts.size() == 1);
  const Attempt& attempt = delivery.attempts[0];
  CHECK(attempt.agent == "smtp");
  CHECK(attempt.relay == Peer{"mail.example.net", "203.0.113.1", "25"});
  CHECK(attempt.delay == 2.5);
  CHECK(attempt.delays == std::array<double, 4>{0.5, 0.1, 0.9, 1});
  CHECK(attempt.dsn == "2.0.0");
  CHECK(attempt.status == "sent");
  CHECK(attempt.response == "250 2.0.0 Ok: queued as F00DF00D01");
}

TEST_CASE("A mail by sendmail has its user, and a sender only from qmgr") {
  Log log;
  log << R"(
    10:00:00 pickup[5]: A1B2C3D4E5: uid=48 from=<apache>
    10:00:00 cleanup[8]: A1B2C3D4E5: message-id=<1@example.com>
  )";
  const Mail before = log.Only();
  CHECK(before.origin == "pickup");
  CHECK(before.origin_uid == 48);
  CHECK(before.origin_user == "apache");
  CHECK_FALSE(before.sender.has_value());
  CHECK(before.state == State::kQueued);
  log << "10:00:01 qmgr[9]: A1B2C3D4E5: from=<apache@example.com>, size=9, "
         "nrcpt=2 (queue active)";
  CHECK(log.Only().sender == "apache@example.com");
  CHECK(log.Only().origin_user == "apache");
}

TEST_CASE("The empty sender is a sender") {
  Log log;
  log << "10:00:01 qmgr[9]: A1B2C3D4E5: from=<>, size=9, nrcpt=1 (queue "
         "active)";
  REQUIRE(log.Only().sender.has_value());
  CHECK(log.Only().sender->empty());
}

TEST_CASE("Size and number of recipients are the first qmgr line's") {
  Log log;
  log << R"(
    10:00:01 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=100, nrcpt=3 (queue active)
    11:00:01 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=100, nrcpt=1 (queue active)
  )";
  CHECK(log.Only().nrcpt == 3);
  CHECK(log.Only().size == 100);
}

TEST_CASE("A mail whose start is missing arrived a delay before its attempt") {
  Log log;
  log << R"(
    10:00:30 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=1 (queue active)
    10:00:40 smtp[10]: A1B2C3D4E5: to=<b@example.net>, relay=none, delay=3700, delays=3690/0/10/0, dsn=4.4.1, status=deferred (connect to mail.example.net[203.0.113.1]:25: Connection timed out)
    10:20:40 smtp[10]: A1B2C3D4E5: to=<b@example.net>, relay=none, delay=4900, delays=4890/0/10/0, dsn=4.4.1, status=deferred (connect to mail.example.net[203.0.113.1]:25: Connection timed out)
  )";
  const Mail mail = log.Only();
  CHECK(mail.start_missing);
  CHECK(FormatPlain(mail.arrival) == "2022-12-05 08:59:00");
  CHECK(FormatPlain(mail.first_seen) == "2022-12-05 10:00:30");
}

TEST_CASE(
    "The first Message-ID counts, a resent one only where there is none") {
  const std::string client =
      "10:00:00 smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]\n";
  const std::string resent =
      "10:00:00 cleanup[8]: A1B2C3D4E5: resent-message-id=<r@example.com>\n";
  const std::string first =
      "10:00:00 cleanup[8]: A1B2C3D4E5: message-id=<1@example.com>\n";
  const std::string second =
      "10:00:00 cleanup[8]: A1B2C3D4E5: message-id=<2@example.com>\n";
  Log both, other_way, alone;
  both << client << resent << first << second;
  CHECK(both.Only().message_id == "1@example.com");
  other_way << client << first << resent;
  CHECK(other_way.Only().message_id == "1@example.com");
  alone << client << resent;
  CHECK(alone.Only().message_id == "r@example.com");
}

TEST_CASE("A mail is held until it is released or active again") {
  Log log;
  log << R"(
    10:00:00 smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]
    10:00:10 postsuper[11]: A1B2C3D4E5: placed on hold
  )";
  CHECK(log.Only().state == State::kHeld);
  log << "10:00:20 postsuper[12]: A1B2C3D4E5: released from hold";
  CHECK(log.Only().state == State::kQueued);
  log << R"(
    10:00:30 postsuper[11]: A1B2C3D4E5: placed on hold
    10:00:40 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=1 (queue active)
  )";
  CHECK(log.Only().state == State::kQueued);
}

TEST_CASE("A warning that names the mail is evidence, and begins none") {
  Log log;
  log << R"(
    10:00:01 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=1 (queue active)
    10:00:02 smtp[10]: warning: A1B2C3D4E5: something is odd
    10:00:02 smtp[10]: warning: B1B2C3D4E5: something is odd
  )";
  CHECK(log.Only().evidence == std::vector<LineRef>{1, 2});
}

TEST_CASE("Lines that are not kept leave no evidence") {
  Log log;
  log.Line("10:00:01 qmgr[9]: A1B2C3D4E5: removed", 0);
  CHECK(log.Only().evidence.empty());
}

TEST_CASE("A mail that is about to be forgotten is said to be leaving") {
  Log log;
  log << R"(
    10:00:00 smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]
    10:00:01 qmgr[9]: A1B2C3D4E5: removed
    10:00:02 smtpd[7]: A1B2C3D4E6: client=a.example.com[192.0.2.9]
  )";
  CHECK(log.grouper().Take().leaving.empty());
  log << "10:05:00 smtpd[7]: A1B2C3D4E6: client=a.example.com[192.0.2.9]";
  const Changes changes = log.grouper().Take();
  REQUIRE(changes.leaving.size() == 1);
  CHECK(changes.leaving[0]->queue_id == "A1B2C3D4E5");
  log.grouper().Settle();
  CHECK(log.grouper().Take().leaving.empty());
}

TEST_CASE("Ids are the same in every run, and differ from mail to mail") {
  const char* lines = R"(
    10:00:00 smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]
    10:00:00 smtpd[7]: A1B2C3D4E6: client=a.example.com[192.0.2.9]
  )";
  Log one, two;
  one << lines;
  two << lines;
  CHECK(Describe(one.recall()) == Describe(two.recall()));
  CHECK(one.Mails()[0].id == two.Mails()[0].id);
  CHECK(one.Mails()[0].id != one.Mails()[1].id);
}

}  // namespace
}  // namespace mailwhy::group
