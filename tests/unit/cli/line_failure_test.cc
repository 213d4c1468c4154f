#include "cli/line_failure.h"

#include <doctest/doctest.h>

using mailwhy::Failure;
using mailwhy::cli::FailureOfLine;

namespace {

Failure Found(const std::string& line) {
  const std::optional<Failure> failure = FailureOfLine(line);
  REQUIRE(failure.has_value());
  return *failure;
}

}  // namespace

TEST_CASE("a warning without a mail or a session is a failure of its own") {
  const Failure failure = Found(
      "Aug 22 10:17:30 mx01 postfix/smtpd[21350]: warning: connect to Milter "
      "service inet:127.0.0.1:8891: Connection refused");
  CHECK(failure.status == "warning");
  CHECK(failure.agent == "smtpd");
  CHECK(failure.host == "mx01");
  CHECK(failure.response ==
        "connect to Milter service inet:127.0.0.1:8891: Connection refused");
}

TEST_CASE("a login that failed is told with or without its client") {
  Failure failure = Found(
      "Aug 22 10:17:30 mx01 postfix/smtpd[21350]: warning: "
      "unknown[192.0.2.9]: SASL LOGIN authentication failed: UGFzc3dvcmQ6");
  CHECK(failure.client.ip == "192.0.2.9");
  failure = Found(
      "Aug 22 10:17:30 mx01 postfix/smtpd[21350]: warning: SASL LOGIN "
      "authentication failed: generic failure");
  CHECK(failure.response.find("SASL LOGIN") != std::string::npos);
  CHECK_FALSE(failure.client.known());
}

TEST_CASE("a delivery says more than the warnings before it") {
  const Failure failure = Found(
      "Aug 22 10:16:02 mx01 postfix/smtp[21350]: connect to "
      "mail.example.com[198.51.100.7]:25: Connection timed out\n"
      "Aug 22 10:16:02 mx01 postfix/smtp[21350]: A1B2C3D4E5: "
      "to=<a@example.com>, relay=none, delay=30, delays=0/0/30/0, dsn=4.4.1, "
      "status=deferred (connect to mail.example.com[198.51.100.7]:25: "
      "Connection timed out)");
  CHECK(failure.status == "deferred");
  CHECK(failure.recipient == "a@example.com");
}

TEST_CASE("lines that complain of nothing are no failure") {
  for (const char* line :
       {"Aug 22 10:17:30 mx01 postfix/smtpd[21350]: connect from "
        "unknown[192.0.2.9]",
        "Aug 22 10:17:30 mx01 postfix/qmgr[21350]: A1B2C3D4E5: removed",
        "Aug 22 10:17:30 mx01 postfix/master[1]: daemon started -- version "
        "3.7.11, configuration /etc/postfix"}) {
    CAPTURE(line);
    CHECK_FALSE(FailureOfLine(line).has_value());
  }
}

TEST_CASE("a login that succeeded is no failure") {
  CHECK_FALSE(FailureOfLine("Aug 22 13:02:02 mx01 dovecot: imap-login: Login: "
                            "user=<taro@example.org>, method=PLAIN, "
                            "rip=192.0.2.4, lip=198.51.100.1, TLS")
                  .has_value());
}
