// Attempts, deliveries and their states.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "unit/group/log.h"

namespace mailwhy::group {
namespace {

std::string Line(std::string_view time, std::string_view to,
                 std::string_view outcome, std::string_view agent = "smtp") {
  return fmt::format(
      "{} {}[10]: A1B2C3D4E5: to={}, relay=mail.example.net[203.0.113.1]:25, "
      "delay=1, delays=0/0/0/1, dsn=4.0.0, status={}\n",
      time, agent, to, outcome);
}

State StateAfter(std::string_view outcome, std::string_view agent = "smtp") {
  Log log;
  log << Line("10:00:00", "<a@example.net>", outcome, agent);
  return log.Only().deliveries.at(0).state;
}

TEST_CASE("The status makes the state") {
  CHECK(StateAfter("sent (250 Ok)") == State::kDelivered);
  CHECK(StateAfter("deferred (try later)") == State::kDeferred);
  CHECK(StateAfter("SOFTBOUNCE (550 no)") == State::kDeferred);
  CHECK(StateAfter("bounced (550 no)") == State::kBounced);
  CHECK(StateAfter("deliverable (250 Ok)") == State::kDelivered);
  CHECK(StateAfter("undeliverable (550 no)") == State::kBounced);
  CHECK(StateAfter("sent (discard service)", "discard") == State::kDiscarded);
  CHECK(StateAfter("sent (250 2.7.0 Ok, discarded, id=1-01 - spam)") ==
        State::kDiscarded);
}

TEST_CASE("The status is kept in lower case") {
  Log log;
  log << Line("10:00:00", "<a@example.net>", "SOFTBOUNCE (550 no)");
  CHECK(log.Only().deliveries[0].attempts[0].status == "softbounce");
}

TEST_CASE("A probe is marked, other mails are not") {
  Log probe, other;
  probe << Line("10:00:00", "<a@example.net>", "undeliverable (550 no)");
  CHECK(probe.Only().probe);
  other << Line("10:00:00", "<a@example.net>", "bounced (550 no)");
  CHECK_FALSE(other.Only().probe);
}

TEST_CASE("A delivery is one recipient and one original recipient") {
  Log log;
  log << Line("10:00:00", "<a@example.net>", "deferred (later)")
      << Line("10:01:00", "<A@EXAMPLE.net>", "sent (250 Ok)")
      << Line("10:00:00", "<a@example.net>, orig_to=<list@example.com>",
              "deferred (later)");
  const Mail mail = log.Only();
  REQUIRE(mail.deliveries.size() == 2);
  CHECK(mail.deliveries[0].attempts.size() == 2);
  CHECK(mail.deliveries[0].state == State::kDelivered);
  CHECK(mail.deliveries[1].orig_to == "list@example.com");
  CHECK(mail.deliveries[1].state == State::kDeferred);
  CHECK(mail.state == State::kMixed);
}

TEST_CASE("Equal attempts of one second are two if the log has two") {
  Log log;
  log << Line("10:00:00", "<a@example.net>", "deferred (later)")
      << Line("10:00:00", "<a@example.net>", "deferred (later)");
  CHECK(log.Only().deliveries.at(0).attempts.size() == 2);
}

TEST_CASE("Attempts are in the order of time, and the last one counts") {
  Log log;
  log << "09:59:59 smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]";
  log << Line("10:30:00", "<a@example.net>", "sent (250 Ok: queued as ABC123)")
      << Line("10:00:00", "<a@example.net>", "deferred (later)");
  const Delivery delivery = log.Only().deliveries.at(0);
  REQUIRE(delivery.attempts.size() == 2);
  CHECK(delivery.attempts[0].status == "deferred");
  CHECK(delivery.state == State::kDelivered);
  CHECK(delivery.remote_queue_id == "ABC123");
}

TEST_CASE("Many recipients are found again, each with its attempts") {
  Log log;
  constexpr int kRecipients = 300;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < kRecipients; ++i) {
      log << Line(fmt::format("10:0{}:00", round),
                  fmt::format("<u{}@example.net>", i), "deferred (later)");
    }
  }
  const Mail mail = log.Only();
  REQUIRE(mail.deliveries.size() == kRecipients);
  for (const Delivery& delivery : mail.deliveries) {
    CHECK(delivery.attempts.size() == 3);
  }
}

