#include "query/evidence.h"

#include <doctest/doctest.h>

#include "fake_store.h"
#include "query/checked.h"
#include "query/line_time.h"

namespace mailwhy {
namespace {

using test::At;
using test::DeliveryTo;
using test::FakeStore;
using test::kAsked;
using test::MailAt;

using Texts = std::vector<std::string>;

// Keeps the lines as those of the mail.
void Keep(FakeStore& store, Mail& mail, const Texts& lines) {
  for (const std::string& line : lines) {
    mail.evidence.push_back(*store.Keep(line));
  }
}

Texts Shown(FakeStore& store, const Mail& mail, int delivery) {
  Answer answer;
  answer.mail = mail;
  answer.delivery = delivery;
  const Result<Texts> lines = query::EvidenceOf(store, answer);
  REQUIRE(lines.ok());
  return *lines;
}

TEST_CASE("the lines of several hosts stand in the order of time") {
  FakeStore store;
  Mail first = MailAt(kAsked, "A1");
  Mail second = MailAt(kAsked + kSecond, "B2");
  Keep(store, first,
       {"Dec  5 18:38:12 mx01 postfix/smtpd[1]: A1: client=c",
        "Dec  5 18:38:14 mx01 postfix/qmgr[1]: A1: removed"});
  Keep(store, second,
       {"2022-12-05T18:38:13.2+09:00 mx02 postfix/smtpd[1]: B2: client=c",
        "2022-12-05T09:38:15Z mx02 postfix/qmgr[1]: B2: removed"});
  Answer answer;
  answer.mail = first;
  answer.delivery = 0;
  answer.chain = {second};
  answer.chain_delivery = {0};
  const Result<Texts> lines = query::EvidenceOf(store, answer);
  REQUIRE(lines.ok());
  REQUIRE(lines->size() == 4);
  CHECK((*lines)[0].find("A1: client") != std::string::npos);
  CHECK((*lines)[1].find("B2: client") != std::string::npos);
  CHECK((*lines)[2].find("A1: removed") != std::string::npos);
  CHECK((*lines)[3].find("B2: removed") != std::string::npos);
}

TEST_CASE("lines of one second stay in the order of the log") {
  FakeStore store;
  Mail mail = MailAt(kAsked, "A1");
  Keep(store, mail, {"Dec  5 18:38:12 mx01 b", "Dec  5 18:38:12 mx01 a"});
  const Texts lines = Shown(store, mail, 0);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == "Dec  5 18:38:12 mx01 b");
}

TEST_CASE("what tells of other recipients is left out") {
  FakeStore store;
  Mail mail = MailAt(kAsked, "A1");
  mail.deliveries.push_back(
      DeliveryTo("\"o, p>\"@example.net", State::kDeferred, kAsked));
  mail.deliveries.push_back(
      DeliveryTo("other@example.net", State::kDeferred, kAsked));
  const Texts common = {
      "Dec  5 18:38:12 mx01 postfix/smtpd[1]: A1: client=c[198.51.100.1]",
      "Dec  5 18:38:12 mx01 postfix/qmgr[1]: A1: from=<other@example.net>, "
      "size=1, nrcpt=3 (queue active)"};
  const Texts own = {
      "Dec  5 18:38:13 mx01 postfix/smtp[1]: A1: host h[203.0.113.1] said: "
      "450 4.2.0 <tu@example.net>: later (in reply to RCPT TO command)",
      "Dec  5 18:38:13 mx01 postfix/smtp[1]: A1: to=<TU@example.net>, "
      "relay=none, status=deferred (x)"};
  const Texts others = {
      "Dec  5 18:38:14 mx01 postfix/smtp[1]: A1: host h[203.0.113.1] said: "
      "450 4.2.0 <other@example.net>: later (in reply to RCPT TO command)",
      "Dec  5 18:38:14 mx01 postfix/smtp[1]: A1: to=<\"o, p>\"@example.net>, "
      "relay=none, status=deferred (x)",
      "Dec  5 18:38:14 mx01 postfix/smtpd[1]: A1: reject: RCPT from c: 550 no; "
      "from=<tu@example.com> to=<other@example.net> proto=ESMTP helo=<c>"};
  Keep(store, mail, common);
  Keep(store, mail, own);
  Keep(store, mail, others);
  CHECK(Shown(store, mail, 0) == Texts{common[0], common[1], own[0], own[1]});
  CHECK(Shown(store, mail, 1) == Texts{common[0], common[1], others[1]});
}

TEST_CASE("without a delivery nothing is left out") {
  FakeStore store;
  Mail mail = MailAt(kAsked, "A1");
  Keep(store, mail, {"Dec  5 18:38:14 mx01 p[1]: A1: to=<x@example.net>, "});
  CHECK(Shown(store, mail, -1).size() == 1);
}

TEST_CASE("the time of a line, by its year and the log's own offset") {
  const Timestamp near = At(kAsked);  // 2022-12-05 18:38:12 +09:00
  using query::TimeOfLine;
  CHECK(TimeOfLine("Dec  5 18:38:12 mx01 x", near) == kAsked);
  CHECK(TimeOfLine("<22>Dec 05 18:38:12 mx01 x", near) == kAsked);
  CHECK(TimeOfLine("<22>1 2022-12-05T09:38:12.99Z mx01 x", near) ==
        kAsked + 990'000);
  CHECK(TimeOfLine("Jan  1 00:00:00 mx01 x", near).value() > kAsked);
  Timestamp january = near;
  january.at = kAsked + 30 * kDay;
  CHECK(TimeOfLine("Dec 31 23:59:59 mx01 x", january).value() < january.at);
  for (const char* line :
       {"", "<", "<22", "Dec", "Dec  5", "Dec 5 18:38", "Dec 99 18:38:12 x",
        "Foo  5 18:38:12", "{\"log\":\"x\"}", "Dec  5 99999999999:00:00 x"}) {
    CAPTURE(line);
    CHECK(!TimeOfLine(line, near).has_value());
  }
}

Reject HeldAs(const std::string& action) {
  Reject reject;
  reject.daemon = "cleanup";
  reject.queue_id = "A1";
  reject.action = action;
  return reject;
}

TEST_CASE("which line of the message our own check matched") {
  const Texts lines = {
      "Dec  5 18:38:12 mx01 postfix/cleanup[1]: A1: message-id=<x@y>",
      "Dec  5 18:38:12 mx01 postfix/cleanup[1]: A1: hold: header Subject: sent "
      "from home; from=<a> from c[198.51.100.1]; from=<a@example.com> "
      "to=<b@example.net> proto=ESMTP helo=<c>: wait"};
  CHECK(query::CheckedLine(HeldAs("hold"), lines) ==
        "header Subject: sent from home; from=<a>");
  CHECK(query::CheckedLine(HeldAs("discard"), lines).empty());
  Reject milter = HeldAs("hold");
  milter.daemon = "smtpd";
  CHECK(query::CheckedLine(milter, lines).empty());
  CHECK(query::CheckedLine(HeldAs("reject"), {"x A1: reject: END-OF-MESSAGE"})
            .empty());
}

}  // namespace
}  // namespace mailwhy
