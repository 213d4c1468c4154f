// What companions say of mails: which mail a line joins, what it explains.
#include <doctest/doctest.h>

#include <algorithm>

#include "unit/group/log.h"

namespace mailwhy::group {
namespace {

bool Has(const std::vector<LineRef>& evidence, LineRef line) {
  return std::find(evidence.begin(), evidence.end(), line) != evidence.end();
}

constexpr const char* kArrives = R"(
  10:00:00 smtpd[7]: AAAAA1: client=h.example.net[192.0.2.4]
  10:00:00 cleanup[8]: AAAAA1: message-id=<m1@example.net>
  10:00:00 qmgr[2]: AAAAA1: from=<hanako@example.net>, size=900, nrcpt=1 (queue active))";

TEST_CASE("amavis' line joins by queue ID the mail that it was given") {
  Log log;
  log << kArrives << R"(
    10:00:01 smtpd[9]: BBBBB2: client=localhost[127.0.0.1]
    10:00:01 cleanup[8]: BBBBB2: message-id=<m1@example.net>
    10:00:01 qmgr[2]: BBBBB2: from=<hanako@example.net>, size=1200, nrcpt=1 (queue active)
    Dec  5 10:00:01 mx1 amavis[11]: (11-01) Passed CLEAN {RelayedInbound}, [192.0.2.4]:53116 <hanako@example.net> -> <taro@example.com>, Queue-ID: AAAAA1, Message-ID: <m1@example.net>, mail_id: x, Hits: 0, size: 900, queued_as: BBBBB2, 447 ms)";
  CHECK(Has(log.Of("AAAAA1").evidence, 7));
  CHECK_FALSE(Has(log.Of("BBBBB2").evidence, 7));
}

TEST_CASE(
    "amavis' line without a queue ID joins by Message-ID the mail that it "
    "was given, not the one it made") {
  Log log;
  log << kArrives << R"(
    10:00:01 smtpd[9]: BBBBB2: client=localhost[127.0.0.1]
    10:00:01 cleanup[8]: BBBBB2: message-id=<m1@example.net>
    10:00:01 qmgr[2]: BBBBB2: from=<hanako@example.net>, size=1200, nrcpt=1 (queue active)
    Dec  5 10:00:01 mx1 amavis[11]: (11-01) Passed CLEAN, [192.0.2.4] <hanako@example.net> -> <taro@example.com>, Message-ID: <m1@example.net>, mail_id: x, Hits: 0, size: 900, queued_as: BBBBB2, 447 ms)";
  CHECK(Has(log.Of("AAAAA1").evidence, 7));
  CHECK_FALSE(Has(log.Of("BBBBB2").evidence, 7));
}

TEST_CASE("what amavis blocked is said before the attempt, and is discarded") {
  Log log;
  log << kArrives << R"(
    Dec  5 10:00:01 mx1 amavis[11]: (11-01) Blocked SPAM {DiscardedInbound,Quarantined}, [192.0.2.4]:53116 <hanako@example.net> -> <taro@example.com>, quarantine: q, Queue-ID: AAAAA1, Message-ID: <m1@example.net>, mail_id: x, Hits: 18, size: 900, 447 ms
    10:00:01 smtp[12]: AAAAA1: to=<taro@example.com>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, delays=0/0/0/1, dsn=2.5.0, status=sent (250 2.5.0 Ok, id=11-01, DISCARD(bounce.suppressed))
    10:00:01 qmgr[2]: AAAAA1: removed)";
  const Mail mail = log.Only();
  REQUIRE(mail.deliveries.size() == 1);
  const Delivery& delivery = mail.deliveries[0];
  CHECK(delivery.state == State::kDiscarded);
  CHECK(mail.state == State::kDiscarded);
  CHECK(delivery.attempts[0].preceded_by ==
        "amavis: Blocked SPAM {DiscardedInbound,Quarantined}");
}

