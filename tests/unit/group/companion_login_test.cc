// Logins at POP and IMAP servers, and who checks passwords for smtpd.
#include <doctest/doctest.h>

#include "unit/group/log.h"

namespace mailwhy::group {
namespace {

TEST_CASE("a refused POP login is a session with user, client and service") {
  Log log;
  log << "Dec  5 10:00:00 mx1 dovecot: pop3-login: Aborted login (auth failed, "
         "1 "
         "attempts in 2 secs): user=<taro@example.com>, method=PLAIN, "
         "rip=192.0.2.4, lip=198.51.100.1, TLS, session=<s1>";
  const auto sessions = log.Sessions();
  REQUIRE(sessions.size() == 1);
  CHECK(sessions[0].kind == "login_failed");
  CHECK(sessions[0].service == "pop3");
  CHECK(sessions[0].daemon == "pop3-login");
  CHECK(sessions[0].stage == "auth");
  CHECK(sessions[0].client.ip == "192.0.2.4");
  CHECK(sessions[0].sasl_username == "taro@example.com");
  CHECK(sessions[0].sasl_method == "PLAIN");
  CHECK(sessions[0].response ==
        "Aborted login (auth failed, 1 attempts in 2 secs)");
  CHECK(sessions[0].evidence == std::vector<LineRef>{1});
}

constexpr const char* kReason =
    "Dec  5 10:00:00 mx1 dovecot: auth-worker(8): conn unix:auth-worker "
    "(pid=7,uid=1): auth-worker<3>: sql(taro@example.com,192.0.2.4,<s1>): "
    "Password mismatch";
constexpr const char* kRefused =
    "Dec  5 10:00:02 mx1 dovecot: imap-login: Aborted login (auth failed, 1 "
    "attempts in 2 secs): user=<taro@example.com>, method=PLAIN, "
    "rip=192.0.2.4, lip=198.51.100.1, TLS, session=<s1>";

TEST_CASE("the reason and the refusal are one failed login, in either order") {
  for (const bool reason_first : {true, false}) {
    Log log;
    log << (reason_first ? kReason : kRefused);
    log << (reason_first ? kRefused : kReason);
    const auto sessions = log.Sessions();
    REQUIRE(sessions.size() == 1);
    CHECK(sessions[0].service == "imap");
    CHECK(sessions[0].daemon == "imap-login");
    CHECK(
        sessions[0].response ==
        "Aborted login (auth failed, 1 attempts in 2 secs); Password mismatch");
    CHECK(sessions[0].evidence == std::vector<LineRef>{1, 2});
  }
}

TEST_CASE(
    "the reason was stored before the refusal came: one session all the "
    "same") {
  Log log;
  log << kReason;
  log.Commit();
  log << kRefused;
  log.Commit();
  REQUIRE(log.recall().sessions.size() == 1);
  const auto& [id, session] = *log.recall().sessions.begin();
  CHECK(session.service == "imap");
  CHECK(session.at.at / kSecond == SecondOf(id));
}

TEST_CASE("a run that goes on where another ended joins both lines, too") {
  MapRecall recall;
  Log first(recall);
  first.Line(kReason, 1);
  first.Commit();
  Log second(recall);
  second.grouper().Remember(first.grouper().Memory());
  second.Line(kRefused, 2);
  second.Commit();
  REQUIRE(recall.sessions.size() == 1);
  CHECK(recall.sessions.begin()->second.evidence == std::vector<LineRef>{1, 2});
}

TEST_CASE("two logins of one user from two clients stay two") {
  Log log;
  log << kReason;
  log << "Dec  5 10:00:02 mx1 dovecot: imap-login: Aborted login (auth failed, "
         "1 "
         "attempts in 2 secs): user=<taro@example.com>, method=PLAIN, "
         "rip=192.0.2.99, lip=198.51.100.1, TLS, session=<s2>";
  CHECK(log.Sessions().size() == 2);
}

TEST_CASE("two refusals of one client are two failed logins") {
  Log log;
  log << kRefused << kRefused;
  CHECK(log.Sessions().size() == 2);
}

TEST_CASE("several attempts of one session are one failed login") {
  Log log;
  log << kReason << kReason << kReason << kRefused;
  const auto sessions = log.Sessions();
  REQUIRE(sessions.size() == 1);
  CHECK(sessions[0].evidence.size() == 4);
}

TEST_CASE("a reason that nobody's refusal follows is a failed login itself") {
  Log log;
  log << "Dec  5 10:00:00 mx1 dovecot: auth: pam(taro,192.0.2.4): unknown user";
  const auto sessions = log.Sessions();
  REQUIRE(sessions.size() == 1);
  CHECK(sessions[0].service == "auth");
  CHECK(sessions[0].response == "unknown user");
}

TEST_CASE("saslauthd tells smtpd's refusal its user and reason") {
  Log log;
  log << R"(
    Dec  5 10:00:00 mx1 saslauthd[9]: pam_unix(smtp:auth): authentication failure; logname= uid=0 euid=0 tty= ruser= rhost=  user=taro
    Dec  5 10:00:01 mx1 saslauthd[9]: do_auth         : auth failure: [user=taro] [service=smtp] [realm=example.com] [mech=pam] [reason=PAM auth error]
    10:00:01 submission/smtpd[7]: warning: h.example.net[192.0.2.4]: SASL LOGIN authentication failed: authentication failure)";
  const auto sessions = log.Sessions();
  REQUIRE(sessions.size() == 1);
  CHECK(sessions[0].daemon == "smtpd");
  CHECK(sessions[0].service == "submission");
  CHECK(sessions[0].client.ip == "192.0.2.4");
  CHECK(sessions[0].sasl_username == "taro");
  CHECK(sessions[0].response.find("PAM auth error") != std::string::npos);
  CHECK(sessions[0].evidence.size() == 3);
}

TEST_CASE("saslauthd's refusal of an IMAP login does not explain smtpd's") {
  Log log;
  log << R"(
    Dec  5 10:00:01 mx1 saslauthd[9]: do_auth         : auth failure: [user=taro] [service=imap] [realm=] [mech=pam] [reason=PAM auth error]
    10:00:01 smtpd[7]: warning: h.example.net[192.0.2.4]: SASL LOGIN authentication failed: authentication failure)";
  CHECK(log.Sessions().size() == 2);
}

