#include <doctest/doctest.h>

#include "fake_store.h"
#include "linked_mails.h"
#include "query/query.h"

namespace mailwhy {
namespace {

using test::AskedAt;
using test::FakeStore;
using test::Filtered;
using test::Join;
using test::kAsked;
using test::MailAt;

Answers Ask(FakeStore& store, const Question& question) {
  Result<Answers> answers = query::Why(store, question);
  REQUIRE(answers.ok());
  return *answers;
}

TEST_CASE("accepted by the content filter is not delivered: the end counts") {
  FakeStore store = Filtered(State::kBounced);
  const Answers answers = Ask(store, AskedAt(kAsked));
  REQUIRE(answers.answers.size() == 1);
  const Answer& answer = answers.answers[0];
  CHECK(answer.verdict == "bounced");
  CHECK(answer.judged.cause == "recipient_unknown");
  CHECK(answer.mail->queue_id == "FIRST");
  CHECK(answer.EndMail()->queue_id == "SECOND");
  CHECK(answers.more == 0);
}

TEST_CASE("the filter's second mail is an answer where it is asked for") {
  FakeStore store = Filtered(State::kDelivered);
  Question question;
  question.queue_id = "SECOND";
  const Answers answers = Ask(store, question);
  REQUIRE(answers.answers.size() == 1);
  CHECK(answers.answers[0].mail->queue_id == "SECOND");
  CHECK(answers.answers[0].chain.empty());
}

TEST_CASE("a filter's mail of another sender is no sender that differs") {
  FakeStore store = Filtered(State::kDelivered);
  for (Mail& mail : store.mails) mail.sender = "news@example.org";
  CHECK(!Ask(store, AskedAt(kAsked)).Fits());
}

TEST_CASE("a story that fails at its end ranks as failed") {
  FakeStore store = Filtered(State::kDeferred);
  store.mails.push_back(MailAt(kAsked, "ALONE"));
  const Answers answers = Ask(store, AskedAt(kAsked));
  REQUIRE(answers.answers.size() == 2);
  CHECK(answers.answers[0].mail->queue_id == "FIRST");
  REQUIRE(answers.answers[0].retry.has_value());
  CHECK(answers.answers[1].mail->queue_id == "ALONE");
}

TEST_CASE("of several recipients the ends are told, not the filter's yes") {
  FakeStore store = Filtered(State::kBounced);
  for (Mail& mail : store.mails) {
    mail.deliveries.push_back(
        test::DeliveryTo("ro@example.net", State::kDelivered, kAsked));
  }
  store.mails[0].deliveries[1].remote_queue_id = "SECOND";
  const Answers answers = Ask(store, AskedAt(kAsked));
  using Ends = std::vector<std::pair<std::string, State>>;
  CHECK(answers.answers[0].recipients ==
        Ends{{"tu@example.net", State::kBounced},
             {"ro@example.net", State::kDelivered}});
}

TEST_CASE("a story of which only the end is near is shown once, as a whole") {
  FakeStore store = Filtered(State::kDeferred);
  const Micros retried = kAsked + 5 * kHour;
  store.mails[1].deliveries[0].attempts.push_back(
      test::TriedAt(retried, "deferred", "again"));
  const Answers answers = Ask(store, AskedAt(retried));
  REQUIRE(answers.answers.size() == 1);
  CHECK(answers.answers[0].mail->queue_id == "FIRST");
  CHECK(answers.answers[0].matched == Matched::kNearby);
  CHECK(answers.answers[0].verdict == "deferred");
}

TEST_CASE("of one mail's recipients those who did not get it stand first") {
  Mail mail = MailAt(kAsked, "MANY");
  mail.deliveries.push_back(
      test::DeliveryTo("ro@example.net", State::kBounced, kAsked));
  FakeStore store;
  store.mails = {mail};
  Question question;
  question.queue_id = "MANY";
  const Answers answers = Ask(store, question);
  REQUIRE(answers.answers.size() == 2);
  CHECK(answers.answers[0].verdict == "bounced");
  CHECK(answers.answers[1].verdict == "delivered");
}

TEST_CASE("an alias is followed to whoever fared worst") {
  Mail alias = MailAt(kAsked, "ALIAS");
  Mail copy = MailAt(kAsked + kSecond, "COPY");
  copy.deliveries[0].recipient = "one@example.org";
  copy.deliveries.push_back(
      test::DeliveryTo("two@example.org", State::kBounced, kAsked));
  Join(alias, copy, LinkKind::kForward);
  alias.deliveries[0].attempts.back().response = "forwarded as COPY";
  FakeStore store;
  store.mails = {alias, copy};
  const Answers answers = Ask(store, AskedAt(kAsked));
  CHECK(answers.answers[0].verdict == "bounced");
  CHECK(answers.answers[0].EndDelivery()->recipient == "two@example.org");
}

TEST_CASE("a receiver's own queue ID leads nowhere") {
  Mail mail = MailAt(kAsked, "SENT");
  mail.deliveries[0].remote_queue_id = "EEC702AAC0E";
  mail.links.push_back({LinkKind::kRelay, true, "mx02", "EEC702AAC0E", 0});
  FakeStore store;
  store.mails = {mail};
  const Answers answers = Ask(store, AskedAt(kAsked));
  CHECK(answers.answers[0].verdict == "delivered");
  CHECK(answers.answers[0].chain.empty());
}

TEST_CASE("mails that link to each other do not turn for ever") {
  FakeStore store = Filtered(State::kDelivered);
  Mail &first = store.mails[0], &second = store.mails[1];
  second.links.push_back(
      {LinkKind::kFilter, true, first.host, first.queue_id, first.id});
  second.deliveries[0].remote_queue_id = first.queue_id;
  Question question;
  question.queue_id = "FIRST";
  const Answers answers = Ask(store, question);
  CHECK(answers.answers[0].chain.size() == 1);
  Mail alone = MailAt(kAsked, "LOOP");
  Join(alone, alone, LinkKind::kFilter);
  store.mails = {alone};
  question.queue_id = "LOOP";
  CHECK(Ask(store, question).answers[0].chain.empty());
}

TEST_CASE("a bounce does not change what became of the mail") {
  FakeStore store;
  Mail mail = MailAt(kAsked, "MAIL", State::kBounced);
  Mail bounce = MailAt(kAsked + kSecond, "NOTICE");
  bounce.sender = "";
  Join(mail, bounce, LinkKind::kBounce);
  store.mails = {mail, bounce};
  const Answers answers = Ask(store, AskedAt(kAsked));
  CHECK(answers.answers[0].verdict == "bounced");
  CHECK(answers.answers[0].chain.empty());
}

TEST_CASE("a trace holds all linked mails in the order of time, once each") {
  FakeStore store = Filtered(State::kBounced);
  Mail bounce = MailAt(kAsked + kMinute, "NOTICE");
  Join(store.mails[1], bounce, LinkKind::kBounce);
  store.mails.push_back(bounce);
  store.mails.push_back(MailAt(kAsked, "OTHER"));
  store.lines = {"one", "two", "three"};
  store.mails[0].evidence = {1, 2};
  store.mails[1].evidence = {2, 3};
  for (const std::string& id :
       {std::string("SECOND"), MailId(store.mails[0].id)}) {
    Result<query::Trace> trace = query::TraceId(store, id);
    REQUIRE(trace.ok());
    REQUIRE(trace->mails.size() == 3);
    CHECK(trace->mails[0].queue_id == "FIRST");
    CHECK(trace->mails[2].queue_id == "NOTICE");
    CHECK(trace->evidence == store.lines);
  }
}

TEST_CASE("a trace finds Message-IDs, with and without brackets") {
  FakeStore store = Filtered(State::kDelivered);
  store.mails[0].message_id = "abc@example.com";
  CHECK(query::TraceId(store, "<abc@example.com>")->mails.size() == 2);
  CHECK(query::TraceId(store, "abc@example.com")->mails.size() == 2);
  CHECK(query::TraceId(store, "nothing")->mails.empty());
  CHECK(query::TraceId(store, "")->mails.empty());
  CHECK(query::TraceId(store, " ")->mails.empty());
}

TEST_CASE("a trace shows what was refused under the same queue ID and time") {
  FakeStore store;
  store.mails = {MailAt(kAsked, "ABC")};
  Reject reject;
  reject.id = MakeId(kAsked, "r");
  reject.at = test::At(kAsked);
  reject.host = "mx01";
  reject.queue_id = "ABC";
  reject.action = "reject";
  store.rejects.push_back(reject);
  reject.id = MakeId(kAsked + kDay, "r");
  reject.at = test::At(kAsked + kDay);
  store.rejects.push_back(reject);
  Result<query::Trace> trace = query::TraceId(store, "ABC");
  REQUIRE(trace->rejects.size() == 1);
  const Id id = trace->rejects[0].id;
  CHECK(query::TraceId(store, RejectId(id))->rejects.size() == 1);
}

TEST_CASE("a report counts a story once, by its end") {
  FakeStore store = Filtered(State::kBounced);
  store.mails.push_back(MailAt(kAsked, "SENT"));
  Mail waiting = MailAt(kAsked + kHour, "WAITS", State::kDeferred);
  waiting.deliveries[0].verdict.cause = "connect_timeout";
  store.mails.push_back(waiting);
  waiting = MailAt(kAsked, "WAITS2", State::kDeferred);
  waiting.deliveries[0].verdict.cause = "connect_timeout";
  store.mails.push_back(waiting);
  Mail probe = MailAt(kAsked, "PROBE");
  probe.probe = true;
  store.mails.push_back(probe);
  Result<Report> report = query::ReportOn(store, Question{});
  REQUIRE(report.ok());
  CHECK(report->mails == 4);
  CHECK(report->deliveries == 4);
  for (const auto& [name, count] : report->by_state) {
    const std::string& state = name;
    const std::int64_t wanted = state == "delivered"  ? 1
                                : state == "bounced"  ? 1
                                : state == "deferred" ? 2
                                                      : 0;
    CHECK_MESSAGE(count == wanted, state);
  }
  REQUIRE(report->waiting.size() == 1);
  CHECK(report->waiting[0].destination == "example.net");
  CHECK(report->waiting[0].deliveries == 2);
  CHECK(report->waiting[0].oldest.at == kAsked);
  CHECK(report->waiting[0].newest.at == kAsked + kHour);
  REQUIRE(report->by_cause.size() == 2);
  CHECK(report->by_cause[0].cause == "connect_timeout");
  CHECK(report->by_cause[1].bounced == 1);
  CHECK(report->by_cause[1].example_recipient == "tu@example.net");
}

TEST_CASE("a report counts only its period, rejects and logins too") {
  FakeStore store;
  store.mails = {MailAt(kAsked - kDay, "BEFORE"), MailAt(kAsked, "IN")};
  Reject reject;
  reject.at = test::At(kAsked);
  reject.action = "reject";
  reject.verdict.cause = "relay_denied";
  store.rejects = {reject};
  reject.action = "warn";
  store.rejects.push_back(reject);
  Session session;
  session.at = test::At(kAsked);
  session.kind = "login_failed";
  store.sessions = {session};
  Question question;
  question.since = kAsked - kHour;
  question.until = kAsked + kHour;
  Result<Report> report = query::ReportOn(store, question);
  REQUIRE(report.ok());
  CHECK(report->mails == 1);
  CHECK(report->rejects == 1);
  CHECK(report->logins_failed == 1);
  CHECK(report->since.at == kAsked - kHour);
  REQUIRE(report->by_cause.size() == 1);
  CHECK(report->by_cause[0].rejected == 1);
}

}  // namespace
}  // namespace mailwhy
