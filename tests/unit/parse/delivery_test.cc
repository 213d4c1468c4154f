#include <doctest/doctest.h>

#include "unit/parse/reading.h"

namespace mailwhy::parse {
namespace {

TEST_CASE("a delivery line gives all its fields") {
  const auto line = Reading::Of(
      "smtp[84479]: 8B84D8D1CF: to=<tu@example.net>, "
      "relay=mail.example.net[203.0.113.112]:25, delay=0.47, "
      "delays=0.16/0.05/0.09/0.17, dsn=2.0.0, status=sent (250 2.0.0 Ok: "
      "queued as EEC702AAC0E)");
  CHECK(line->kind == LineKind::kDelivery);
  CHECK(line->host == "mx01");
  CHECK(line->daemon == "smtp");
  CHECK(line->pid == 84479);
  CHECK(line->queue_id == "8B84D8D1CF");
  CHECK(line->recipient == "tu@example.net");
  CHECK(line->relay == "mail.example.net[203.0.113.112]:25");
  CHECK(line->peer.name == "mail.example.net");
  CHECK(line->peer.ip == "203.0.113.112");
  CHECK(line->peer.port == "25");
  CHECK(line->delay == "0.47");
  CHECK(line->delays == "0.16/0.05/0.09/0.17");
  CHECK(line->dsn == "2.0.0");
  CHECK(line->status == "sent");
  CHECK(line->response == "250 2.0.0 Ok: queued as EEC702AAC0E");
  CHECK(line->linked_queue_id == "EEC702AAC0E");
  CHECK(line->extra_count == 0);
}

TEST_CASE("fields stand in any order, and unknown ones are carried along") {
  const auto line = Reading::Of(
      "smtp[1]: 4NQkzB1vBkz2bN: relay=mx.example.com[2001:db8::1]:25, "
      "to=<a@example.com>, orig_to=<b@example.org>, conn_use=3, "
      "delays=1/2/3/4, tls=TLSv1.3, future=a b, c, delay=10, dsn=2.0.0, "
      "status=sent (250 ok)");
  CHECK(line->kind == LineKind::kDelivery);
  CHECK(line->queue_id == "4NQkzB1vBkz2bN");
  CHECK(line->recipient == "a@example.com");
  CHECK(line->orig_to == "b@example.org");
  CHECK(line->conn_use == "3");
  CHECK(line->tls == "TLSv1.3");
  CHECK(line->peer.ip == "2001:db8::1");
  CHECK(line.Extra("future") == "a b, c");
  CHECK(line->delay == "10");
}

TEST_CASE("the reply may hold whatever a stranger wrote") {
  const std::string reply =
      "host mx.example.com[203.0.113.5] said: 550-5.7.1 see "
      "<https://example.com/?a=b, status=sent (x)>, to=<z@example.com> \") "
      "status=sent (\" [x] (in reply to end of DATA command)";
  const auto line = Reading::Of(
      "smtp[1]: 8B84D8D1CF: to=<a@example.com>, relay=mx.example.com[203.0."
      "113.5]:25, delay=1, dsn=5.7.1, status=bounced (" +
      reply + ")");
  CHECK(line->status == "bounced");
  CHECK(line->recipient == "a@example.com");
  CHECK(line->response == reply);
}

TEST_CASE("fields behind the reply count too") {
  const auto line = Reading::Of(
      "smtp[1]: 8B84D8D1CF: status=deferred (450 (later)), dsn=4.0.0, "
      "to=<a@example.com>");
  CHECK(line->kind == LineKind::kDelivery);
  CHECK(line->response == "450 (later)");
  CHECK(line->dsn == "4.0.0");
  CHECK(line->recipient == "a@example.com");
}

TEST_CASE("a line that was cut gives what is there") {
  auto line = Reading::Of(
      "smtp[1]: 8B84D8D1CF: to=<a@example.com>, relay=none, dsn=4.4.1, "
      "status=deferred (connect to mx.example.com[203.0.113.5]:25: Conn");
  CHECK(line->response == "connect to mx.example.com[203.0.113.5]:25: Conn");
  CHECK_FALSE(LooksFinished(*line));
  line = Reading::Of(
      "smtp[1]: 8B84D8D1CF: to=<a@example.com>, dsn=4.4.1, status=deferred "
      "(host a said: 450 (busy) try la");
  CHECK(line->response == "host a said: 450 (busy) try la");
  line = Reading::Of("smtp[1]: 8B84D8D1CF: to=<a@example.com>, rela");
  CHECK(line->kind == LineKind::kDelivery);
  line = Reading::Of("smtp[1]: 8B84D8D1CF: to=<a@exam");
  CHECK(line->recipient == "a@exam");
}

TEST_CASE("relays of every form are taken apart") {
  const auto relay = [](const std::string& text) {
    return Reading::Of("lmtp[1]: 8B84D8D1CF: to=<a@example.com>, relay=" +
                       text + ", delay=1, dsn=2.0.0, status=sent (ok)");
  };
  CHECK(relay("none")->peer.name.empty());
  CHECK(relay("none")->relay == "none");
  CHECK(relay("local")->peer.name == "local");
  CHECK(relay("mx01[private/dovecot-lmtp]")->peer.name ==
        "mx01[private/dovecot-lmtp]");
  CHECK(relay("mx01[/run/lmtp]")->peer.ip.empty());
  CHECK(relay("mx[IPv6:2001:db8::1]:25")->peer.ip == "2001:db8::1");
  CHECK(relay("[2001:db8::1]:25")->peer.port == "25");
  CHECK(relay("[2001:db8::1]:25")->peer.name.empty());
  CHECK(relay("127.0.0.1[127.0.0.1]:10024")->peer.port == "10024");
  CHECK(relay("mx.example.com[203.0.113.5]")->peer.port.empty());
}

TEST_CASE("addresses are read with, without and inside of brackets") {
  const auto to = [](const std::string& text) {
    return std::string(Reading::Of("local[1]: 8B84D8D1CF: to=" + text +
                                   ", relay=local, dsn=2.0.0, status=sent (ok)")
                           ->recipient);
  };
  CHECK(to("<a@example.com>") == "a@example.com");
  CHECK(to("a@example.com") == "a@example.com");
  CHECK(to("<>") == "");
  CHECK(to("<\"a b\"@example.com>") == "\"a b\"@example.com");
  CHECK(to("<\"a, b>, relay=x\"@example.com>") ==
        "\"a, b>, relay=x\"@example.com");
  CHECK(to("<\"a\\\"b\"@example.com>") == "\"a\\\"b\"@example.com");
  CHECK(to("<a b@example.com>") == "a b@example.com");
  CHECK(to("<a>b@example.com>") == "a>b@example.com");
  CHECK(to("<a@[IPv6:2001:db8::1]>") == "a@[IPv6:2001:db8::1]");
}

TEST_CASE("the queue ID of the next server is found in its reply") {
  const auto id = [](const std::string& reply) {
    return std::string(
        Reading::Of("smtp[1]: 8B84D8D1CF: to=<a@example.com>, dsn=2.0.0, "
                    "status=sent (" +
                    reply + ")")
            ->linked_queue_id);
  };
  CHECK(id("250 2.0.0 Ok: queued as 4NQkzB1vBkz2bN") == "4NQkzB1vBkz2bN");
  CHECK(id("250 2.0.0 Ok: 1234 bytes queued as 8B84D8D1CE") == "8B84D8D1CE");
  CHECK(id("250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued "
           "as 8B84D8D1CE") == "8B84D8D1CE");
  CHECK(id("forwarded as 8B84D8D1CE") == "8B84D8D1CE");
  CHECK(id("250 OK id=1p2AbC-0003Zx-1K") == "1p2AbC-0003Zx-1K");
  CHECK(id("250 2.0.0 2B5IcCaB012345 Message accepted for delivery") ==
        "2B5IcCaB012345");
  CHECK(id("250 2.6.0 <x@example.com> [InternalId=12] Queued mail for "
           "delivery") == "");
  CHECK(id("250 2.0.0 Ok: queued as usual") == "");
  CHECK(id("250 queued as") == "");
}

TEST_CASE("agents and instances are told apart by the program's name") {
  auto line = Reading(
      "Dec  5 18:38:12 mx01 postfix-out/submission/smtpd[12]: connect from "
      "unknown[192.0.2.7]");
  CHECK(line->instance == "postfix-out");
  CHECK(line->service == "submission");
  CHECK(line->daemon == "smtpd");
  line = Reading::Of("smtpd: connect from unknown[192.0.2.7]");
  CHECK(line->pid == 0);
  CHECK(line->kind == LineKind::kConnect);
  line = Reading(
      "Dec  5 18:38:12 mx01 postfix-127.0.0.2/smtpd[12]: connect from "
      "unknown[192.0.2.7]");
  CHECK(line->instance == "postfix-127.0.0.2");
  CHECK(line->kind == LineKind::kConnect);
  line = Reading("Dec  5 18:38:12 mx01 dovecot: no process named");
  CHECK(line->kind == LineKind::kOtherProgram);
  CHECK(line->daemon == "dovecot");
  line = Reading("Dec  5 18:38:12 mx01 cyrus/lmtp[3]: executed");
  CHECK(line->kind == LineKind::kCompanion);
  line = Reading("Dec  5 18:38:12 mx01 postfix[3]: 8B84D8D1CF: removed");
  CHECK(line->kind == LineKind::kRemoved);
}

}  // namespace
}  // namespace mailwhy::parse
