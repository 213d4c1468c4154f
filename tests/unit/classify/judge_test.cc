#include <doctest/doctest.h>

#include "classify/attributes.h"
#include "classify/classifier.h"
#include "unit/classify/small_rules.h"

using namespace mailwhy;
using namespace mailwhy::classify;

namespace {

Classifier Small() { return Classifier(Book(SmallRules())); }

Verdict Judged(const Failure& failure) { return Small().Judge(failure); }

Verdict JudgedText(const std::string& text) {
  return Judged(FailureOfText(text));
}

std::string Attribute(const Verdict& verdict, std::string_view key) {
  return std::string(GetAttribute(verdict.attributes, key));
}

using Ids = std::vector<std::string>;

// A mail that apache handed in, with one attempt.
Mail FromApache(const std::string& status, const std::string& response,
                State state) {
  Mail mail;
  mail.host = "tu8";
  mail.origin = "pickup";
  mail.origin_user = "apache";
  mail.origin_uid = 48;
  mail.sender = "apache@example.com";
  Delivery delivery;
  delivery.recipient = "tu@example.net";
  delivery.state = state;
  Attempt attempt;
  attempt.agent = "smtp";
  attempt.status = status;
  attempt.response = response;
  attempt.relay = {"mail.example.net", "203.0.113.112", "25"};
  delivery.attempts.push_back(attempt);
  mail.deliveries.push_back(delivery);
  return mail;
}

// One that a person sent.
Mail FromTaro(const std::string& status, const std::string& response,
              State state) {
  Mail mail = FromApache(status, response, state);
  mail.origin = "smtpd";
  mail.origin_user.clear();
  mail.sender = "taro@example.com";
  return mail;
}

TEST_CASE("words inside addresses and host names are no words of the reply") {
  const auto rules = ReadRules({});
  REQUIRE(rules.ok());
  Classifier classifier(*rules);
  const auto cause = [&](const char* text) {
    return classifier.Judge(FailureOfText(text)).cause;
  };
  CHECK(cause("550 <spam@example.org>: sorry") == "unspecified");
  CHECK(cause("550 <saburo@virus.example.org>: sorry") == "unspecified");
  CHECK(cause("550 5.7.1 <a@example.org>: spam detected") == "spam_content");
  Failure failure;
  failure.of = Failure::Of::kAttempt;
  failure.status = "deferred";
  failure.dsn = "4.4.1";
  failure.agent = "smtp";
  failure.response =
      "connect to mx.slow.example.org[198.51.100.7]:25: Connection timed out";
  const Verdict verdict = classifier.Judge(failure);
  CHECK(verdict.cause == "connect_timeout");
  CHECK(verdict.also.empty());
}

}  // namespace

TEST_CASE("the words decide, and are certain") {
  const Verdict verdict = Judged(Attempted(
      "host mail.example.com[198.51.100.7] said: 550 5.1.1 User unknown (in "
      "reply to RCPT TO command)"));
  CHECK(verdict.cause == "recipient_unknown");
  CHECK(verdict.certainty == Certainty::kCertain);
  CHECK(Attribute(verdict, "said_by") == "them");
  CHECK(Attribute(verdict, "flow") == "outbound");
  CHECK(Attribute(verdict, "stage") == "rcpt");
  CHECK(Attribute(verdict, "agent") == "other_mta");
  CHECK(Attribute(verdict, "permanent") == "yes");
  CHECK(Attribute(verdict, "missing_in") == "remote");
  CHECK(verdict.attributes.front().first == "said_by");
}

TEST_CASE("of two rules that hold, the one that beats the other answers") {
  const Verdict verdict =
      Judged(Attempted("host mail.example.com[198.51.100.7] said: 554 "
                       "rejected: user unknown"));
  CHECK(verdict.cause == "recipient_unknown");
  CHECK(verdict.also.empty());
}