TEST_CASE("each way in which amavis swallows a mail with a 250 is a discard") {
  for (const char* reply :
       {"250 2.7.0 Ok, discarded, id=11-01 - SPAM",
        "250 2.5.0 Ok, id=11-01, "
        "BOUNCE",
        "250 2.7.1 Ok, discarded, id=11-01 - INFECTED: x",
        "250 2.5.0 Ok, id=11-01, DISCARD(bounce.suppressed)",
        "250 2.7.0 Ok, discarded, UBE, id=11-01"}) {
    Log log;
    log << kArrives;
    log << "10:00:01 smtp[12]: AAAAA1: to=<taro@example.com>, "
           "relay=127.0.0.1[127.0.0.1]:10024, delay=1, delays=0/0/0/1, "
           "dsn=2.5.0, status=sent (" +
               std::string(reply) + ")";
    INFO(reply);
    CHECK(log.Only().state == State::kDiscarded);
  }
}

TEST_CASE(
    "a server whose reply holds the word BOUNCE did not swallow the mail") {
  Log log;
  log << kArrives << R"(
    10:00:01 smtp[12]: AAAAA1: to=<taro@example.com>, relay=mx.example.com[198.51.100.7]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as BOUNCE4711, DISCARDED nothing))";
  CHECK(log.Only().state == State::kDelivered);
}

constexpr const char* kSaved = R"(
    10:00:02 lmtp[13]: AAAAA1: to=<taro@example.com>, relay=mx1[private/dovecot-lmtp], delay=2, delays=0/0/0/2, dsn=2.0.0, status=sent (250 2.0.0 <taro@example.com> 1Xk3NB0GjmPwJAAAXBbqGA Saved))";

TEST_CASE("Dovecot's line joins the mail, before or after Postfix's") {
  const std::string said =
      "\nDec  5 10:00:02 mx1 dovecot: lmtp(taro@example.com)<99>"
      "<1Xk3NB0GjmPwJAAAXBbqGA>: msgid=<m1@example.net>: saved mail to INBOX";
  for (const std::string& lines : {said + kSaved, kSaved + said}) {
    Log log;
    log << kArrives << lines;
    const Mail mail = log.Only();
    CHECK(mail.evidence.size() == 5);
    CHECK(mail.state == State::kDelivered);
  }
}

TEST_CASE(
    "what a user's own rule throws away is discarded, whichever of both "
    "lines comes first") {
  const std::string said =
      "\nDec  5 10:00:02 mx1 dovecot: lmtp(taro@example.com)<99>"
      "<1Xk3NB0GjmPwJAAAXBbqGA>: sieve: msgid=<m1@example.net>: marked message "
      "to be discarded if not explicitly delivered (discard action)";
  for (const std::string& lines : {said + kSaved, kSaved + said}) {
    Log log;
    log << kArrives << lines;
    const Mail mail = log.Only();
    CHECK(mail.state == State::kDiscarded);
    REQUIRE(mail.deliveries.size() == 1);
    CHECK(mail.deliveries[0].attempts[0].preceded_by.find("discard action") !=
          std::string::npos);
  }
}

TEST_CASE("marked to be discarded, and delivered explicitly, is delivered") {
  const std::string marked =
      "\nDec  5 10:00:02 mx1 dovecot: lmtp(taro)<99><s>: sieve: "
      "msgid=<m1@example.net>: marked message to be discarded if not "
      "explicitly "
      "delivered (discard action)";
  const std::string stored =
      "\nDec  5 10:00:02 mx1 dovecot: lmtp(taro)<99><s>: sieve: "
      "msgid=<m1@example.net>: stored mail into mailbox 'Work'";
  for (const std::string& lines :
       {marked + stored + kSaved, kSaved + marked + stored,
        stored + marked + kSaved}) {
    Log log;
    log << kArrives << lines;
    CHECK(log.Only().state == State::kDelivered);
  }
}

