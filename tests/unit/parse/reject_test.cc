#include <doctest/doctest.h>

#include "unit/parse/reading.h"

namespace mailwhy::parse {
namespace {

TEST_CASE("a reject of smtpd gives who, whom, where and why") {
  const auto line = Reading::Of(
      "smtpd[7]: NOQUEUE: reject: RCPT from h.example.com[192.0.2.4]: 550 "
      "5.1.1 "
      "<b@example.org>: Recipient address rejected: User unknown in local "
      "recipient table; from=<a@example.com> to=<b@example.org> proto=ESMTP "
      "helo=<h.example.com>");
  CHECK(line->kind == LineKind::kReject);
  CHECK(line->noqueue);
  CHECK(line->queue_id.empty());
  CHECK(line->action == "reject");
  CHECK(line->stage == "RCPT");
  CHECK(line->peer.name == "h.example.com");
  CHECK(line->peer.ip == "192.0.2.4");
  CHECK(line->code == "550");
  CHECK(line->dsn == "5.1.1");
  CHECK(line->response ==
        "550 5.1.1 <b@example.org>: Recipient address rejected: User unknown "
        "in local recipient table");
  CHECK(line->sender == "a@example.com");
  CHECK(line->recipient == "b@example.org");
  CHECK(line->proto == "ESMTP");
  CHECK(line->helo == "h.example.com");
}

TEST_CASE("the empty sender is a sender, and no sender is none") {
  auto line = Reading::Of(
      "smtpd[7]: 4104E3D: reject: RCPT from h.example.com[192.0.2.4]:4711: 450 "
      "4.7.1 <b@example.org>: Greylisted; from=<> to=<b@example.org> "
      "proto=ESMTP helo=<h> sasl_method=PLAIN sasl_username=u@example.com");
  CHECK(line->sender_given);
  CHECK(line->sender.empty());
  CHECK(line->peer.port == "4711");
  CHECK(line->queue_id == "4104E3D");
  CHECK(line->helo == "h");
  CHECK(line->sasl_method == "PLAIN");
  CHECK(line->sasl_username == "u@example.com");
  line = Reading::Of(
      "smtpd[7]: NOQUEUE: reject: CONNECT from unknown[unknown]: 554 5.7.1 "
      "<unknown[unknown]>: Client host rejected: Access denied; proto=SMTP");
  CHECK_FALSE(line->sender_given);
  CHECK(line->peer.ip.empty());
  CHECK(line->proto == "SMTP");
  CHECK(line->response ==
        "554 5.7.1 <unknown[unknown]>: Client host rejected: Access denied");
}

TEST_CASE("every action of Postfix is a reject line with that action") {
  for (const std::string action :
       {"reject", "reject_warning", "defer", "hold", "discard", "redirect",
        "filter", "prepend", "warn", "info", "BCC", "permit", "milter-reject",
        "milter-hold", "proxy-reject"}) {
    CAPTURE(action);
    const auto line = Reading::Of(
        "smtpd[7]: 4104E3D: " + action +
        ": END-OF-MESSAGE from h.example.com[192.0.2.4]: text; "
        "from=<a@example.com> to=<b@example.org> proto=ESMTP helo=<h>");
    CHECK(line->kind == LineKind::kReject);
    CHECK(line->action == action);
    CHECK(line->stage == "END-OF-MESSAGE");
    CHECK(line->response == "text");
    CHECK(line->helo == "h");
  }
}

TEST_CASE("postscreen puts commas between the fields") {
  const auto line = Reading::Of(
      "postscreen[7]: NOQUEUE: reject: RCPT from [2001:db8::4]:4711: 550 5.7.1 "
      "Service unavailable; client [2001:db8::4] blocked using "
      "zen.example.org; from=<a@example.com>, to=<b@example.org>, "
      "proto=ESMTP, helo=<h.example.com>");
  CHECK(line->kind == LineKind::kReject);
  CHECK(line->peer.ip == "2001:db8::4");
  CHECK(line->peer.port == "4711");
  CHECK(line->response ==
        "550 5.7.1 Service unavailable; client [2001:db8::4] blocked using "
        "zen.example.org");
  CHECK(line->sender == "a@example.com");
  CHECK(line->recipient == "b@example.org");
  CHECK(line->helo == "h.example.com");
}

TEST_CASE("a proxy filter's reject names no client") {
  const auto line = Reading::Of(
      "smtpd[7]: NOQUEUE: proxy-reject: END-OF-MESSAGE: 554 5.7.0 Reject, "
      "id=12345-01 - spam; from=<a@example.com> to=<b@example.org> "
      "proto=ESMTP helo=<h>");
  CHECK(line->stage == "END-OF-MESSAGE");
  CHECK(line->peer.ip.empty());
  CHECK(line->response == "554 5.7.0 Reject, id=12345-01 - spam");
  const auto accepted = Reading::Of(
      "smtpd[7]: NOQUEUE: proxy-accept: END-OF-MESSAGE: 250 2.0.0 Ok: queued "
      "as 8B84D8D1CF; from=<a@example.com> to=<b@example.org> proto=ESMTP "
      "helo=<h>");
  CHECK(accepted->kind == LineKind::kService);
  CHECK(accepted->linked_queue_id == "8B84D8D1CF");
}

TEST_CASE("header and body checks have their text behind the fields") {
  auto line = Reading::Of(
      "cleanup[7]: 4104E3D: reject: header Subject: cheap; from=<f> from q[1] "
      "from h.example.com[192.0.2.4]; from=<a@example.com> "
      "to=<b@example.org> proto=ESMTP helo=<h>: 5.7.1 no spam: please");
  CHECK(line->kind == LineKind::kReject);
  CHECK(line->stage == "header");
  CHECK(line->peer.name == "h.example.com");
  CHECK(line->sender == "a@example.com");
  CHECK(line->helo == "h");
  CHECK(line->dsn == "5.7.1");
  CHECK(line->response == "5.7.1 no spam: please");
  CHECK(line.Extra("content") == "Subject: cheap; from=<f> from q[1]");
  line = Reading::Of(
      "cleanup[7]: 4104E3D: warning: body x from local; from=<a@example.com> "
      "to=<b@example.org>");
  CHECK(line->kind == LineKind::kReject);
  CHECK(line->action == "warning");
  CHECK_FALSE(line->warning);
  CHECK(line->stage == "body");
  CHECK(line->recipient == "b@example.org");
  CHECK(line->response == "x");  // no reply: the body line says what it was
}

TEST_CASE("a milter's reject at the end of the message") {
  const auto line = Reading::Of(
      "cleanup[7]: 4104E3D: milter-reject: END-OF-MESSAGE from "
      "h.example.com[192.0.2.4]: 5.7.1 Command rejected; from=<a@example.com> "
      "to=<b@example.org> proto=ESMTP helo=<h>");
  CHECK(line->action == "milter-reject");
  CHECK(line->dsn == "5.7.1");
  CHECK(line->code.empty());
  CHECK(line->response == "5.7.1 Command rejected");
}

TEST_CASE("a HELO name cannot pass itself off as Postfix's fields") {
  const std::string helo =
      "a; from=<x@example.com> to=<y@example.com> proto=ESMTP helo=<z";
  const auto line = Reading::Of(
      "smtpd[7]: NOQUEUE: reject: RCPT from unknown[192.0.2.4]: 554 5.7.1 <" +
      helo + ">: Helo command rejected: no; from=<real@example.com> " +
      "to=<r@example.org> proto=ESMTP helo=<" + helo + ">");
  CHECK(line->sender == "real@example.com");
  CHECK(line->recipient == "r@example.org");
  CHECK(line->helo == helo);
}

TEST_CASE("a sender's address cannot pass itself off as Postfix's fields") {
  const std::string sender =
      "\"a; from=<x@example.com> to=<y@example.com> proto=ESMTP "
      "helo=<z\"@example.com";
  const auto line = Reading::Of(
      "smtpd[7]: NOQUEUE: reject: RCPT from unknown[192.0.2.4]: 554 5.7.1 <" +
      sender + ">: Sender address rejected: no; from=<" + sender +
      "> to=<r@example.org> proto=ESMTP helo=<h.example.com>");
  CHECK(line->sender == sender);
  CHECK(line->recipient == "r@example.org");
  CHECK(line->helo == "h.example.com");
}

TEST_CASE("a reject that lost its brackets is still read") {
  const auto line = Reading::Of(
      "smtpd[7]: NOQUEUE: reject: RCPT from h.example.com[192.0.2.4]: 554 "
      "5.7.1 "
      ": Relay access denied; from=a@example.com to=b@example.org proto=ESMTP "
      "helo=h.example.com");
  CHECK(line->response == "554 5.7.1 : Relay access denied");
  CHECK(line->sender == "a@example.com");
  CHECK(line->recipient == "b@example.org");
  CHECK(line->helo == "h.example.com");
}

}  // namespace
}  // namespace mailwhy::parse
