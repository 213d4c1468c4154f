#include <doctest/doctest.h>
#include <fmt/format.h>

#include "fake_store.h"
#include "query/query.h"

namespace mailwhy {
namespace {

using test::AskedAt;
using test::At;
using test::FakeStore;
using test::kAsked;
using test::MailAt;

FakeStore StoreOf(std::vector<Mail> mails) {
  FakeStore store;
  store.mails = std::move(mails);
  test::Cover(store, kAsked - kDay, kAsked + kDay);
  return store;
}

Answers Ask(FakeStore& store, const Question& question) {
  Result<Answers> answers = query::Why(store, question);
  REQUIRE(answers.ok());
  REQUIRE(!answers->answers.empty());
  return *answers;
}

std::string QueueIds(const Answers& answers) {
  std::string ids;
  for (const Answer& answer : answers.answers) {
    ids += answer.mail ? answer.mail->queue_id : "-";
    ids += ' ';
  }
  return ids;
}

Reject RejectAt(Micros at) {
  Reject reject;
  reject.id = MakeId(at, "reject");
  reject.at = At(at);
  reject.host = "mx01";
  reject.action = "reject";
  reject.stage = "rcpt";
  reject.client = {"client.example.org", "198.51.100.100", ""};
  reject.sender = "tu@example.com";
  reject.recipient = "tu@example.net";
  reject.code = "554";
  reject.verdict.cause = "relay_denied";
  return reject;
}

Session FailedLogin(Micros at, std::string user) {
  Session session;
  session.id = MakeId(at, user);
  session.at = At(at);
  session.kind = "login_failed";
  session.sasl_username = std::move(user);
  session.client = {"client.example.org", "198.51.100.100", ""};
  session.verdict.cause = "sasl_auth_failed_client";
  return session;
}

TEST_CASE("a mail that fits exactly is the answer, with its verdict") {
  FakeStore store = StoreOf({MailAt(kAsked, "AAAA1")});
  const Answers answers = Ask(store, AskedAt(kAsked));
  REQUIRE(answers.answers.size() == 1);
  CHECK(answers.answers[0].verdict == "delivered");
  CHECK(answers.answers[0].matched == Matched::kExact);
  CHECK(answers.answers[0].delivery == 0);
  CHECK(!answers.answers[0].retry);
  CHECK(answers.more == 0);
  CHECK(answers.Fits());
}

TEST_CASE("answers stand in the order of how they match") {
  Mail exact = MailAt(kAsked + 40 * kMinute, "EXACT");
  Mail rewritten = MailAt(kAsked, "REWRITTEN");
  rewritten.deliveries[0].recipient = "box@example.org";
  rewritten.deliveries[0].orig_to = "tu@example.net";
  Mail login = MailAt(kAsked, "LOGIN");
  login.sender = "office@example.com";
  login.sasl_username = "tu@example.com";
  Mail differs = MailAt(kAsked, "DIFFERS");
  differs.sender = "apache@example.com";
  differs.origin = "pickup";
  Mail nearby = MailAt(kAsked - 3 * kHour, "NEARBY", State::kDeferred);
  nearby.deliveries[0].attempts[0].at = At(kAsked);
  FakeStore store = StoreOf({nearby, differs, login, rewritten, exact});
  const Answers answers = Ask(store, AskedAt(kAsked));
  CHECK(QueueIds(answers) == "EXACT REWRITTEN LOGIN DIFFERS NEARBY ");
  CHECK(answers.answers[4].matched == Matched::kNearby);
}

TEST_CASE("a hold that was lifted is told by its mail") {
  Mail mail = MailAt(kAsked, "AAAA1");
  mail.deliveries.clear();
  mail.sender.reset();
  mail.state = State::kDiscarded;
  mail.last_seen = At(kAsked + kMinute);
  Reject hold = RejectAt(kAsked);
  hold.queue_id = "AAAA1";
  hold.action = "hold";
  hold.verdict.cause = "queue_held";
  FakeStore store = StoreOf({mail});
  store.rejects = {hold};
  Answers answers = Ask(store, AskedAt(kAsked));
  REQUIRE(answers.answers.size() == 1);
  CHECK(answers.answers[0].verdict == "discarded");
  CHECK(answers.answers[0].judged.cause == "");
  store.mails[0].state = State::kQueued;
  store.mails[0].held = true;
  answers = Ask(store, AskedAt(kAsked));
  CHECK(answers.answers[0].verdict == "held");
  CHECK(answers.answers[0].judged.cause == "queue_held");
}

TEST_CASE("a mail that was refused and bounced is one answer, the mail's") {
  Mail mail = MailAt(kAsked, "AAAA1", State::kBounced);
  mail.last_seen = At(kAsked + kMinute);
  Reject refusal = RejectAt(kAsked);
  refusal.queue_id = "AAAA1";
  refusal.stage = "end_of_data";
  FakeStore store = StoreOf({mail});
  store.rejects = {refusal};
  CHECK(QueueIds(Ask(store, AskedAt(kAsked))) == "AAAA1 ");
  store.rejects[0].stage = "rcpt";  // another recipient's, for all we know
  CHECK(Ask(store, AskedAt(kAsked)).answers.size() == 2);
  store.rejects[0].stage = "end_of_data";
  store.rejects[0].at = At(kAsked + kHour);  // the queue ID was used again
  CHECK(Ask(store, AskedAt(kAsked)).answers.size() == 2);
}

TEST_CASE("within five minutes a failure stands before a delivery") {
  FakeStore store =
      StoreOf({MailAt(kAsked, "SENT"),
               MailAt(kAsked + 4 * kMinute, "FAILED", State::kBounced),
               MailAt(kAsked + 9 * kMinute, "LATER", State::kBounced)});
  CHECK(QueueIds(Ask(store, AskedAt(kAsked))) == "FAILED SENT LATER ");
}

TEST_CASE("of equals the nearer stands first, then the lower queue ID") {
  FakeStore store =
      StoreOf({MailAt(kAsked + 20 * kMinute, "FAR"),
               MailAt(kAsked - 10 * kMinute, "NEAR"),
               MailAt(kAsked + 1 * kSecond, "BBBB"), MailAt(kAsked, "AAAA")});
  CHECK(QueueIds(Ask(store, AskedAt(kAsked))) == "AAAA BBBB NEAR FAR ");
}

TEST_CASE("without a time the newest stands first, and ten are shown") {
  std::vector<Mail> mails;
  for (int i = 0; i < 25; ++i) {
    mails.push_back(MailAt(kAsked + i * kMinute, fmt::format("Q{}", i)));
  }
  FakeStore store = StoreOf(std::move(mails));
  Question question = AskedAt(kAsked);
  question.at.reset();
  const Answers answers = Ask(store, question);
  CHECK(answers.answers.size() == 10);
  CHECK(answers.more == 15);
  CHECK(answers.answers[0].mail->queue_id == "Q24");
  CHECK(answers.answers[9].mail->queue_id == "Q15");
}

TEST_CASE("the best of many are found whatever the order they come in") {
  std::vector<Mail> mails;
  for (int i = 0; i < 400; ++i) {
    const Micros off = (i % 2 == 0 ? i : -i) * 5 * kSecond;
    mails.push_back(MailAt(kAsked + off, fmt::format("Q{}", i)));
  }
  mails.push_back(MailAt(kAsked + 2 * kMinute, "FAILED", State::kBounced));
  FakeStore store = StoreOf(std::move(mails));
  const Answers answers = Ask(store, AskedAt(kAsked));
  CHECK(answers.answers[0].mail->queue_id == "FAILED");
  CHECK(answers.more == 391);
}

TEST_CASE("each recipient asked for has an answer of its own") {
  Mail mail = MailAt(kAsked, "MANY");
  mail.deliveries.push_back(
      test::DeliveryTo("ro@example.net", State::kBounced, kAsked));
  mail.deliveries.push_back(
      test::DeliveryTo("other@example.org", State::kDelivered, kAsked));
  mail.state = State::kMixed;
  FakeStore store = StoreOf({mail});
  Question question = AskedAt(kAsked);
  question.to = "@example.net";
  const Answers answers = Ask(store, question);
  REQUIRE(answers.answers.size() == 2);
  CHECK(answers.answers[0].verdict == "bounced");
  CHECK(answers.answers[0].delivery == 1);
  CHECK(answers.answers[1].verdict == "delivered");
}

TEST_CASE("a system account as sender is the cause where another was asked") {
  Mail mail = MailAt(kAsked, "APACHE", State::kDeferred);
  mail.sender = "apache@example.com";
  mail.origin = "pickup";
  mail.origin_uid = 48;
  mail.origin_user = "apache";
  mail.deliveries[0].verdict.cause = "dnsbl_listed";
  mail.deliveries[0].verdict.also = {"system_account_sender"};
  FakeStore store = StoreOf({mail});
  const Answers answers = Ask(store, AskedAt(kAsked));
  CHECK(answers.answers[0].matched == Matched::kSenderDiffers);
  CHECK(answers.answers[0].judged.cause == "system_account_sender");
  CHECK(answers.answers[0].also == std::vector<std::string>{"dnsbl_listed"});
  CHECK(answers.Fits());

  Question by_its_name = AskedAt(kAsked);
  by_its_name.from = "apache@example.com";
  const Answers same = Ask(store, by_its_name);
  CHECK(same.answers[0].matched == Matched::kExact);
  CHECK(same.answers[0].judged.cause == "dnsbl_listed");
}

TEST_CASE("a stranger's mail to the same recipient is only nearby") {
  Mail mail = MailAt(kAsked, "STRANGER");
  mail.sender = "news@example.org";
  FakeStore store = StoreOf({mail});
  const Answers answers = Ask(store, AskedAt(kAsked));
  CHECK(answers.answers[0].verdict == "never_arrived");
  REQUIRE(answers.answers.size() == 2);
  CHECK(answers.answers[1].matched == Matched::kNearby);
  CHECK(!answers.Fits());
}

TEST_CASE("a rewritten sender address may be the one that is meant") {
  Mail mail = MailAt(kAsked, "SRS");
  mail.sender = "SRS0=Ab1=XY=example.com=tu@forwarder.example.org";
  FakeStore store = StoreOf({mail});
  CHECK(Ask(store, AskedAt(kAsked)).answers[0].matched ==
        Matched::kSenderDiffers);
}

TEST_CASE("a mail of which only an attempt lies in the window is nearby") {
  Mail mail = MailAt(kAsked - 5 * kHour, "OLD", State::kDeferred);
  mail.deliveries[0].attempts.push_back(
      test::TriedAt(kAsked, "deferred", "again"));
  FakeStore store = StoreOf({mail});
  const Answers answers = Ask(store, AskedAt(kAsked));
  REQUIRE(answers.answers.size() == 1);
  CHECK(answers.answers[0].matched == Matched::kNearby);
  CHECK(answers.answers[0].verdict == "deferred");
  CHECK(!answers.Fits());
}

TEST_CASE("the window ends where the asked minute and an hour end") {
  const Micros minute = kAsked / kMinute * kMinute;
  FakeStore store = StoreOf({MailAt(minute - kHour, "FIRST"),
                             MailAt(minute + kHour + kMinute - 1, "LAST")});
  CHECK(Ask(store, AskedAt(kAsked)).Fits());
  CHECK(Ask(store, AskedAt(kAsked)).answers.size() == 2);
  FakeStore outside = StoreOf({MailAt(minute - kHour - 1, "BEFORE"),
                               MailAt(minute + kHour + kMinute, "AFTER")});
  const Answers answers = Ask(outside, AskedAt(kAsked));
  CHECK(!answers.Fits());
  CHECK(answers.answers[0].verdict == "never_arrived");
  CHECK(answers.answers.size() == 3);
}

TEST_CASE("a rejected attempt that fits is an answer") {
  FakeStore store = StoreOf({});
  store.rejects.push_back(RejectAt(kAsked));
  const Answers answers = Ask(store, AskedAt(kAsked));
  CHECK(answers.answers[0].verdict == "rejected");
  CHECK(answers.answers[0].judged.cause == "relay_denied");
  CHECK(answers.Fits());
}

TEST_CASE("actions that let a mail pass are no answer") {
  FakeStore store = StoreOf({});
  for (const char* action : {"warn", "prepend", "reject_warning", "permit"}) {
    Reject reject = RejectAt(kAsked);
    reject.id = MakeId(kAsked, action);
    reject.action = action;
    store.rejects.push_back(reject);
  }
  CHECK(Ask(store, AskedAt(kAsked)).answers[0].verdict == "never_arrived");
}

TEST_CASE("a greylisted try comes after the mail that was accepted then") {
  FakeStore store = StoreOf({MailAt(kAsked + 3 * kMinute, "ACCEPTED")});
  Reject greylisted = RejectAt(kAsked);
  greylisted.code = "450";
  store.rejects.push_back(greylisted);
  const Answers answers = Ask(store, AskedAt(kAsked));
  CHECK(answers.answers[0].verdict == "delivered");
  CHECK(answers.answers[1].verdict == "rejected");
  store.rejects[0].code = "554";
  CHECK(Ask(store, AskedAt(kAsked)).answers[0].verdict == "rejected");
}

TEST_CASE("a failed login of the sender goes before nearby mails") {
  Mail nearby = MailAt(kAsked - 5 * kHour, "OLD", State::kDeferred);
  nearby.deliveries[0].attempts[0].at = At(kAsked);
  FakeStore store = StoreOf({nearby});
  store.sessions.push_back(FailedLogin(kAsked + kMinute, "tu"));
  store.sessions.push_back(FailedLogin(kAsked + kMinute, "somebody"));
  const Answers answers = Ask(store, AskedAt(kAsked));
  REQUIRE(answers.answers.size() == 2);
  CHECK(answers.answers[0].verdict == "login_failed");
  CHECK(answers.answers[0].session->sasl_username == "tu");
  CHECK(answers.answers[1].verdict == "deferred");
  CHECK(answers.Fits());
}

TEST_CASE("a mail refused after it had its queue ID is one answer") {
  Mail mail = MailAt(kAsked, "REFUSED", State::kRejected);
  mail.deliveries.clear();
  mail.last_seen = At(kAsked + kSecond);
  FakeStore store = StoreOf({mail});
  Reject reject = RejectAt(kAsked);
  reject.queue_id = "REFUSED";
  reject.action = "milter_reject";
  store.rejects.push_back(reject);
  Question question;
  question.from = "tu@example.com";
  const Answers by_sender = Ask(store, question);
  REQUIRE(by_sender.answers.size() == 1);
  CHECK(by_sender.answers[0].verdict == "rejected");
  CHECK(by_sender.answers[0].reject.has_value());
  const Answers by_both = Ask(store, AskedAt(kAsked));
  REQUIRE(by_both.answers.size() == 1);
  CHECK(by_both.answers[0].mail->queue_id == "REFUSED");
}

TEST_CASE("an address alone finds what is from it and what is to it") {
  Mail other = MailAt(kAsked + kMinute, "REPLY");
  other.sender = "tu@example.net";
  other.deliveries[0].recipient = "tu@example.com";
  FakeStore store = StoreOf({MailAt(kAsked, "MAIL"), other});
  Question question;
  question.address = "tu@example.com";
  CHECK(QueueIds(Ask(store, question)) == "REPLY MAIL ");
}

TEST_CASE("a queue ID alone finds that mail") {
  FakeStore store =
      StoreOf({MailAt(kAsked, "WANTED"), MailAt(kAsked, "OTHER")});
  Question question;
  question.queue_id = "WANTED";
  CHECK(QueueIds(Ask(store, question)) == "WANTED ");
}

TEST_CASE("nothing found tells of what was near") {
  Mail before = MailAt(kAsked - 5 * kHour, "BEFORE");
  Mail after = MailAt(kAsked + 6 * kHour, "AFTER");
  Mail to_other = MailAt(kAsked, "ELSEWHERE");
  to_other.deliveries[0].recipient = "ro@example.org";
  FakeStore store = StoreOf({before, after, to_other});
  const Answers answers = Ask(store, AskedAt(kAsked));
  CHECK(QueueIds(answers) == "- ELSEWHERE BEFORE AFTER ");
  CHECK(!answers.Fits());
}

TEST_CASE("nothing found tells of the refusals of the sender's client") {
  Mail usual = MailAt(kAsked - 12 * kHour, "USUAL");
  FakeStore store = StoreOf({usual});
  Session broken = FailedLogin(kAsked, "");
  broken.kind = "tls_failed";
  store.sessions.push_back(broken);
  const Answers answers = Ask(store, AskedAt(kAsked));
  REQUIRE(answers.answers.size() == 3);
  CHECK(answers.answers[0].verdict == "never_arrived");
  CHECK(answers.answers[1].session.has_value());
  CHECK(answers.answers[1].matched == Matched::kNearby);
}

TEST_CASE("where the log does not reach, the answer says so") {
  FakeStore store = StoreOf({});
  Cover(store, kAsked - kDay, kAsked - kHour);
  CHECK(Ask(store, AskedAt(kAsked)).searched.covered == Covered::kAfter);
  Cover(store, kAsked + kHour, kAsked + kDay);
  CHECK(Ask(store, AskedAt(kAsked)).searched.covered == Covered::kBefore);
  Cover(store, kAsked - kHour, kAsked + kHour);
  CHECK(Ask(store, AskedAt(kAsked)).searched.covered == Covered::kYes);
  Question period;
  period.since = kAsked - kDay;
  period.until = kAsked;
  CHECK(Ask(store, period).searched.covered == Covered::kPartly);
  store.coverage = {};
  CHECK(Ask(store, AskedAt(kAsked)).searched.covered == Covered::kEmpty);
}

TEST_CASE("address probes are no answer") {
  Mail probe = MailAt(kAsked, "PROBE");
  probe.probe = true;
  FakeStore store = StoreOf({probe});
  CHECK(!Ask(store, AskedAt(kAsked)).Fits());
}

TEST_CASE("evidence leaves out the lines of other recipients") {
  Mail mail = MailAt(kAsked, "MANY");
  mail.deliveries.push_back(
      test::DeliveryTo("ro@example.net", State::kBounced, kAsked));
  FakeStore store = StoreOf({});
  store.lines = {"x postfix/qmgr[1]: MANY: from=<tu@example.com>, size=1",
                 "x postfix/smtp[1]: MANY: to=<ro@example.net>, relay=none",
                 "x postfix/smtp[1]: MANY: to=tu@example.net, relay=none"};
  mail.evidence = {1, 2, 3};
  store.mails = {mail};
  const Answers answers = Ask(store, AskedAt(kAsked));
  REQUIRE(answers.answers[0].evidence.size() == 2);
  CHECK(answers.answers[0].evidence[1] == store.lines[2]);
}

TEST_CASE("a store that cannot be read is an error, not nothing found") {
  FakeStore store = StoreOf({});
  store.broken = true;
  CHECK(!query::Why(store, AskedAt(kAsked)).ok());
}

TEST_CASE("a limit of nothing still gives the best answer") {
  FakeStore store = StoreOf({MailAt(kAsked, "ONE"), MailAt(kAsked, "TWO")});
  Question question = AskedAt(kAsked);
  question.limit = 0;
  const Answers answers = Ask(store, question);
  CHECK(answers.answers.size() == 1);
  CHECK(answers.more == 1);
}

}  // namespace
}  // namespace mailwhy