TEST_CASE("one recipient's rule concerns no other recipient of the mail") {
  Log log;
  log << kArrives << R"(
    Dec  5 10:00:02 mx1 dovecot: lmtp(taro@example.com)<99><s1>: sieve: msgid=<m1@example.net>: marked message to be discarded if not explicitly delivered (discard action)
    Dec  5 10:00:02 mx1 dovecot: lmtp(jiro@example.com)<99><s1>: msgid=<m1@example.net>: saved mail to INBOX
    10:00:02 lmtp[13]: AAAAA1: to=<taro@example.com>, relay=mx1[private/dovecot-lmtp], delay=2, delays=0/0/0/2, dsn=2.0.0, status=sent (250 2.0.0 <taro@example.com> s1 Saved)
    10:00:02 lmtp[13]: AAAAA1: to=<jiro@example.com>, relay=mx1[private/dovecot-lmtp], delay=2, delays=0/0/0/2, dsn=2.0.0, status=sent (250 2.0.0 <jiro@example.com> s1 Saved))";
  const Mail mail = log.Only();
  REQUIRE(mail.deliveries.size() == 2);
  for (const Delivery& delivery : mail.deliveries) {
    const bool thrown_away = delivery.recipient == "taro@example.com";
    CHECK(delivery.state ==
          (thrown_away ? State::kDiscarded : State::kDelivered));
  }
}

TEST_CASE("a milter's line explains the reject that follows, by queue ID") {
  Log log;
  log << R"(
    10:00:00 smtpd[7]: AAAAA1: client=h.example.net[192.0.2.4]
    10:00:00 cleanup[8]: AAAAA1: message-id=<m1@example.net>
    Dec  5 10:00:01 mx1 rspamd[22]: <c7a3f2>; proxy; rspamd_task_write_log: id: <m1@example.net>, qid: <AAAAA1>, ip: 192.0.2.4, from: <hanako@example.net>, (default: T (reject): [18.20/15.00] [X(5.10)]), len: 9
    10:00:01 cleanup[8]: AAAAA1: milter-reject: END-OF-MESSAGE from h.example.net[192.0.2.4]: 5.7.1 Gtube pattern; from=<hanako@example.net> to=<taro@example.com> proto=ESMTP helo=<h.example.net>)";
  CHECK(log.Only().evidence.size() == 4);
  const auto rejects = log.Rejects();
  REQUIRE(rejects.size() == 1);
  CHECK(rejects[0].preceded_by == "rspamd: (reject): [18.20/15.00]");
  CHECK(Has(rejects[0].evidence, 3));
}

TEST_CASE(
    "a scanner that names sender and recipient alone explains the reject") {
  Log log;
  log << R"(
    10:00:00 smtpd[7]: AAAAA1: client=h.example.net[192.0.2.4]
    Dec  5 10:00:01 mx1 clamav-milter[33]: Message from <hanako@example.net> to <taro@example.com> infected by Eicar-Test-Signature
    10:00:01 cleanup[8]: AAAAA1: milter-reject: END-OF-MESSAGE from h.example.net[192.0.2.4]: 5.7.1 Command rejected; from=<hanako@example.net> to=<taro@example.com> proto=ESMTP helo=<h.example.net>)";
  const auto rejects = log.Rejects();
  REQUIRE(rejects.size() == 1);
  CHECK(Has(rejects[0].evidence, 2));
}

constexpr const char* kGrey = R"(
    Dec  5 10:00:00 mx1 postgrey[44]: action=greylist, reason=new, client_name=h.example.net, client_address=192.0.2.4, sender=hanako@example.net, recipient=taro@example.com)";