TEST_CASE(
    "of two that neither beats, the longer words answer, the other is "
    "in also") {
  const Verdict verdict = Judged(
      Attempted("host mail.example.com[198.51.100.7] said: 554 size 12345678 "
                "against policy"));
  CHECK(verdict.cause == "message_too_big");
  CHECK(verdict.also == Ids{"policy_rejected"});
  CHECK(Attribute(verdict, "limit") == "12345678");
  CHECK(Attribute(verdict, "limit_side") == "remote");
}

TEST_CASE("not_text silences a rule") {
  CHECK(JudgedText("550 user unknown").cause == "recipient_unknown");
  CHECK(JudgedText("550 user unknown, suspended").cause != "recipient_unknown");
}

TEST_CASE("codes alone make a cause likely, the more exact one first") {
  Verdict verdict = Judged(Attempted("host h[192.0.2.1] said: 554 5.1.1 nope"));
  CHECK(verdict.cause == "recipient_unknown");
  CHECK(verdict.certainty == Certainty::kLikely);
  verdict = Judged(Attempted("host h[192.0.2.1] said: 554 nope"));
  CHECK(verdict.cause == "policy_rejected");
  CHECK(verdict.certainty == Certainty::kLikely);
}

TEST_CASE("codes that Postfix makes up say nothing") {
  const Verdict verdict =
      Judged(Attempted("host h[192.0.2.1] said: 550 nope", "bounced", "5.0.0"));
  CHECK(verdict.cause == "unspecified");
  CHECK(verdict.certainty == Certainty::kUnknown);
}

TEST_CASE("said_by, relay and status keys must hold") {
  CHECK(Judged(Attempted("connect to h[192.0.2.1]:25: Connection timed out",
                         "deferred"))
            .cause == "connect_timeout");
  CHECK(Judged(Attempted("host h[192.0.2.1] said: 450 connect to "
                         "h[192.0.2.9]:25: Connection timed out"))
            .cause == "unspecified");
  Failure failure = Attempted("connect to x: Connection refused", "deferred");
  CHECK(Judged(failure).cause == "connect_refused");
  failure.relay = {"127.0.0.1", "127.0.0.1", "10024"};
  CHECK(Judged(failure).cause == "local_delivery_unavailable");
  failure.relay = {};
  failure.response =
      "connect to mx01[private/dovecot-lmtp]: Connection refused";
  CHECK(Judged(failure).cause == "local_delivery_unavailable");
  CHECK(Judged(Attempted("user unknown", "sent")).cause == "unspecified");
}

TEST_CASE("what the process said just before can decide") {
  Failure failure =
      Attempted("Service unavailable - try again later", "reject");
  CHECK(Judged(failure).cause == "unspecified");
  failure.preceded_by =
      "something else\nwarning: connect to Milter service inet:127.0.0.1:1: no";
  CHECK(Judged(failure).cause == "filter_unavailable");
}

TEST_CASE("an outcome named beside a cause stands beside it or before it") {
  Verdict verdict = JudgedText("554 4.4.7 Message expired, user unknown");
  CHECK(verdict.cause == "queue_expired");
  CHECK(verdict.also == Ids{"recipient_unknown"});
  verdict = Judged(Attempted(
      "lost connection with h[192.0.2.1] while sending end of data -- message "
      "may be sent more than once",
      "deferred"));
  CHECK(verdict.cause == "connection_lost");
  CHECK(verdict.also == Ids{"duplicate_risk"});
  CHECK(Attribute(verdict, "stage") == "end_of_data");
}

TEST_CASE("a block list is named by zone, by its keeper, or by its page") {
  CHECK(Attribute(JudgedText("554 Client host [192.0.2.1] blocked using "
                             "zen.spamhaus.org"),
                  "list") == "zen.spamhaus.org");
  Verdict verdict = JudgedText("554 dnsbl, see https://www.spamhaus.org/x.");
  CHECK(Attribute(verdict, "list") == "spamhaus");
  CHECK(Attribute(verdict, "url") == "https://www.spamhaus.org/x");
  verdict = JudgedText("554 dnsbl (https://lists.example.org/?ip=192.0.2.1)");
  CHECK(Attribute(verdict, "list") == "lists.example.org");
  CHECK(Attribute(verdict, "url") == "https://lists.example.org/?ip=192.0.2.1");
}

