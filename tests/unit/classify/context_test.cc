// What decides where the reply cannot, and the attributes, by the real rules.
#include <doctest/doctest.h>

#include <algorithm>

#include "classify/attributes.h"
#include "classify/classifier.h"
#include "unit/classify/small_rules.h"

using namespace mailwhy;
using namespace mailwhy::classify;

namespace {

using Ids = std::vector<std::string>;

Verdict Judged(const Failure& failure) {
  static const auto kRules = ReadRules({});
  REQUIRE(kRules);
  return Classifier(*kRules).Judge(failure);
}

std::string Attribute(const Verdict& verdict, std::string_view key) {
  return std::string(GetAttribute(verdict.attributes, key));
}

Failure Rejected(const std::string& response) {
  Failure failure;
  failure.of = Failure::Of::kReject;
  failure.agent = "smtpd";
  failure.status = "reject";
  failure.action = "reject";
  failure.stage = "rcpt";
  failure.response = response;
  failure.client = {"mail.example.net", "203.0.113.5", ""};
  return failure;
}

}  // namespace

TEST_CASE("a warning about TLSA records just before tells DANE from the rest") {
  Failure failure =
      Attempted("Server certificate not verified", "deferred", "4.7.5");
  CHECK(Judged(failure).cause == "tls_cert_not_verified");
  failure.preceded_by =
      "certificate verification failed for mail.example.com[198.51.100.7]:25: "
      "num=65:no matching DANE TLSA records";
  CHECK(Judged(failure).cause == "tls_dane_mta_sts_failed");
}

TEST_CASE("a milter that could not be reached explains a 451 just after") {
  Failure failure = Rejected(
      "451 4.7.1 Service unavailable - try again later; from=<a@example.net>");
  failure.action = "milter_reject";
  CHECK(Judged(failure).cause != "connect_refused");
  failure.preceded_by =
      "warning: connect to Milter service inet:127.0.0.1:8891: "
      "Connection refused";
  CHECK(Judged(failure).cause == "filter_unavailable");
}

TEST_CASE("a connection lost after the final dot may mean a second copy") {
  const Verdict lost = Judged(
      Attempted("lost connection with mail.example.com[198.51.100.7] while "
                "sending end of data -- message may be sent more than once",
                "deferred", "4.4.2"));
  CHECK(lost.cause == "connection_lost");
  CHECK(lost.also == Ids{"duplicate_risk"});
  CHECK(Attribute(lost, "stage") == "end_of_data");
  const Verdict before = Judged(
      Attempted("lost connection with mail.example.com[198.51.100.7] while "
                "sending message body",
                "deferred", "4.4.2"));
  CHECK(before.cause == "connection_lost");
  CHECK(before.also.empty());
}

TEST_CASE("a refused connection is ours where the address is this machine's") {
  Failure failure = Attempted(
      "connect to mail.example.com[198.51.100.7]:25: Connection refused",
      "deferred", "4.4.1");
  CHECK(Judged(failure).cause == "connect_refused");
  failure.response =
      "connect to 127.0.0.1[127.0.0.1]:10024: Connection refused";
  failure.relay = {"127.0.0.1", "127.0.0.1", "10024"};
  CHECK(Judged(failure).cause == "local_delivery_unavailable");
}

TEST_CASE("a rule may ask for the null sender") {
  const auto book = Book({RuleFile("sender_rejected", "sender",
                                   "[match]\nsender_kind = ['null']\n"
                                   "text = ['bounces']\n"),
                          RuleFile("unspecified", "unknown", "")});
  Failure failure = Attempted("550 no bounces here");
  CHECK(Classifier(book).Judge(failure).cause == "unspecified");
  failure.sender = "";
  CHECK(Classifier(book).Judge(failure).cause == "sender_rejected");
  failure.sender.reset();
  CHECK(Classifier(book).Judge(failure).cause == "unspecified");
}