TEST_CASE("postgrey's line is evidence of the reject that smtpd logs next") {
  Log log;
  log << kGrey << R"(
    10:00:00 smtpd[7]: NOQUEUE: reject: RCPT from h.example.net[192.0.2.4]: 450 4.2.0 <taro@example.com>: Recipient address rejected: Greylisted; from=<hanako@example.net> to=<taro@example.com> proto=ESMTP helo=<h.example.net>
    10:00:00 smtpd[7]: NOQUEUE: reject: RCPT from h.example.net[192.0.2.4]: 450 4.2.0 <jiro@example.com>: Recipient address rejected: Greylisted; from=<hanako@example.net> to=<jiro@example.com> proto=ESMTP helo=<h.example.net>
    10:00:00 smtpd[8]: NOQUEUE: reject: RCPT from i.example.net[192.0.2.5]: 450 4.2.0 <taro@example.com>: Recipient address rejected: Greylisted; from=<hanako@example.net> to=<taro@example.com> proto=ESMTP helo=<i.example.net>
    10:05:00 smtpd[7]: NOQUEUE: reject: RCPT from h.example.net[192.0.2.4]: 450 4.2.0 <taro@example.com>: Recipient address rejected: Greylisted; from=<hanako@example.net> to=<taro@example.com> proto=ESMTP helo=<h.example.net>)";
  const auto rejects = log.Rejects();
  REQUIRE(rejects.size() == 4);
  CHECK(rejects[0].preceded_by == "postgrey: action=greylist, reason=new");
  CHECK(Has(rejects[0].evidence, 1));
  CHECK(rejects[1].preceded_by.empty());  // another recipient
  CHECK(rejects[2].preceded_by.empty());  // another client
  CHECK(rejects[3].preceded_by.empty());  // minutes later
}

TEST_CASE(
    "what a policy server said when it let a mail in is evidence of that "
    "mail alone") {
  Log log;
  log << R"(
    Dec  5 10:00:00 mx1 policyd-spf[55]: prepend Received-SPF: Softfail (mailfrom) identity=mailfrom; client-ip=192.0.2.4; helo=h.example.net; envelope-from=hanako@example.net; receiver=<UNKNOWN>)"
      << kArrives << R"(
    10:00:01 smtpd[7]: BBBBB2: client=h.example.net[192.0.2.4]
    10:00:01 qmgr[2]: BBBBB2: from=<hanako@example.net>, size=900, nrcpt=1 (queue active))";
  CHECK(Has(log.Of("AAAAA1").evidence, 1));
  CHECK_FALSE(Has(log.Of("BBBBB2").evidence, 1));
}

TEST_CASE(
    "a companion's line makes no mail, and joins none that ended long ago "
    "or is another host's") {
  Log log;
  log << "Dec  5 10:00:00 mx1 opendkim[3]: AAAAA1: bad signature data";
  CHECK(log.Mails().empty());
  log << kArrives << "10:00:01 qmgr[2]: AAAAA1: removed";
  log << R"(
    Dec  5 10:00:01 mx2 opendkim[3]: AAAAA1: bad signature data
    Dec  5 10:09:01 mx1 opendkim[3]: AAAAA1: bad signature data
    Dec  5 10:09:01 mx1 dovecot: lmtp(taro)<9><s>: msgid=<m1@example.net>: saved mail to INBOX
    Dec  5 10:00:02 mx1 opendkim[3]: AAAAA1: DKIM verification successful)";
  const Mail mail = log.Only();
  CHECK(mail.evidence.size() == 5);
  CHECK(Has(mail.evidence, 9));
}

TEST_CASE("a thousand mails of one Message-ID cost no more than others") {
  Log log;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = "AAAA" + std::to_string(1000 + i);
    log << "10:00:00 smtpd[7]: " + id + ": client=h.example.net[192.0.2.4]";
    log << "10:00:00 cleanup[8]: " + id + ": message-id=<same@example.net>";
  }
  log << "Dec  5 10:00:01 mx1 dovecot: lmtp(taro)<9><s>: "
         "msgid=<same@example.net>: saved mail to INBOX";
  CHECK(Has(log.Of("AAAA1999").evidence, 2001));
}

}  // namespace
}  // namespace mailwhy::group
