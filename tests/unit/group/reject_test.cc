// Refused before there was a mail, or with one; sessions that led to none.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "group/rejects.h"
#include "unit/group/log.h"

namespace mailwhy::group {
namespace {

TEST_CASE("A reject has everything that its line says") {
  Log log;
  log << "10:00:00 submission/smtpd[7]: NOQUEUE: reject: RCPT from "
         "a.example.org[192.0.2.9]: 554 5.7.1 <b@example.net>: Relay access "
         "denied; from=<a@example.org> to=<b@example.net> proto=ESMTP "
         "helo=<a.example.org> sasl_method=PLAIN "
         "sasl_username=hana@example.com";
  const std::vector<Reject> rejects = log.Rejects();
  REQUIRE(rejects.size() == 1);
  const Reject& reject = rejects[0];
  CHECK(reject.id != 0);
  CHECK(FormatPlain(reject.at) == "2022-12-05 10:00:00");
  CHECK(reject.host == "mx1");
  CHECK(reject.daemon == "smtpd");
  CHECK(reject.service == "submission");
  CHECK(reject.queue_id == "");
  CHECK(reject.action == "reject");
  CHECK(reject.stage == "rcpt");
  CHECK(reject.client == Peer{"a.example.org", "192.0.2.9", ""});
  CHECK(reject.helo == "a.example.org");
  CHECK(reject.sender == "a@example.org");
  CHECK(reject.recipient == "b@example.net");
  CHECK(reject.proto == "ESMTP");
  CHECK(reject.sasl_username == "hana@example.com");
  CHECK(reject.code == "554");
  CHECK(reject.dsn == "5.7.1");
  CHECK(reject.response.find("Relay access denied") != std::string::npos);
  CHECK(reject.evidence == std::vector<LineRef>{1});
  CHECK(log.Mails().empty());
}

TEST_CASE("No sender and the empty sender are two things") {
  Log log;
  log << R"(
    10:00:00 smtpd[7]: NOQUEUE: reject: CONNECT from a.example.org[192.0.2.9]: 554 5.7.1 no; proto=SMTP
    10:00:00 smtpd[7]: NOQUEUE: reject: RCPT from a.example.org[192.0.2.9]: 554 5.7.1 no; from=<> to=<b@example.net> proto=ESMTP helo=<a>
  )";
  const std::vector<Reject> rejects = log.Rejects();
  REQUIRE(rejects.size() == 2);
  CHECK_FALSE(rejects[0].sender.has_value());
  CHECK(rejects[1].sender == "");
}

TEST_CASE("Equal rejects of one second are as many as the log has") {
  Log log;
  const std::string line =
      "10:00:00 smtpd[7]: NOQUEUE: reject: RCPT from a.example.org[192.0.2.9]: "
      "554 5.7.1 no; from=<> to=<b@example.net> proto=ESMTP helo=<a>\n";
  log << line << line;
  log.Commit();
  log << line;
  log.Commit();
  CHECK(log.recall().rejects.size() == 3);
}

TEST_CASE("Actions have INTERFACE's names") {
  CHECK(ActionName("reject") == "reject");
  CHECK(ActionName("reject_warning") == "reject_warning");
  CHECK(ActionName("milter-reject") == "milter_reject");
  CHECK(ActionName("milter-quarantine") == "milter_quarantine");
  CHECK(ActionName("proxy-reject") == "proxy_reject");
  CHECK(ActionName("BCC") == "bcc");
  CHECK(ActionName("warning") == "warn");
  CHECK(ActionName("header-redirect") == "redirect");
  CHECK(ActionName("milter-header-reject") == "milter_reject");
  CHECK(ActionName("milter-header-hold") == "milter_hold");
  CHECK(ActionName("milter-header-prepend") == "prepend");
  CHECK(ActionName("pass") == "info");
  CHECK(ActionName("") == "reject");
  CHECK(ActionName(std::string(10'000, 'X')).size() < 100);
}

constexpr const char* kClient =
    "10:00:00 smtpd[7]: A1B2C3D4E5: client=a.example.org[192.0.2.9]\n";

TEST_CASE("A mail whose data are refused is rejected and over") {
  Log log;
  log << kClient << R"(
    10:00:01 cleanup[8]: A1B2C3D4E5: message-id=<1@example.org>
    10:00:02 cleanup[8]: A1B2C3D4E5: milter-reject: END-OF-MESSAGE from a.example.org[192.0.2.9]: 5.7.1 virus; from=<a@example.org> to=<b@example.com> proto=ESMTP helo=<a.example.org>
  )";
  const Mail mail = log.Only();
  CHECK(mail.state == State::kRejected);
  CHECK(mail.ended_at != 0);
  CHECK(mail.helo == "a.example.org");
  CHECK(mail.evidence == std::vector<LineRef>{1, 2, 3});
  const std::vector<Reject> rejects = log.Rejects();
  REQUIRE(rejects.size() == 1);
  CHECK(rejects[0].queue_id == "A1B2C3D4E5");
  CHECK(rejects[0].action == "milter_reject");
  CHECK(rejects[0].stage == "end_of_data");
  CHECK(rejects[0].evidence == std::vector<LineRef>{3});
}

TEST_CASE("A refused mail of this machine has no client") {
  Log log;
  log << R"(
    10:00:00 pickup[7]: A1B2C3D4E5: uid=33 from=<www-data>
    10:00:01 cleanup[8]: A1B2C3D4E5: message-id=<1@example.org>
    10:00:02 cleanup[8]: A1B2C3D4E5: milter-reject: END-OF-MESSAGE from localhost[127.0.0.1]: 5.7.1 Command rejected; from=<www-data@example.org> to=<b@example.com>
  )";
  CHECK(!log.Only().client.known());
  REQUIRE(log.Rejects().size() == 1);
  CHECK(log.Rejects()[0].client.ip == "127.0.0.1");
}

TEST_CASE("A mail of which one recipient is refused is not rejected") {
  Log log;
  log << kClient << R"(
    10:00:01 smtpd[7]: A1B2C3D4E5: reject: RCPT from a.example.org[192.0.2.9]: 550 5.1.1 <x@example.com>: Recipient address rejected: User unknown in local recipient table; from=<a@example.org> to=<x@example.com> proto=ESMTP helo=<a.example.org>
  )";
  CHECK(log.Only().state == State::kRejected);
  CHECK(log.Only().ended_at == 0);
  log << "10:00:02 qmgr[9]: A1B2C3D4E5: from=<a@example.org>, size=1, nrcpt=1 "
         "(queue active)";
  CHECK(log.Only().state == State::kQueued);
}

TEST_CASE("A rejected mail stays so when it comes back from the store") {
  Log one;
  (one << kClient << R"(
    10:00:01 smtpd[7]: A1B2C3D4E5: reject: RCPT from a.example.org[192.0.2.9]: 550 5.1.1 no; from=<a@example.org> to=<x@example.com> proto=ESMTP helo=<a>
  )")
      .Commit();
  Log two(one.recall());
  two << "10:00:02 smtpd[7]: warning: A1B2C3D4E5: odd";
  CHECK(two.Only().state == State::kRejected);
}

State StateAfter(std::string_view action) {
  Log log;
  log << kClient
      << fmt::format(
             "10:00:01 cleanup[8]: A1B2C3D4E5: {}: header Subject: x from "
             "a.example.org[192.0.2.9]; from=<a@example.org> "
             "to=<b@example.com> proto=ESMTP helo=<a>: 5.7.1 text",
             action);
  REQUIRE(log.Rejects().size() == 1);
  CHECK(log.Rejects()[0].stage == "end_of_data");
  return log.Only().state;
}

TEST_CASE("What cleanup refuses with a warning alone is rejected") {
  for (const std::string words :
       {"queue file size limit exceeded", "message rejected: hopcount exceeded",
        "virtual_alias_maps map lookup problem for b@example.com -- message "
        "not accepted, try again later"}) {
    Log log;
    log << kClient << "10:00:02 cleanup[8]: warning: A1B2C3D4E5: " + words;
    CHECK(log.Only().state == State::kRejected);
    CHECK(log.Only().client.ip == "192.0.2.9");
    REQUIRE(log.Rejects().size() == 1);
    CHECK(log.Rejects()[0].stage == "end_of_data");
    CHECK(log.Rejects()[0].response == words);
  }
}

TEST_CASE("What header checks do shows in the mail's state") {
  CHECK(StateAfter("reject") == State::kRejected);
  CHECK(StateAfter("discard") == State::kDiscarded);
  CHECK(StateAfter("hold") == State::kHeld);
  CHECK(StateAfter("warning") == State::kQueued);
  CHECK(StateAfter("prepend") == State::kQueued);
  CHECK(StateAfter("filter") == State::kQueued);
}

constexpr const char* kHeldAhead =
    "10:00:01 smtpd[7]: NOQUEUE: hold: RCPT from a.example.org[192.0.2.9]: "
    "<a@example.org>: Sender address triggers HOLD action; "
    "from=<a@example.org> to=<b@example.com> proto=ESMTP helo=<a>\n";

TEST_CASE("What is done before a mail has its queue ID is done with the mail") {
  for (const bool cut : {false, true}) {
    Log one;
    one << kHeldAhead;
    if (cut) one.Commit();
    Log two(one.recall());
    two.grouper().Remember(one.grouper().Memory());
    Log& log = cut ? two : one;
    log.Line(
        "Dec  5 10:00:01 mx1 postfix/smtpd[7]: A1B2C3D4E5: "
        "client=a.example.org[192.0.2.9]",
        2);
    CHECK(log.Only().state == State::kHeld);
    CHECK(log.Only().helo == "a");
    CHECK(log.Only().evidence == std::vector<LineRef>{1, 2});
    REQUIRE(log.Rejects().size() == 1);
    CHECK(log.Rejects()[0].queue_id == "A1B2C3D4E5");
    CHECK(log.Rejects()[0].sender == "a@example.org");
  }
}

TEST_CASE("A held mail whose data are refused is rejected") {
  Log log;
  log << kHeldAhead << kClient
      << "10:00:02 cleanup[8]: A1B2C3D4E5: milter-reject: END-OF-MESSAGE from "
         "a.example.org[192.0.2.9]: 5.7.1 virus; from=<a@example.org> "
         "to=<b@example.com> proto=ESMTP helo=<a>";
  CHECK(log.Only().state == State::kRejected);
  CHECK_FALSE(log.Only().held);
}

TEST_CASE("What was done with one mail says nothing of another's") {
  const auto state_after = [](std::string_view between,
                              std::string_view client) {
    Log log;
    log << kHeldAhead << between << client;
    CHECK(log.Rejects()[0].queue_id == "");
    return log.Only().held;
  };
  const std::string client =
      "10:00:02 smtpd[7]: A1B2C3D4E5: client=a.example.org[192.0.2.9]\n";
  CHECK_FALSE(state_after(
      "10:00:01 smtpd[7]: disconnect from a.example.org[192.0.2.9] mail=1\n",
      client));
  CHECK_FALSE(state_after(
      "10:00:01 smtpd[7]: NOQUEUE: reject: RCPT from a.example.org[192.0.2.9]: "
      "550 5.1.1 no; from=<c@example.org> to=<x@example.com> proto=ESMTP "
      "helo=<a>\n",
      client));
  CHECK_FALSE(state_after(
      "", "10:00:02 smtpd[8]: A1B2C3D4E5: client=a.example.org[192.0.2.9]\n"));
  CHECK_FALSE(state_after(
      "", "10:00:02 smtpd[7]: A1B2C3D4E5: client=b.example.org[192.0.2.8]\n"));
  CHECK_FALSE(state_after(
      "", "10:02:02 smtpd[7]: A1B2C3D4E5: client=a.example.org[192.0.2.9]\n"));
}

TEST_CASE("One refusal of one mail is one, however often it is logged") {
  const std::string line =
      "10:00:01 cleanup[8]: warning: A1B2C3D4E5: message rejected: hopcount "
      "exceeded\n";
  for (const bool commit : {false, true}) {
    Log log;
    log << kClient << line;
    if (commit) log.Commit();
    log << line << line;
    REQUIRE(log.Rejects().size() == 1);
    CHECK(log.Rejects()[0].evidence == std::vector<LineRef>{2, 3, 4});
    CHECK(log.Only().evidence == std::vector<LineRef>{1, 2, 3, 4});
    log << "10:00:03 cleanup[8]: warning: A1B2C3D4E5: message rejected: "
           "hopcount exceeded\n";
    CHECK(log.Rejects().size() == 2);
  }
}

TEST_CASE("A refusal that is told again after a restart is still its mail's") {
  const std::string line =
      "10:00:01 cleanup[8]: warning: A1B2C3D4E5: message rejected: hopcount "
      "exceeded\n";
  Log one;
  one << kClient << line;
  REQUIRE(one.Rejects().size() == 1);
  const Id id = one.Rejects()[0].id;
  one.Commit();
  Log two(one.recall());
  two.grouper().Remember(one.grouper().Memory());
  two << line;
  REQUIRE(two.Rejects().size() == 1);
  CHECK(two.Rejects()[0].id == id);
  CHECK(two.Rejects()[0].queue_id == "A1B2C3D4E5");
}

TEST_CASE("A client that postscreen's own list drops is refused") {
  constexpr const char* kListed =
      "10:00:01 postscreen[7]: DENYLISTED [192.0.2.9]:1234\n";
  constexpr const char* kEnd =
      "10:00:01 postscreen[7]: DISCONNECT [192.0.2.9]:1234\n";
  for (const bool cut : {false, true}) {
    Log one;
    one << kListed;
    CHECK(one.Rejects().empty());
    Log two(one.recall());
    two.grouper().Remember(one.grouper().Memory());
    Log& log = cut ? two : one;
    log << kEnd << kEnd;
    REQUIRE(log.Rejects().size() == 1);
    CHECK(log.Rejects()[0].action == "reject");
    CHECK(log.Rejects()[0].stage == "connect");
    CHECK(log.Rejects()[0].daemon == "postscreen");
    CHECK(log.Rejects()[0].client == Peer{"", "192.0.2.9", "1234"});
    CHECK(log.Rejects()[0].response == "DENYLISTED [192.0.2.9]:1234");
  }
  Log passed;
  passed << kListed << "10:00:01 postscreen[7]: PASS NEW [192.0.2.9]:1234\n"
         << kEnd;
  CHECK(passed.Rejects().empty());
  Log enforced;
  enforced << kListed
           << "10:00:02 postscreen[7]: NOQUEUE: reject: RCPT from "
              "[192.0.2.9]:1234: 550 5.3.2 Service currently unavailable; "
              "from=<a@example.org>, to=<b@example.com>, proto=ESMTP, "
              "helo=<a>\n"
           << kEnd;
  REQUIRE(enforced.Rejects().size() == 1);
  CHECK(enforced.Rejects()[0].stage == "rcpt");
}

TEST_CASE("A client whose mail no proxy filter takes is refused, once") {
  Log log;
  log << R"(
    10:00:00 smtpd[7]: connect from a.example.org[192.0.2.9]
    10:00:01 smtpd[7]: warning: connect to proxy filter 127.0.0.1:10029: Connection refused
    10:00:01 smtpd[8]: disconnect from b.example.org[192.0.2.8] ehlo=1 quit=1 commands=2
    10:00:02 smtpd[7]: warning: connect to proxy filter 127.0.0.1:10029: Connection refused
    10:00:03 smtpd[7]: disconnect from a.example.org[192.0.2.9] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4
    10:00:04 smtpd[7]: connect from b.example.org[192.0.2.8]
    10:00:04 smtpd[7]: disconnect from b.example.org[192.0.2.8] ehlo=1 quit=1 commands=2
  )";
  REQUIRE(log.Rejects().size() == 1);
  const Reject reject = log.Rejects()[0];
  CHECK(reject.client.ip == "192.0.2.9");
  CHECK(reject.action == "reject");
  CHECK(reject.stage == "rcpt");
  CHECK(reject.response ==
        "connect to proxy filter 127.0.0.1:10029: Connection refused");
  CHECK(reject.evidence == std::vector<LineRef>{2, 5});
}