TEST_CASE("the provider comes from the server's name, else from the words") {
  Failure failure = Attempted("host h[192.0.2.1] said: 550 no - gsmtp");
  CHECK(Attribute(Judged(failure), "provider") == "google");
  failure.relay.name = "mx.mail.protection.outlook.com";
  CHECK(Attribute(Judged(failure), "provider") == "microsoft");
  failure.relay.name = "notoutlook.com";
  failure.response = "host h[192.0.2.1] said: 550 no";
  CHECK(Attribute(Judged(failure), "provider").empty());
}

TEST_CASE("our own refusals are inbound, or submission after a login") {
  Reject reject;
  reject.daemon = "smtpd";
  reject.action = "reject";
  reject.stage = "rcpt";
  reject.response =
      "550 5.1.1 <b@example.com>: Recipient address rejected: User unknown in "
      "virtual alias table";
  Classifier classifier = Small();
  classifier.JudgeReject(reject);
  CHECK(reject.verdict.cause == "recipient_unknown");
  CHECK(Attribute(reject.verdict, "said_by") == "us");
  CHECK(Attribute(reject.verdict, "flow") == "inbound");
  CHECK(Attribute(reject.verdict, "agent") == "smtpd");
  CHECK(Attribute(reject.verdict, "missing_in") == "virtual_alias");
  reject.sasl_username = "taro";
  classifier.JudgeReject(reject);
  CHECK(Attribute(reject.verdict, "flow") == "submission");
}

TEST_CASE("actions that let a mail pass are no failure, held is one") {
  Classifier classifier = Small();
  Reject reject;
  reject.daemon = "smtpd";
  reject.action = "permit";
  reject.response = "user unknown";
  classifier.JudgeReject(reject);
  CHECK_FALSE(reject.verdict.known());
  reject.action = "hold";
  reject.response = "triggers HOLD action";
  classifier.JudgeReject(reject);
  CHECK(reject.verdict.cause == "queue_held");
  reject.action = "milter_hold";
  reject.response = "550 policy";
  classifier.JudgeReject(reject);
  CHECK(reject.verdict.cause == "policy_rejected");
  CHECK(reject.verdict.also == Ids{"queue_held"});
}

TEST_CASE("a session's kind can be the cause; a login is none") {
  Classifier classifier = Small();
  Session session;
  session.daemon = "smtpd";
  session.kind = "lost_connection";
  session.stage = "data";
  classifier.JudgeSession(session);
  CHECK(session.verdict.cause == "connection_lost");
  CHECK(Attribute(session.verdict, "stage") == "data");
  session.kind = "login";
  classifier.JudgeSession(session);
  CHECK_FALSE(session.verdict.known());
}

TEST_CASE("a system account as sender leads where the reply may rest on it") {
  Classifier classifier = Small();
  Mail mail =
      FromApache("deferred",
                 "host mail.example.net[203.0.113.112]: refused to talk "
                 "to me: 554 dnsbl",
                 State::kDeferred);
  classifier.JudgeMail(mail);
  const Delivery& delivery = mail.deliveries[0];
  CHECK(delivery.verdict.cause == "system_account_sender");
  CHECK(delivery.verdict.also == Ids{"dnsbl_listed"});
  CHECK(delivery.verdict.certainty == Certainty::kCertain);
  CHECK(Attribute(delivery.verdict, "stage") == "greeting");
  CHECK(delivery.attempts[0].cause == "dnsbl_listed");
}