TEST_CASE("permanent is what the reply says, whatever the status") {
  const Verdict verdict = Judged(Attempted(
      "host mail.example.com[198.51.100.7] refused to talk to me: 554 5.7.1 "
      "your address is on our block list",
      "deferred", "4.0.0"));
  CHECK(Attribute(verdict, "permanent") == "yes");
  CHECK(Attribute(verdict, "said_by") == "them");
  CHECK(Attribute(verdict, "stage") == "greeting");
  CHECK(Attribute(verdict, "flow") == "outbound");
  CHECK(Attribute(verdict, "agent") == "other_mta");
}

TEST_CASE("whose limit and which table are told from both sides") {
  const std::string big = "552 5.3.4 Message size exceeds fixed limit";
  const Verdict theirs =
      Judged(Attempted("host mail.example.com[198.51.100.7] said: " + big));
  CHECK(theirs.cause == "message_too_big");
  CHECK(Attribute(theirs, "limit_side") == "remote");
  const Verdict ours = Judged(Rejected(big));
  CHECK(ours.cause == "message_too_big");
  CHECK(Attribute(ours, "limit_side") == "local");
  CHECK(Attribute(ours, "flow") == "inbound");

  const Verdict table = Judged(
      Rejected("550 5.1.1 <taro@example.com>: Recipient address rejected: User "
               "unknown in virtual mailbox table"));
  CHECK(table.cause == "recipient_unknown");
  CHECK(Attribute(table, "missing_in") == "virtual_mailbox");
  const Verdict remote = Judged(Attempted(
      "host mail.example.com[198.51.100.7] said: 550 5.1.1 User unknown"));
  CHECK(Attribute(remote, "missing_in") == "remote");
}

TEST_CASE("list, provider and page are told where the reply names them") {
  Failure failure = Attempted(
      "host mx.google.com[198.51.100.7] said: 550 5.7.1 Service unavailable; "
      "client [192.0.2.1] blocked using zen.spamhaus.org; see "
      "https://www.spamhaus.org/query/ip/192.0.2.1");
  failure.relay.name = "mx.google.com";
  const Verdict verdict = Judged(failure);
  CHECK(verdict.cause == "dnsbl_listed");
  CHECK(Attribute(verdict, "list") == "zen.spamhaus.org");
  CHECK(Attribute(verdict, "provider") == "google");
  CHECK(Attribute(verdict, "url") ==
        "https://www.spamhaus.org/query/ip/192.0.2.1");
}

TEST_CASE("pasted text is not taken for the words of a daemon of ours") {
  Failure failure;
  failure.response = "The user does not accept email from strangers";
  CHECK(Judged(failure).cause != "destination_closed");
  failure =
      Attempted("this site does not accept mail any more", "bounced", "5.0.0");
  failure.agent = "error";
  CHECK(Judged(failure).cause == "destination_closed");
}

TEST_CASE("an enhanced code tells where the words say no more than no") {
  Failure failure;
  failure.response = "550 5.7.26 Rejected by policy";
  CHECK(Judged(failure).cause == "email_auth_required");
  CHECK(Judged(failure).certainty == Certainty::kLikely);
  failure.response = "550 5.7.1 Rejected by policy";
  CHECK(Judged(failure).cause == "policy_rejected");
}

TEST_CASE("mail that a header check holds is held, whatever the header says") {
  Failure failure = Rejected("header Received: from mail.example.net");
  failure.action = "hold";
  failure.kind = "content_check";
  const Verdict verdict = Judged(failure);
  const bool also = std::find(verdict.also.begin(), verdict.also.end(),
                              "queue_held") != verdict.also.end();
  CHECK((verdict.cause == "queue_held" || also));
}

TEST_CASE("a typographic apostrophe is an apostrophe") {
  Failure failure;
  failure.response = "550 this user doesn\xE2\x80\x99t exist";
  CHECK(Judged(failure).cause == "recipient_unknown");
}