TEST_CASE("A login that may not use the sender's address is named") {
  Log log;
  log << "10:00:00 submission/smtpd[7]: NOQUEUE: reject: RCPT from "
         "a.example.org[192.0.2.9]: 553 5.7.1 <boss@example.com>: Sender "
         "address rejected: not owned by user hana@example.com; "
         "from=<boss@example.com> to=<b@example.net> proto=ESMTP helo=<a>";
  REQUIRE(log.Rejects().size() == 1);
  CHECK(log.Rejects()[0].sasl_username == "hana@example.com");
}

TEST_CASE("A failed login is a session with its user and service") {
  Log log;
  log << R"(
    10:00:00 submission/smtpd[7]: warning: a.example.org[192.0.2.9]: SASL LOGIN authentication failed: authentication failure, sasl_username=hana@example.com
    10:00:01 smtpd[7]: warning: unknown[192.0.2.9]: SASL PLAIN authentication failed: 
  )";
  const std::vector<Session> sessions = log.Sessions();
  REQUIRE(sessions.size() == 2);
  CHECK(sessions[0].id != 0);
  CHECK(sessions[0].kind == "login_failed");
  CHECK(sessions[0].stage == "auth");
  CHECK(sessions[0].service == "submission");
  CHECK(sessions[0].daemon == "smtpd");
  CHECK(sessions[0].client == Peer{"a.example.org", "192.0.2.9", ""});
  CHECK(sessions[0].sasl_method == "LOGIN");
  CHECK(sessions[0].sasl_username == "hana@example.com");
  CHECK(sessions[0].response == "authentication failure");
  CHECK(sessions[0].evidence == std::vector<LineRef>{1});
  CHECK(sessions[1].service == "smtp");
}