TEST_CASE("a system account as sender stands beside a cause of another kind") {
  Classifier classifier = Small();
  Mail mail =
      FromApache("deferred", "connect to h[192.0.2.1]:25: Connection timed out",
                 State::kDeferred);
  classifier.JudgeMail(mail);
  CHECK(mail.deliveries[0].verdict.cause == "connect_timeout");
  CHECK(mail.deliveries[0].verdict.also == Ids{"system_account_sender"});

  mail =
      FromApache("bounced", "host h[192.0.2.1] said: 550 hm", State::kBounced);
  classifier.JudgeMail(mail);
  CHECK(mail.deliveries[0].verdict.cause == "system_account_sender");
  CHECK(mail.deliveries[0].verdict.also.empty());
}

TEST_CASE("a delivered mail has no cause, but its system account is said") {
  Classifier classifier = Small();
  Mail mail = FromApache("sent", "250 policy ok", State::kDelivered);
  classifier.JudgeMail(mail);
  CHECK_FALSE(mail.deliveries[0].verdict.known());
  CHECK(mail.deliveries[0].verdict.also == Ids{"system_account_sender"});
  CHECK(mail.deliveries[0].attempts[0].cause.empty());
  mail.sender = "taro@example.com";  // sendmail -f
  classifier.JudgeMail(mail);
  CHECK(mail.deliveries[0].verdict.also.empty());
}

TEST_CASE("a mail that was delivered five minutes late or more says so") {
  Classifier classifier(Book(SmallRules()));
  for (const double delay : {-1.0, 1.5, 299.9, 300.0, 86400.0}) {
    CAPTURE(delay);
    Mail mail = FromTaro("sent", "250 2.0.0 Ok", State::kDelivered);
    mail.deliveries[0].attempts[0].delay = delay;
    classifier.JudgeMail(mail);
    classifier.JudgeMail(mail);
    CHECK(mail.deliveries[0].verdict.cause.empty());
    CHECK(mail.deliveries[0].verdict.also ==
          (delay < 300 ? Ids{} : Ids{"delivered_slow"}));
  }
  Mail waiting = FromTaro("deferred", "450 4.2.0 policy", State::kDeferred);
  waiting.deliveries[0].attempts[0].delay = 4000;
  classifier.JudgeMail(waiting);
  CHECK(waiting.deliveries[0].verdict.also.empty());
}

TEST_CASE("how a mail was submitted may be learnt after it was judged") {
  Classifier classifier = Small();
  Mail mail = FromApache("bounced", "host h[192.0.2.1] said: 554 dnsbl",
                         State::kBounced);
  mail.origin.clear();
  mail.origin_user.clear();
  classifier.JudgeMail(mail);
  CHECK(mail.deliveries[0].verdict.cause == "dnsbl_listed");
  CHECK(mail.deliveries[0].verdict.also.empty());
  mail.origin = "pickup";
  mail.origin_user = "apache";
  for (int round = 0; round < 2; ++round) {
    classifier.JudgeMail(mail);
    CHECK(mail.deliveries[0].verdict.cause == "system_account_sender");
    CHECK(mail.deliveries[0].verdict.also == Ids{"dnsbl_listed"});
  }
}

TEST_CASE("an expired delivery has its last deferral's cause") {
  Classifier classifier = Small();
  Mail mail =
      FromApache("deferred", "connect to h[192.0.2.1]:25: Connection timed out",
                 State::kDeferred);
  mail.origin.clear();
  Delivery& delivery = mail.deliveries[0];
  classifier.JudgeMail(mail);
  CHECK(delivery.verdict.also.empty());
  delivery.state = State::kExpired;
  for (int round = 0; round < 2; ++round) {
    classifier.JudgeMail(mail);
    CHECK(delivery.verdict.cause == "connect_timeout");
    CHECK(delivery.verdict.also == Ids{"queue_expired"});
  }
  Attempt last = delivery.attempts[0];
  last.status = "expired";
  last.response = "no words";
  last.cause.clear();
  delivery.attempts.push_back(last);
  delivery.verdict = Verdict();
  classifier.JudgeMail(mail);
  CHECK(delivery.verdict.cause == "connect_timeout");
  CHECK(delivery.verdict.also == Ids{"queue_expired"});
}

