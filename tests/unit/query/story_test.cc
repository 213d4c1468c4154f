// One story, one answer: what `why` says of a chain, and of a client's session.
#include <doctest/doctest.h>

#include "fake_store.h"
#include "linked_mails.h"
#include "query/query.h"

namespace mailwhy {
namespace {

using test::AskedAt;
using test::At;
using test::DeliveryTo;
using test::FakeStore;
using test::Filtered;
using test::Join;
using test::kAsked;
using test::MailAt;

Answers Ask(FakeStore& store, const Question& question) {
  const auto is_account = [](std::string_view login) {
    return login == "apache";
  };
  Result<Answers> answers = query::Why(store, question, is_account);
  REQUIRE(answers.ok());
  return *answers;
}

TEST_CASE("a story found by its later part is told from its beginning, once") {
  FakeStore store = Filtered(State::kBounced);
  Question question;
  question.to = "tu@example.net";
  question.cause = "recipient_unknown";  // only the second says so
  const Answers answers = Ask(store, question);
  REQUIRE(answers.answers.size() == 1);
  CHECK(answers.more == 0);
  CHECK(answers.answers[0].mail->queue_id == "FIRST");
  CHECK(answers.answers[0].verdict == "bounced");
}

TEST_CASE("the state asked for is that at the end of the chain") {
  FakeStore store = Filtered(State::kBounced);
  Question question;
  question.to = "tu@example.net";
  question.status = "delivered";  // as the filter's reply says
  const Answers delivered = Ask(store, question);
  CHECK(!delivered.Fits());
  REQUIRE(delivered.answers.size() == 1);
  CHECK(delivered.answers[0].verdict == "never_arrived");
  question.status = "bounced";
  const Answers bounced = Ask(store, question);
  REQUIRE(bounced.answers.size() == 1);
  CHECK(bounced.answers[0].mail->queue_id == "FIRST");
}

TEST_CASE("a forward that fits as well is told with the mail it came of") {
  Mail alias = MailAt(kAsked, "ALIAS");
  Mail child = MailAt(kAsked + kSecond, "CHILD");
  child.deliveries[0].recipient = "home@example.com";
  child.deliveries[0].orig_to = "tu@example.net";
  Join(alias, child, LinkKind::kForward);
  FakeStore store;
  store.mails = {alias, child};
  Question question;
  question.to = "tu@example.net";
  const Answers answers = Ask(store, question);
  REQUIRE(answers.answers.size() == 1);
  CHECK(answers.more == 0);
  CHECK(answers.answers[0].mail->queue_id == "ALIAS");
  CHECK(answers.answers[0].EndMail()->queue_id == "CHILD");
}

TEST_CASE("of an alias of several the one that fared worst tells the end") {
  Mail alias = MailAt(kAsked, "ALIAS");
  Mail child = MailAt(kAsked + kSecond, "CHILD");
  child.deliveries[0] =
      DeliveryTo("home@example.com", State::kDelivered, kAsked);
  child.deliveries.push_back(
      DeliveryTo("filtered@example.com", State::kDelivered, kAsked));
  child.deliveries[1].remote_queue_id = "GRANDCHILD";
  Mail grandchild = MailAt(kAsked + 2 * kSecond, "GRANDCHILD", State::kBounced);
  grandchild.deliveries[0].recipient = "filtered@example.com";
  Join(alias, child, LinkKind::kForward);
  child.deliveries[0].remote_queue_id.clear();
  child.links.push_back(
      {LinkKind::kFilter, true, "mx01", "GRANDCHILD", grandchild.id});
  FakeStore store;
  store.mails = {alias, child, grandchild};
  Question question;
  question.to = "tu@example.net";
  const Answers answers = Ask(store, question);
  CHECK(answers.answers[0].verdict == "bounced");
  CHECK(answers.answers[0].EndMail()->queue_id == "GRANDCHILD");
}

TEST_CASE("a filter behind pipe, whose answer names no queue ID") {
  FakeStore store = Filtered(State::kDeferred);
  Delivery& delivery = store.mails[0].deliveries[0];
  delivery.remote_queue_id.clear();
  delivery.attempts[0].agent = "pipe";
  delivery.attempts[0].response = "delivered via spamfilter service";
  CHECK(Ask(store, AskedAt(kAsked)).answers[0].verdict == "deferred");
}

TEST_CASE("a requeued recipient that was not tried yet is in the queue") {
  Mail first = MailAt(kAsked, "FIRST", State::kDeferred);
  Mail again = MailAt(kAsked + kSecond, "AGAIN", State::kBounced);
  again.deliveries[0].recipient = "other@example.net";
  first.links.push_back({LinkKind::kResubmit, true, "mx01", "AGAIN", again.id});
  FakeStore store;
  store.mails = {first, again};
  const Answers answers = Ask(store, AskedAt(kAsked));
  CHECK(answers.answers[0].verdict == "queued");
}

TEST_CASE("a system account's mail says so at the end of the chain") {
  FakeStore store = Filtered(State::kBounced);
  for (Mail& mail : store.mails) mail.sender = "apache@www.example.org";
  store.mails[0].origin = "pickup";
  store.mails[0].origin_user = "apache";
  const Answers differs = Ask(store, AskedAt(kAsked));
  REQUIRE(differs.answers.size() == 1);
  CHECK(differs.answers[0].matched == Matched::kSenderDiffers);
  CHECK(differs.answers[0].judged.cause == "system_account_sender");
  CHECK(differs.answers[0].also ==
        std::vector<std::string>{"recipient_unknown"});
  Question question;
  question.to = "tu@example.net";
  const Answers plain = Ask(store, question);
  CHECK(plain.answers[0].judged.cause == "recipient_unknown");
  CHECK(plain.answers[0].also ==
        std::vector<std::string>{"system_account_sender"});
}

TEST_CASE("a queue ID is found in the wrong case") {
  FakeStore store = Filtered(State::kBounced);
  Question question;
  question.queue_id = "first";
  const Answers answers = Ask(store, question);
  REQUIRE(answers.Fits());
  CHECK(answers.answers[0].mail->queue_id == "FIRST");
  store.mails[0].queue_id = "first";
  question.queue_id = "FIRST";
  CHECK(Ask(store, question).answers[0].mail->queue_id == "first");
  question.queue_id = "absent";
  CHECK(!Ask(store, question).Fits());
}

TEST_CASE("a held mail and the rule that holds it are one answer") {
  Mail mail = MailAt(kAsked, "HELD", State::kHeld);
  mail.held = true;
  mail.deliveries.clear();
  mail.last_seen = At(kAsked + kSecond);
  Reject reject;
  reject.id = MakeId(kAsked, "reject");
  reject.at = At(kAsked);
  reject.host = mail.host;
  reject.queue_id = mail.queue_id;
  reject.action = "hold";
  reject.sender = mail.sender;
  reject.recipient = "tu@example.net";
  FakeStore store;
  store.mails = {mail};
  store.rejects = {reject};
  Question nearby = AskedAt(kAsked);
  nearby.to = "nobody@example.net";
  const Answers answers = Ask(store, nearby);
  REQUIRE(answers.answers.size() == 2);  // never_arrived, and what is near
  CHECK(answers.answers[1].verdict == "held");
}

Session SessionAt(Micros at, const std::string& kind) {
  Session session;
  session.id = MakeId(at, kind);
  session.at = At(at);
  session.kind = kind;
  session.client = {"client.example.org", "198.51.100.20", ""};
  session.sasl_username = kind == "login_failed" ? "taro@example.org" : "";
  return session;
}

TEST_CASE("that a refused client hung up is told after why it was refused") {
  FakeStore store;
  store.sessions = {SessionAt(kAsked, "login_failed"),
                    SessionAt(kAsked + kSecond, "lost_connection")};
  Question question;
  question.client = "198.51.100.20";
  const Answers answers = Ask(store, question);
  REQUIRE(answers.answers.size() == 2);
  CHECK(answers.answers[0].verdict == "login_failed");
  store.sessions.erase(store.sessions.begin());
  CHECK(Ask(store, question).answers[0].session->kind == "lost_connection");
}

}  // namespace
}  // namespace mailwhy
