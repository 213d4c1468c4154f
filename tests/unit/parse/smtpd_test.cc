#include <doctest/doctest.h>

#include "unit/parse/reading.h"

namespace mailwhy::parse {
namespace {

TEST_CASE("smtpd's sessions: connect, client, disconnect") {
  auto line = Reading::Of("smtpd[7]: connect from unknown[2001:db8::4]:4711");
  CHECK(line->kind == LineKind::kConnect);
  CHECK(line->peer.ip == "2001:db8::4");
  CHECK(line->peer.port == "4711");
  line = Reading::Of(
      "submission/smtpd[7]: 4104E3D: client=h.example.com[192.0.2.4], "
      "sasl_method=PLAIN, sasl_username=u@example.com, "
      "sasl_sender=<s@example.com>, orig_queue_id=8B84D8D1CF, "
      "orig_client=o.example.com[192.0.2.9]");
  CHECK(line->kind == LineKind::kClient);
  CHECK(line->service == "submission");
  CHECK(line->peer.name == "h.example.com");
  CHECK(line->sasl_username == "u@example.com");
  CHECK(line->sasl_sender == "s@example.com");
  CHECK(line->orig_queue_id == "8B84D8D1CF");
  CHECK(line->orig_client == "o.example.com[192.0.2.9]");
  line = Reading::Of(
      "smtpd[7]: disconnect from h.example.com[192.0.2.4] ehlo=1 auth=0/3 "
      "quit=1 commands=2/5");
  CHECK(line->kind == LineKind::kDisconnect);
  CHECK(line->peer.ip == "192.0.2.4");
  CHECK(line.Extra("auth") == "0/3");
  CHECK(line.Extra("commands") == "2/5");
  line = Reading::Of("smtpd[7]: disconnect from h.example.com[192.0.2.4]");
  CHECK(line->kind == LineKind::kDisconnect);
}

TEST_CASE("sessions that end badly say at which stage") {
  auto line = Reading::Of(
      "smtpd[7]: lost connection after DATA (1234 bytes) from "
      "h.example.com[192.0.2.4]");
  CHECK(line->kind == LineKind::kLostConnection);
  CHECK(line->stage == "DATA");
  CHECK(line.Extra("bytes") == "1234");
  CHECK(line->peer.ip == "192.0.2.4");
  line = Reading::Of(
      "smtpd[7]: timeout after END-OF-MESSAGE from unknown[192.0.2.4]");
  CHECK(line->kind == LineKind::kTimeout);
  CHECK(line->stage == "END-OF-MESSAGE");
  line = Reading::Of(
      "smtpd[7]: NOQUEUE: too many errors after AUTH from unknown[192.0.2.4]");
  CHECK(line->kind == LineKind::kTooManyErrors);
  CHECK(line->noqueue);
  CHECK(line->stage == "AUTH");
}

TEST_CASE("a failed login names the method, the reason and the user") {
  auto line = Reading::Of(
      "smtpd[7]: warning: unknown[192.0.2.4]: SASL LOGIN authentication "
      "failed: "
      "authentication failure, sasl_username=u@example.com");
  CHECK(line->kind == LineKind::kSaslFailed);
  CHECK(line->warning);
  CHECK(line->peer.ip == "192.0.2.4");
  CHECK(line->sasl_method == "LOGIN");
  CHECK(line->sasl_username == "u@example.com");
  CHECK(line->response == "authentication failure");
  line = Reading::Of(
      "smtpd[7]: warning: h.example.com[192.0.2.4]: SASL CRAM-MD5 "
      "authentication failed: Invalid authentication mechanism");
  CHECK(line->sasl_method == "CRAM-MD5");
  CHECK(line->sasl_username.empty());
  line = Reading::Of(
      "smtpd[7]: warning: unknown[192.0.2.4]: SASL PLAIN authentication "
      "aborted");
  CHECK(line->kind == LineKind::kSaslFailed);
  CHECK(line->response == "aborted");
  line = Reading::Of(
      "smtpd[7]: warning: SASL authentication failure: cannot connect to "
      "saslauthd server");
  CHECK(line->kind == LineKind::kWarning);
}

TEST_CASE("limits, names and manners of clients") {
  auto line = Reading::Of(
      "smtpd[7]: warning: Connection rate limit exceeded: 61 from "
      "h.example.com[192.0.2.4] for service smtp");
  CHECK(line->kind == LineKind::kRateLimit);
  CHECK(line->peer.ip == "192.0.2.4");
  CHECK(line.Extra("count") == "61");
  CHECK(line.Extra("service") == "smtp");
  line = Reading::Of(
      "smtpd[7]: warning: hostname h.example.com does not resolve to address "
      "2001:db8::4: Name or service not known");
  CHECK(line->kind == LineKind::kHostnameMismatch);
  CHECK(line->peer.name == "h.example.com");
  CHECK(line->peer.ip == "2001:db8::4");
  line = Reading::Of(
      "smtpd[7]: warning: non-SMTP command from unknown[192.0.2.4]: GET / "
      "HTTP/1.1");
  CHECK(line->kind == LineKind::kProtocol);
  CHECK(line->peer.ip == "192.0.2.4");
  line = Reading::Of(
      "smtpd[7]: improper command pipelining after EHLO from "
      "unknown[192.0.2.4]: MAIL FROM:<a@example.com>");
  CHECK(line->kind == LineKind::kProtocol);
  CHECK(line->stage == "EHLO");
  CHECK(line->peer.ip == "192.0.2.4");
  line = Reading::Of(
      "smtpd[7]: warning: Illegal address syntax from unknown[192.0.2.4] in "
      "MAIL command: <x>");
  CHECK(line->kind == LineKind::kProtocol);
  CHECK(line->stage == "MAIL");
}

TEST_CASE("older versions said some things otherwise") {
  auto line = Reading::Of(
      "smtpd[7]: warning: 192.0.2.4: hostname h.example.com verification "
      "failed: Name or service not known");
  CHECK(line->kind == LineKind::kHostnameMismatch);
  CHECK(line->peer.name == "h.example.com");
  CHECK(line->peer.ip == "192.0.2.4");
  line = Reading::Of(
      "smtpd[7]: warning: 192.0.2.4: address not listed for hostname "
      "h.example.com");
  CHECK(line->kind == LineKind::kHostnameMismatch);
  CHECK(line->peer.name == "h.example.com");
  line = Reading::Of(
      "smtpd[7]: warning: h[192.0.2.4] sent message content instead of SMTP "
      "command: Subject: x");
  CHECK(line->kind == LineKind::kProtocol);
  CHECK(line->peer.ip == "192.0.2.4");
  CHECK(Reading::Of("smtpd[7]: discarding EHLO keywords: CHUNKING")->kind ==
        LineKind::kService);
  CHECK(Reading("Dec  5 18:38:12 mx01 postfix[7]: To disable backwards "
                "compatibility use \"postconf compatibility_level=3.6\"")
            ->kind == LineKind::kService);
}

TEST_CASE("TLS: established, refused, and whose side it was") {
  auto line = Reading::Of(
      "smtpd[7]: Anonymous TLS connection established from "
      "h.example.com[192.0.2.4]: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 "
      "(256/256 bits)");
  CHECK(line->kind == LineKind::kTlsEstablished);
  CHECK(line->peer.ip == "192.0.2.4");
  CHECK(line.Extra("trust") == "Anonymous");
  line = Reading::Of(
      "smtp[7]: Untrusted TLS connection established to "
      "mx.example.com[192.0.2.4]:25: TLSv1.2 with cipher X (256/256 bits)");
  CHECK(line->kind == LineKind::kTlsEstablished);
  CHECK(line->peer.port == "25");
  line = Reading::Of(
      "smtpd[7]: SSL_accept error from unknown[192.0.2.4]: lost connection");
  CHECK(line->kind == LineKind::kTlsFailed);
  CHECK(line->peer.ip == "192.0.2.4");
  line = Reading::Of(
      "smtpd[7]: NOQUEUE: SSL_accept error from unknown[192.0.2.4]: -1");
  CHECK(line->kind == LineKind::kTlsFailed);
  line = Reading::Of(
      "smtpd[7]: warning: TLS library problem: error:0A000102:SSL "
      "routines::unsupported protocol:../ssl/statem/statem_srvr.c:1657:");
  CHECK(line->kind == LineKind::kTlsFailed);
  line = Reading::Of(
      "smtp[7]: SSL_connect error to mx.example.com[192.0.2.4]:25: -1");
  CHECK(line->kind == LineKind::kTrouble);
  CHECK(line->peer.name == "mx.example.com");
  line = Reading::Of(
      "smtp[7]: certificate verification failed for "
      "mx.example.com[192.0.2.4]:25: untrusted issuer /CN=x");
  CHECK(line->kind == LineKind::kTrouble);
  CHECK(line->peer.name == "mx.example.com");
  CHECK(Reading::Of("smtpd[7]: setting up TLS connection from x[192.0.2.4]")
            ->kind == LineKind::kService);
}

TEST_CASE("postscreen and its helpers") {
  const auto screen = [](const std::string& text) {
    return Reading::Of("postscreen[7]: " + text);
  };
  auto line = screen("CONNECT from [192.0.2.4]:4711 to [198.51.100.1]:25");
  CHECK(line->kind == LineKind::kScreen);
  CHECK(line->action == "CONNECT");
  CHECK(line->peer.ip == "192.0.2.4");
  CHECK(line->peer.port == "4711");
  line = screen("PREGREET 11 after 0.2 from [192.0.2.4]:4711: EHLO [x]\\r\\n");
  CHECK(line->action == "PREGREET");
  CHECK(line->peer.ip == "192.0.2.4");
  line = screen("DNSBL rank 6 for [2001:db8::4]:4711");
  CHECK(line->peer.ip == "2001:db8::4");
  CHECK(line.Extra("rank") == "6");
  line = screen("COMMAND TIME LIMIT from [192.0.2.4]:4711 after EHLO");
  CHECK(line->stage == "EHLO");
  line = screen(
      "NON-SMTP COMMAND from [192.0.2.4]:4711 after CONNECT: GET / HTTP/1.1");
  CHECK(line->stage == "CONNECT");
  for (const char* text :
       {"PASS NEW [192.0.2.4]:4711", "PASS OLD [192.0.2.4]:4711",
        "ALLOWLISTED [192.0.2.4]:4711", "BLACKLISTED [192.0.2.4]:4711",
        "WHITELIST VETO [192.0.2.4]:4711", "DISCONNECT [192.0.2.4]:4711",
        "HANGUP after 0 from [192.0.2.4]:4711 in tests before SMTP handshake",
        "BARE NEWLINE from [192.0.2.4]:4711 after RCPT"}) {
    CAPTURE(text);
    CHECK(screen(text)->kind == LineKind::kScreen);
    CHECK(screen(text)->peer.ip == "192.0.2.4");
  }
  line = screen(
      "NOQUEUE: reject: CONNECT from [192.0.2.4]:4711: all server ports busy");
  CHECK(line->kind == LineKind::kReject);
  CHECK(line->response == "all server ports busy");
  line = Reading::Of(
      "dnsblog[7]: addr 192.0.2.4 listed by domain zen.example.org as "
      "127.0.0.4");
  CHECK(line->kind == LineKind::kScreen);
  CHECK(line->peer.ip == "192.0.2.4");
  CHECK(line.Extra("domain") == "zen.example.org");
  CHECK(Reading::Of("tlsproxy[7]: CONNECT from [192.0.2.4]:4711")->kind ==
        LineKind::kService);
}

}  // namespace
}  // namespace mailwhy::parse