TEST_CASE(
    "of good logins the first of user, client and service in an hour is "
    "kept") {
  Log log;
  const auto login = [&](const char* time, const char* user, const char* ip) {
    log << std::string("Dec  5 ") + time +
               " mx1 dovecot: imap-login: Login: user=<" + user +
               ">, method=PLAIN, rip=" + ip +
               ", lip=198.51.100.1, mpid=1, TLS, session=<s>";
  };
  login("10:00:00", "taro", "192.0.2.4");
  login("10:05:00", "taro", "192.0.2.4");
  login("10:59:59", "taro", "192.0.2.4");
  CHECK(log.Sessions().size() == 1);
  login("10:06:00", "taro", "192.0.2.5");
  login("10:06:00", "jiro", "192.0.2.4");
  login("11:00:00", "taro", "192.0.2.4");
  const auto sessions = log.Sessions();
  REQUIRE(sessions.size() == 4);
  CHECK(sessions[0].kind == "login");
}

TEST_CASE("clients that go without having tried a login") {
  Log log;
  log << R"(
    Dec  5 10:00:00 mx1 dovecot: imap-login: Disconnected (no auth attempts in 0 secs): user=<>, rip=192.0.2.4, lip=198.51.100.1, session=<s>
    Dec  5 10:00:01 mx1 dovecot: imap-login: Disconnected (no auth attempts in 1 secs): user=<>, rip=192.0.2.4, lip=198.51.100.1, TLS handshaking: SSL_accept() failed: error:14094416:SSL routines:ssl3_read_bytes:sslv3 alert certificate unknown: SSL alert number 46, session=<s>
    Dec  5 10:00:02 mx1 dovecot: imap-login: Disconnected: Inactivity (no auth attempts in 180 secs): user=<>, rip=192.0.2.4, lip=198.51.100.1, TLS, session=<s>)";
  const auto sessions = log.Sessions();
  REQUIRE(sessions.size() == 3);
  CHECK(sessions[0].kind == "lost_connection");
  CHECK(sessions[1].kind == "tls_failed");
  CHECK(sessions[2].kind == "timeout");
  CHECK(sessions[1].service == "imap");
}

TEST_CASE(
    "users' names of any bytes and length are kept apart from what is "
    "Dovecot's") {
  Log log;
  std::string name(3000, 'x');
  name += ">, rip=203.0.113.9, session=<s9>, \x01\xff";
  for (int i = 0; i < 2000; ++i) {
    log << "Dec  5 10:00:00 mx1 dovecot: auth: sql(" + std::to_string(i) +
               name + ",192.0.2.4,<q" + std::to_string(i) + ">): unknown user";
  }
  const auto sessions = log.Sessions();
  CHECK(sessions.size() == 2000);
  CHECK(sessions[0].client.ip == "192.0.2.4");
}

}  // namespace
}  // namespace mailwhy::group