TEST_CASE("Broken sessions have their kind and stage") {
  const auto kind_of = [](std::string_view line) {
    Log log;
    log << line;
    const std::vector<Session> sessions = log.Sessions();
    if (sessions.empty()) return std::string("none");
    return sessions[0].kind + " " + sessions[0].stage;
  };
  CHECK(kind_of("10:00:00 smtpd[7]: lost connection after DATA (12 bytes) from "
                "a.example.org[192.0.2.9]") == "lost_connection data");
  CHECK(kind_of("10:00:00 smtpd[7]: lost connection after RCPT from "
                "a.example.org[192.0.2.9]") == "lost_connection rcpt");
  CHECK(kind_of("10:00:00 smtpd[7]: timeout after END-OF-MESSAGE from "
                "a.example.org[192.0.2.9]") == "timeout end_of_data");
  CHECK(kind_of("10:00:00 smtpd[7]: too many errors after RCPT from "
                "a.example.org[192.0.2.9]") == "too_many_errors rcpt");
  CHECK(kind_of("10:00:00 smtpd[7]: SSL_accept error from "
                "a.example.org[192.0.2.9]: -1") == "tls_failed starttls");
  CHECK(kind_of("10:00:00 smtpd[7]: warning: Connection rate limit exceeded: "
                "61 from a.example.org[192.0.2.9] for service smtp") ==
        "limit ");
  CHECK(kind_of("10:00:00 postscreen[7]: DNSBL rank 5 for [192.0.2.9]:1234") ==
        "dnsbl ");
  CHECK(kind_of("10:00:00 postscreen[7]: PREGREET 11 after 0.1 from "
                "[192.0.2.9]:1234: EHLO x\\r\\n") == "pregreet ");
  CHECK(kind_of("10:00:00 postscreen[7]: PASS NEW [192.0.2.9]:1234") == "none");
  CHECK(kind_of("10:00:00 postscreen[7]: CONNECT from [192.0.2.9]:1234 to "
                "[198.51.100.1]:25") == "none");
  CHECK(kind_of("10:00:00 smtpd[7]: connect from a.example.org[192.0.2.9]") ==
        "none");
  CHECK(kind_of("10:00:00 smtp[7]: SSL_connect error to "
                "a.example.org[192.0.2.9]:25: -1") == "none");
}

TEST_CASE("The TLS library's complaint explains the lost connection") {
  Log log;
  log << R"(
    10:00:00 smtpd[7]: SSL_accept error from a.example.org[192.0.2.9]: -1
    10:00:00 smtpd[7]: warning: TLS library problem: error:0A000102:SSL routines::unsupported protocol:../ssl/statem/statem_srvr.c:1657:
    10:00:00 smtpd[7]: lost connection after STARTTLS from a.example.org[192.0.2.9]
  )";
  const std::vector<Session> sessions = log.Sessions();
  REQUIRE(sessions.size() == 2);
  CHECK(sessions[0].kind == "tls_failed");
  CHECK(sessions[1].kind == "lost_connection");
  CHECK(sessions[1].evidence.size() >= 2);
  CHECK(sessions[1].response.find("unsupported protocol") != std::string::npos);
}

TEST_CASE("Rejects and sessions are handed out once") {
  Log log;
  log << "10:00:00 smtpd[7]: lost connection after RCPT from "
         "a.example.org[192.0.2.9]";
  CHECK(log.Sessions().size() == 1);
  log.Commit();
  CHECK(log.Sessions().empty());
}

}  // namespace
}  // namespace mailwhy::group