TEST_CASE("a deferred mail that was delivered at last has no cause any more") {
  Classifier classifier = Small();
  Mail mail = FromApache("deferred", "host h[192.0.2.1] said: 450 policy",
                         State::kDeferred);
  mail.origin.clear();
  classifier.JudgeMail(mail);
  CHECK(mail.deliveries[0].verdict.cause == "policy_rejected");
  Attempt sent = mail.deliveries[0].attempts[0];
  sent.status = "sent";
  sent.response = "250 ok";
  sent.cause.clear();
  mail.deliveries[0].attempts.push_back(sent);
  mail.deliveries[0].state = State::kDelivered;
  classifier.JudgeMail(mail);
  CHECK_FALSE(mail.deliveries[0].verdict.known());
  CHECK(mail.deliveries[0].attempts[0].cause == "policy_rejected");
  CHECK(mail.deliveries[0].attempts[1].cause.empty());
}

TEST_CASE("what an administrator deleted keeps the cause of its deferral") {
  Classifier classifier = Small();
  Mail mail = FromApache("deferred", "host h[192.0.2.1] said: 450 policy",
                         State::kDiscarded);
  mail.origin.clear();
  classifier.JudgeMail(mail);
  CHECK(mail.deliveries[0].verdict.cause == "policy_rejected");
  CHECK(mail.deliveries[0].verdict.also.empty());
}

TEST_CASE("a discarded mail says so, and why where that is said") {
  Classifier classifier = Small();
  Mail mail = FromApache("sent", "250 2.7.0 Ok, discarded", State::kDiscarded);
  mail.origin.clear();
  classifier.JudgeMail(mail);
  CHECK(mail.deliveries[0].verdict.cause == "discarded");
  mail =
      FromApache("sent", "250 2.7.0 Ok, discarded: policy", State::kDiscarded);
  mail.origin.clear();
  classifier.JudgeMail(mail);
  CHECK(mail.deliveries[0].verdict.cause == "policy_rejected");
  CHECK(mail.deliveries[0].verdict.also == Ids{"discarded"});
}

TEST_CASE("a failure that names the earlier cause keeps it") {
  Failure failure = Attempted("returned to sender", "expired");
  failure.earlier_cause = "connect_timeout";
  const Verdict verdict = Judged(failure);
  CHECK(verdict.cause == "connect_timeout");
  CHECK(verdict.also == Ids{"queue_expired"});
  failure.earlier_cause.clear();
  CHECK(Judged(failure).cause == "queue_expired");
}

TEST_CASE("the words of the last deferral count when the time has run out") {
  const Verdict verdict = Judged(Attempted(
      "host mail.example.com[198.51.100.7] said: 450 user unknown", "expired"));
  CHECK(verdict.cause == "recipient_unknown");
  CHECK(verdict.also == Ids{"queue_expired"});
}

TEST_CASE("what would have been refused is judged like a refusal") {
  Reject reject;
  reject.daemon = "smtpd";
  reject.action = "reject_warning";
  reject.response = "550 5.1.1 <b@example.com>: user unknown";
  Small().JudgeReject(reject);
  CHECK(reject.verdict.cause == "recipient_unknown");
}

TEST_CASE("text that tells of no failure has no cause") {
  for (const char* text : {"", "   ", "hello", "250 2.0.0 Ok: queued as A1B2C3",
                           "status=sent (250 ok)"}) {
    CAPTURE(text);
    CHECK_FALSE(JudgedText(text).known());
  }
  CHECK(JudgedText("550 hm").cause == "unspecified");
  CHECK(JudgedText("host h[192.0.2.1] said: hm").cause == "unspecified");
}