TEST_CASE("What qmgr gives up is expired, what was delivered stays so") {
  Log log;
  log << Line("10:00:00", "<a@example.net>", "deferred (later)")
      << Line("10:00:00", "<b@example.net>", "sent (250 Ok)") <<
      R"(10:10:00 qmgr[9]: A1B2C3D4E5: from=<x@example.com>, status=expired, returned to sender
         10:10:00 qmgr[9]: A1B2C3D4E5: removed)";
  const Mail mail = log.Only();
  CHECK(mail.deliveries[0].state == State::kExpired);
  CHECK(mail.deliveries[1].state == State::kDelivered);
  CHECK(mail.state == State::kMixed);
  CHECK(mail.sender == "x@example.com");
}

TEST_CASE("What an administrator deletes is discarded, not tried any more") {
  Log log;
  log << Line("10:00:00", "<a@example.net>", "deferred (later)")
      << Line("10:00:00", "<b@example.net>", "sent (250 ok)")
      << "10:10:00 postsuper[12]: A1B2C3D4E5: removed";
  const Mail mail = log.Only();
  CHECK(mail.deliveries[0].state == State::kDiscarded);
  CHECK(mail.deliveries[1].state == State::kDelivered);
  CHECK(mail.state == State::kMixed);
  CHECK(mail.ended_at != 0);
}

TEST_CASE("A mail deleted before its first attempt is discarded") {
  Log log;
  log << "10:00:00 qmgr[9]: A1B2C3D4E5: from=<x@example.com>, size=9, nrcpt=1 "
         "(queue active)"
      << "10:00:01 postsuper[12]: A1B2C3D4E5: placed on hold";
  CHECK(log.Only().state == State::kHeld);
  log << "10:10:00 postsuper[12]: A1B2C3D4E5: removed";
  CHECK(log.Only().state == State::kDiscarded);
  CHECK_FALSE(log.Only().held);
}

TEST_CASE("A mail given up is expired even if its attempts are read later") {
  const std::string expired =
      "10:10:00 qmgr[9]: A1B2C3D4E5: from=<x@example.com>, status=expired, "
      "returned to sender";
  Log alone, at_once, in_steps;
  alone << expired;
  CHECK(alone.Only().state == State::kExpired);
  at_once << expired << Line("10:00:00", "<a@example.net>", "deferred (later)");
  CHECK(at_once.Only().state == State::kExpired);
  // Not the same process, and not the same memory either.
  (in_steps << expired).Commit();
  Log later(in_steps.recall());
  later << Line("10:00:00", "<a@example.net>", "deferred (later)");
  CHECK(later.Only().deliveries.at(0).state == State::kExpired);
}

TEST_CASE("Relays that are no hosts stand in the name, none is unknown") {
  Log log;
  log << R"(
    10:00:00 lmtp[10]: A1B2C3D4E5: to=<a@example.com>, relay=mx1[private/dovecot-lmtp], delay=0.2, delays=0.1/0/0/0.1, dsn=2.0.0, status=sent (250 Saved)
    10:00:00 local[10]: A1B2C3D4E5: to=<b@example.com>, relay=local, delay=0.2, delays=0.1/0/0/0.1, dsn=2.0.0, status=sent (delivered to mailbox)
    10:00:00 smtp[10]: A1B2C3D4E5: to=<c@example.com>, relay=none, delay=0.2, delays=0.1/0/0/0.1, dsn=4.4.3, status=deferred (Host not found)
  )";
  const Mail mail = log.Only();
  REQUIRE(mail.deliveries.size() == 3);
  CHECK(mail.deliveries[0].attempts[0].relay.name.find("mx1") == 0);
  CHECK(mail.deliveries[1].attempts[0].relay.name == "local");
  CHECK_FALSE(mail.deliveries[2].attempts[0].relay.known());
}

TEST_CASE("Delays that are no numbers are unknown") {
  Log log;
  log << R"(
    10:00:00 smtp[10]: A1B2C3D4E5: to=<a@example.com>, relay=none, delay=inf, delays=0/x/0/0, dsn=4.4.3, status=deferred (no)
    10:00:00 smtp[10]: A1B2C3D4E5: to=<b@example.com>, relay=none, delay=-5, delays=0/0, dsn=4.4.3, status=deferred (no)
    10:00:00 smtp[10]: A1B2C3D4E5: to=<c@example.com>, relay=none, delay=1e300, delays=, dsn=4.4.3, status=deferred (no)
  )";
  const Mail mail = log.Only();
  for (const Delivery& delivery : mail.deliveries) {
    CHECK(delivery.attempts[0].delay < 0);
    CHECK(delivery.attempts[0].delays[0] < 0);
  }
  CHECK(mail.arrival == mail.first_seen);
}

}  // namespace
}  // namespace mailwhy::group
