// The other lines of a mail's story: cleanup, qmgr, the agents' troubles,
// bounces, pickup, the administrator.
#include <doctest/doctest.h>

#include "parse/kinds.h"
#include "unit/parse/reading.h"

namespace mailwhy::parse {
namespace {

TEST_CASE("Message-IDs with, without and behind brackets") {
  const auto id = [](const std::string& text) {
    return std::string(
        Reading::Of("cleanup[7]: 4104E3D: message-id=" + text)->message_id);
  };
  CHECK(id("<a.b@example.com>") == "a.b@example.com");
  CHECK(id("a.b@example.com") == "a.b@example.com");
  CHECK(id("<>") == "");
  CHECK(id("") == "");
  CHECK(id("<a b@example.com> (added by postmaster@example.com)") ==
        "a b@example.com");
  CHECK(id("<cut@exam") == "cut@exam");
  const auto resent =
      Reading::Of("cleanup[7]: 4104E3D: resent-message-id=<r@example.com>");
  CHECK(resent->kind == LineKind::kMessageId);
  CHECK(resent->message_id.empty());
  CHECK(resent.Extra("resent-message-id") == "r@example.com");
}

TEST_CASE("qmgr: active, removed, expired") {
  auto line = Reading::Of(
      "qmgr[7]: 4104E3D: from=<a@example.com>, size=1284, nrcpt=2 (queue "
      "active)");
  CHECK(line->kind == LineKind::kQueueActive);
  CHECK(line->sender == "a@example.com");
  CHECK(line->size == "1284");
  CHECK(line->nrcpt == "2");
  line =
      Reading::Of("qmgr[7]: 4104E3D: from=<>, size=1, nrcpt=1 (queue active)");
  CHECK(line->sender_given);
  CHECK(line->sender.empty());
  CHECK(Reading::Of("qmgr[7]: 4104E3D: removed")->kind == LineKind::kRemoved);
  for (const std::string word : {"expired", "force-expired"}) {
    line =
        Reading::Of("qmgr[7]: 4104E3D: from=<a@example.com>, status=" + word +
                    ", returned to sender");
    CHECK(line->kind == LineKind::kExpired);
    CHECK(line->status == word);
    CHECK(line->sender == "a@example.com");
  }
  line = Reading::Of("qmgr[7]: 4104E3D: status=deferred (bounce failed)");
  CHECK(line->kind == LineKind::kTrouble);
  CHECK(line->response == "bounce failed");
  line = Reading::Of(
      "qmgr[7]: 4104E3D: to=<b@example.org>, relay=none, delay=1, "
      "status=deferred (delivery temporarily suspended: x)");
  CHECK(line->kind == LineKind::kDelivery);
  CHECK(Reading::Of("qmgr[7]: 4104E3D: skipped, still being delivered")->kind ==
        LineKind::kNote);
}

TEST_CASE("what a server said, and what went wrong before it could") {
  auto line = Reading::Of(
      "smtp[7]: 4104E3D: host mx.example.com[192.0.2.4] said: 450 4.2.0 "
      "<b@example.org>: Greylisted (in reply to RCPT TO command)");
  CHECK(line->kind == LineKind::kHostSaid);
  CHECK(line->peer.ip == "192.0.2.4");
  CHECK(line->code == "450");
  CHECK(line->dsn == "4.2.0");
  CHECK(line->stage == "RCPT TO");
  CHECK(line->response ==
        "host mx.example.com[192.0.2.4] said: 450 4.2.0 <b@example.org>: "
        "Greylisted (in reply to RCPT TO command)");
  line = Reading::Of(
      "smtp[7]: 4104E3D: host mx.example.com[192.0.2.4] refused to talk to me: "
      "554 5.7.1 Go away");
  CHECK(line->kind == LineKind::kHostSaid);
  CHECK(line->code == "554");
  line = Reading::Of(
      "smtp[7]: connect to mx.example.com[2001:db8::4]:25: Connection timed "
      "out");
  CHECK(line->kind == LineKind::kConnectFailed);
  CHECK(line->queue_id.empty());
  CHECK(line->peer.ip == "2001:db8::4");
  CHECK(line->peer.port == "25");
  line = Reading::Of(
      "lmtp[7]: connect to mx01[private/dovecot-lmtp]: No such file or "
      "directory");
  CHECK(line->kind == LineKind::kConnectFailed);
  CHECK(line->peer.name == "mx01[private/dovecot-lmtp]");
  line = Reading::Of(
      "smtp[7]: 4104E3D: lost connection with mx.example.com[192.0.2.4] while "
      "sending end of data -- message may be sent more than once");
  CHECK(line->kind == LineKind::kTrouble);
  CHECK(line->peer.name == "mx.example.com");
  line = Reading::Of(
      "smtp[7]: 4104E3D: conversation with mx.example.com[192.0.2.4] timed out "
      "while receiving the initial server greeting");
  CHECK(line->kind == LineKind::kTrouble);
  CHECK(line->stage == "receiving the initial server greeting");
  line = Reading::Of(
      "smtp[7]: 4104E3D: SASL authentication failed; server "
      "mx.example.com[192.0.2.4] said: 535 5.7.8 no");
  CHECK(line->kind == LineKind::kTrouble);
  CHECK(line->code == "535");
  CHECK(line->peer.ip == "192.0.2.4");
  CHECK(Reading::Of("smtp[7]: 4104E3D: Cannot start TLS: handshake failure")
            ->kind == LineKind::kTrouble);
  CHECK(Reading::Of("smtp[7]: 4104E3D: enabling PIX workarounds: "
                    "disable_esmtp for mx.example.com[192.0.2.4]:25")
            ->kind == LineKind::kNote);
}

TEST_CASE("notices name the mail that they became") {
  auto line = Reading::Of(
      "bounce[7]: 4104E3D: sender non-delivery notification: 4NQkzB1vBkz2bN");
  CHECK(line->kind == LineKind::kBounceNotice);
  CHECK(line->linked_queue_id == "4NQkzB1vBkz2bN");
  CHECK(line->action == "sender non-delivery notification");
  line = Reading::Of(
      "bounce[7]: 4104E3D: postmaster non-delivery notification: 4104E3E");
  CHECK(line->kind == LineKind::kBounceNotice);
  line = Reading::Of("bounce[7]: 4104E3D: sender delay notification: 4104E3E");
  CHECK(line->kind == LineKind::kDelayNotice);
  line = Reading::Of(
      "bounce[7]: 4104E3D: sender non-delivery notification: failed");
  CHECK(line->kind == LineKind::kUnrecognized);
}

TEST_CASE("mails from this machine, and what the administrator did") {
  auto line = Reading::Of("pickup[7]: 8B84D8D1CF: uid=48 from=<apache>");
  CHECK(line->kind == LineKind::kPickup);
  CHECK(line->uid == "48");
  CHECK(line->sender == "apache");
  line = Reading::Of("pickup[7]: 8B84D8D1CF: uid=0 from=<> orig_id=4104E3D");
  CHECK(line->sender_given);
  CHECK(line->orig_queue_id == "4104E3D");
  const auto kind = [](const std::string& text) {
    return Reading::Of("postsuper[7]: " + text)->kind;
  };
  CHECK(kind("4104E3D: placed on hold") == LineKind::kHeld);
  CHECK(kind("4104E3D: released from hold") == LineKind::kReleased);
  CHECK(kind("4104E3D: requeued") == LineKind::kRequeued);
  CHECK(kind("4104E3D: removed") == LineKind::kRemovedByAdmin);
  CHECK(kind("Deleted: 1 message") == LineKind::kService);
}

TEST_CASE("warnings of any program are kept, service talk is counted") {
  auto line = Reading::Of(
      "master[7]: fatal: bind 0.0.0.0 port 25: Address already in use");
  CHECK(line->kind == LineKind::kWarning);
  CHECK(line->warning);
  CHECK(line->response == "bind 0.0.0.0 port 25: Address already in use");
  line =
      Reading::Of("cleanup[7]: warning: 4104E3D: read timeout on cleanup");
  CHECK(line->kind == LineKind::kWarning);
  CHECK(line->queue_id == "4104E3D");
  CHECK(Reading::Of("smtp[7]: warning: connect to private/scache: No such file")
            ->kind == LineKind::kWarning);
  CHECK(Reading::Of("master[7]: daemon started -- version 3.7.11")->kind ==
        LineKind::kService);
  CHECK(Reading::Of("anvil[7]: statistics: max cache size 2 at Dec  5")->kind ==
        LineKind::kService);
  CHECK(Reading::Of("postfix-script[7]: starting the Postfix mail system")
            ->kind == LineKind::kService);
  CHECK(Reading("Dec  5 18:38:12 mx01 postfix-script[7]: stopping the Postfix "
                "mail system")
            ->kind == LineKind::kService);
  CHECK(Reading::Of("smtpd[7]: table hash:/etc/postfix/access(0,lock) has "
                    "changed -- restarting")
            ->kind == LineKind::kService);
  CHECK(Reading::Of("smtp[7]: nobody ever said this")->kind ==
        LineKind::kUnrecognized);
  CHECK(Reading::Of("smtp[7]: 4104E3D: nor this")->queue_id == "4104E3D");
}

TEST_CASE("daemons that run with -v fill no list of unrecognized lines") {
  for (const char* text :
       {"> h.example.com[192.0.2.4]: 250 Ok", "input attribute name: status",
        "send attr request = rewrite", "smtpd_check_addr: addr=a@example.com",
        "private/anvil: wanted attribute: rate", "proxymap stream disconnect",
        ">>> START Helo command RESTRICTIONS <<<"}) {
    CAPTURE(text);
    CHECK(Reading::Of("smtpd[7]: " + std::string(text))->kind ==
          LineKind::kService);
  }
}

TEST_CASE("queue IDs are told from words") {
  const auto id = [](const std::string& word) {
    return std::string(Reading::Of("qmgr[7]: " + word + ": removed")->queue_id);
  };
  for (const char* word :
       {"4104E3D", "8B84D8D1CF", "ABCDEF", "123456", "4NQkzB1vBkz2bN",
        "3mHBzT4Nz9zRkW", "4XyZ12", "0123456789ABCDEF0123"}) {
    CHECK(id(word) == word);
  }
  for (const char* word :
       {"statistics", "connect", "disconnect", "table", "NOQUEUE", "reload",
        "Deleted", "cache", "1234", "4104-E3D", "TLSRPT", "mailer"}) {
    CAPTURE(word);
    CHECK(id(word).empty());
  }
  const auto line = Reading::Of("smtpd[7]: warning: mail12: unheard of");
  CHECK(line->queue_id.empty());
}

TEST_CASE("every kind has its name in the table") {
  CHECK(std::string(RowOf(LineKind::kDelivery).name) == "delivery");
  CHECK(std::string(RowOf(LineKind::kService).name) == "service");
  CHECK(RowOf(LineKind::kNotALog).keep == Keep::kNothing);
  CHECK(RowOf(LineKind::kWarning).keep == Keep::kEvidence);
}

TEST_CASE("a line that was cut does not look finished") {
  const std::string whole =
      "smtp[1]: 8B84D8D1CF: to=<a@example.com>, relay=none, dsn=5.1.1, "
      "status=bounced (host x said: 550 no (in reply to RCPT TO command))";
  CHECK(LooksFinished(*Reading::Of(whole)));
  for (std::size_t n = 0; n < whole.size(); ++n) {
    CHECK_FALSE(LooksFinished(*Reading::Of(whole.substr(0, n))));
  }
  CHECK(LooksFinished(*Reading::Of("qmgr[7]: 4104E3D: removed")));
  CHECK_FALSE(LooksFinished(*Reading::Of("qmgr[7]: 4104E3D: remove")));
  CHECK_FALSE(LooksFinished(
      *Reading::Of("bounce[7]: 4104E3D: sender delay notification: 4104E3E")));
}

}  // namespace
}  // namespace mailwhy::parse