TEST_CASE("a piece of a delivery line is taken apart") {
  const Failure failure = FailureOfText(
      "to=<hanako@example.com>, relay=mail.example.com[198.51.100.7]:25, "
      "delay=1, dsn=5.1.1, status=bounced (host x[192.0.2.1] said: 550 (no) "
      "user unknown)");
  CHECK(failure.status == "bounced");
  CHECK(failure.recipient == "hanako@example.com");
  CHECK(failure.relay.port == "25");
  CHECK(failure.dsn == "5.1.1");
  CHECK(failure.response == "host x[192.0.2.1] said: 550 (no) user unknown");
}

TEST_CASE("any bytes at all get a verdict") {
  Classifier classifier = Small();
  std::string bytes;
  unsigned seed = 1;
  for (int i = 0; i < 2000; ++i) {
    seed = seed * 1103515245 + 12345;
    bytes.push_back(static_cast<char>(seed >> 16));
    if (i % 7 == 0) bytes += "550-5.7.1 host [x] said: <a@";
    CHECK_FALSE(classifier.Judge(Attempted(bytes)).cause.empty());
    CHECK(classifier.Judge(FailureOfText(bytes)).attributes.size() < 20);
  }
}

TEST_CASE("bare text with a refused address tells whose it is") {
  Failure failure = FailureOfText(
      "450 4.1.8 <root@web1.example.org>: Sender address rejected: Domain not "
      "found");
  CHECK(failure.sender == "root@web1.example.org");
  CHECK(failure.recipient.empty());
  failure = FailureOfText(
      "550 5.1.1 <hanako@example.com>: Recipient address rejected: no");
  CHECK(failure.recipient == "hanako@example.com");
  CHECK_FALSE(failure.sender.has_value());
  for (const char* text : {"550 <hanako@example.com> is bad", "550 <", "550 <>",
                           "550 <@", "550 <a@b c>: user unknown",
                           "550 <localhost>: Helo command rejected: x"}) {
    CAPTURE(text);
    failure = FailureOfText(text);
    CHECK_FALSE(failure.sender.has_value());
    CHECK(failure.recipient.empty());
  }
}

TEST_CASE("a warning is no refusal where no rule knows it") {
  Failure failure = FailureOfText("warning: dict_nis_init: no NIS domain");
  CHECK(failure.status == "warning");
  CHECK(failure.response == "dict_nis_init: no NIS domain");
  Classifier classifier(Book(SmallRules()));
  CHECK_FALSE(classifier.Judge(failure).known());
  const Verdict verdict = classifier.Judge(FailureOfText("warning: a dnsbl"));
  CHECK(verdict.cause == "dnsbl_listed");
}

TEST_CASE("a daemon's warning is our own words, and its client is known") {
  Failure failure = FailureOfText(
      "unknown[192.0.2.9]: SASL LOGIN authentication failed: policy, "
      "sasl_username=taro");
  CHECK(failure.client.ip == "192.0.2.9");
  CHECK(failure.sasl_username == "taro");
  failure.status = "warning";
  failure.agent = "smtpd";
  Classifier classifier(Book(SmallRules()));
  const Verdict verdict = classifier.Judge(failure);
  CHECK(Attribute(verdict, "said_by") == "us");
  CHECK(Attribute(verdict, "flow") == "submission");
}

TEST_CASE("a match may ask for the reply's code, or for none") {
  Classifier classifier(Book({
      RuleFile("discarded", "outcome",
               "[match]\ncode = [\"2\", \"\"]\ntext = ['''discarded''']"),
      RuleFile("unspecified", "unknown", ""),
  }));
  CHECK(classifier.Judge(Attempted("250 discarded")).cause == "discarded");
  CHECK(classifier.Judge(Attempted("mail discarded")).cause == "discarded");
  CHECK(classifier.Judge(Attempted("554 discarded")).cause == "unspecified");
}
