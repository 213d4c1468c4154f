#include <doctest/doctest.h>

#include <limits>

#include "model/answer.h"
#include "model/failure.h"
#include "model/mail.h"
#include "model/question.h"

using namespace mailwhy;

TEST_CASE("every state has a name, and the name leads back") {
  for (int i = 0; i <= static_cast<int>(State::kMixed); ++i) {
    const State state = static_cast<State>(i);
    CHECK(StateFromName(StateName(state)) == state);
  }
  CHECK_FALSE(StateFromName("Delivered"));
  CHECK_FALSE(StateFromName(""));
  CHECK(std::string(LinkKindName(LinkKind::kResubmit)) == "resubmit");
  CHECK(std::string(MatchedName(Matched::kSenderDiffers)) == "sender_differs");
}

TEST_CASE("ids keep the order of time and their names lead back") {
  const Micros noon = 1'670'233'092 * kSecond;
  const Id first = MakeId(noon, "mx01 A1B2C3D4E5");
  CHECK(first == MakeId(noon + 999'999, "mx01 A1B2C3D4E5"));
  CHECK(first != MakeId(noon, "mx01 A1B2C3D4E6"));
  CHECK(MakeId(noon + kSecond, "mx01 A1B2C3D4E5") > first);
  CHECK((first >> 29) == 1'670'233'092);

  const std::string name = MailId(first);
  CHECK(name.size() == 15);
  CHECK(name.substr(0, 2) == "m-");
  CHECK(ReadId(name) == std::pair{'m', first});
  CHECK(ReadId(RejectId(first)) == std::pair{'r', first});
  CHECK(ReadId(SessionId(first)) == std::pair{'s', first});
}

TEST_CASE("the smallest and the largest id have names") {
  constexpr Id kMost = std::numeric_limits<Id>::max();
  CHECK(MailId(0) == "m-0000000000000");
  CHECK(ReadId(MailId(0)) == std::pair{'m', Id{0}});
  CHECK(MailId(kMost) == "m-7zzzzzzzzzzzz");
  CHECK(ReadId(MailId(kMost)) == std::pair{'m', kMost});
  CHECK(MakeId(kMost, "x") > 0);
  CHECK(SecondOf(MakeId(1'670'233'092 * kSecond, "x")) == 1'670'233'092);
  CHECK(MakeId(-5 * kDay, "x") >= 0);
}

TEST_CASE("ids that were typed by hand are understood") {
  CHECK(ReadId("M-00000000000OI") == std::pair{'m', Id{1}});
}

TEST_CASE("what is no id is none") {
  for (const char* text :
       {"", "m-", "m-123", "x-0000000000000", "m-000000000000u",
        "m-00000000000000", "m_0000000000000", "m-8000000000000",
        "m-zzzzzzzzzzzzz", "8B84D8D1CF"}) {
    CAPTURE(text);
    CHECK_FALSE(ReadId(text));
  }
}

TEST_CASE("a mail's state is the common one of its deliveries") {
  Mail mail;
  CHECK(StateOfMail(mail) == State::kQueued);
  mail.deliveries.resize(2);
  mail.deliveries[0].state = State::kDelivered;
  mail.deliveries[1].state = State::kDelivered;
  CHECK(StateOfMail(mail) == State::kDelivered);
  mail.deliveries[1].state = State::kBounced;
  CHECK(StateOfMail(mail) == State::kMixed);
  mail.held = true;
  CHECK(StateOfMail(mail) == State::kHeld);
}

TEST_CASE("a mail refused before any delivery stays rejected") {
  Mail mail;
  mail.state = State::kRejected;
  CHECK(StateOfMail(mail) == State::kRejected);
  mail.state = State::kBounced;  // of an earlier reckoning
  CHECK(StateOfMail(mail) == State::kQueued);
}

TEST_CASE("the window reaches from before the time to after its unit") {
  Question question;
  CHECK(question.window_begin() == std::numeric_limits<Micros>::min());
  CHECK(question.window_end() == std::numeric_limits<Micros>::max());
  question.since = 5 * kDay;
  question.until = 6 * kDay;
  CHECK(question.window_begin() == 5 * kDay);
  CHECK(question.window_end() == 6 * kDay);
  Question at;
  at.at = TimeSpan{10 * kHour, 10 * kHour + kMinute, false, true, {}};
  CHECK(at.window_begin() == 9 * kHour);
  CHECK(at.window_end() == 11 * kHour + kMinute);
}

TEST_CASE("the stage has one word, whoever names it") {
  const std::pair<const char*, const char*> kCases[] = {
      {"CONNECT", "connect"},
      {"UNKNOWN", "connect"},
      {"HELO", "helo"},
      {"EHLO", "helo"},
      {"LHLO", "helo"},
      {"STARTTLS", "starttls"},
      {"AUTH", "auth"},
      {"MAIL", "mail"},
      {"RCPT", "rcpt"},
      {"DATA", "data"},
      {"BDAT", "data"},
      {"DATA (1234 bytes)", "body"},
      {"DATA content", "body"},
      {"END-OF-MESSAGE", "end_of_data"},
      {"RSET", "rset"},
      {"QUIT", "quit"},
      {"VRFY", "vrfy"},
      {"ETRN", "etrn"},
      {"while receiving the initial server greeting", "greeting"},
      {"receiving the initial server greeting", "greeting"},
      {"while performing the EHLO handshake", "helo"},
      {"performing the HELO handshake", "helo"},
      {"while performing the LHLO handshake", "helo"},
      {"while sending MAIL FROM", "mail"},
      {"sending RCPT TO", "rcpt"},
      {"while sending DATA command", "data"},
      {"sending message body", "body"},
      {"sending end of data -- message may be sent more than once",
       "end_of_data"},
      {"in reply to end of DATA command", "end_of_data"},
      {"end of DATA command", "end_of_data"},
      {"in reply to RCPT TO command", "rcpt"},
      {"RCPT TO command", "rcpt"},
      {"in reply to MAIL FROM command", "mail"},
      {"in reply to EHLO command", "helo"},
      {"in reply to DATA command", "data"},
      {"in reply to STARTTLS command", "starttls"},
      {"sending RSET", "rset"},
      {"sending QUIT", "quit"},
      {"NOOP", ""},
      {"", ""},
      {"frobnicating", ""}};
  for (const auto& stage : kCases) {
    CAPTURE(stage.first);
    CHECK(StageName(stage.first) == stage.second);
  }
}

TEST_CASE("a failed attempt brings all that is known of its mail") {
  Mail mail;
  mail.host = "mx01";
  mail.queue_id = "8B84D8D1CF";
  mail.sender = "";
  mail.origin = "pickup";
  mail.origin_uid = 33;
  mail.client.ip = "192.0.2.7";
  Delivery delivery;
  delivery.recipient = "taro@example.net";
  Attempt attempt;
  attempt.agent = "smtp";
  attempt.status = "SOFTBOUNCE";
  attempt.dsn = "5.1.1";
  attempt.relay.name = "mail.example.net";
  attempt.response = "host mail.example.net said: 550 No";
  const Failure failure = FailureOf(mail, delivery, attempt);
  CHECK(failure.of == Failure::Of::kAttempt);
  CHECK(failure.status == "softbounce");
  CHECK(failure.response == attempt.response);
  CHECK(failure.relay.name == "mail.example.net");
  CHECK(failure.client.ip == "192.0.2.7");
  CHECK(failure.sender == std::optional<std::string>(""));
  CHECK(failure.recipient == "taro@example.net");
  CHECK(failure.origin_uid == 33);
}

TEST_CASE("a reject is told from a warning") {
  Reject reject;
  reject.action = "milter_reject";
  reject.stage = "end_of_data";
  reject.daemon = "cleanup";
  CHECK(FailureOf(reject).status == "reject");
  CHECK(FailureOf(reject).agent == "cleanup");
  CHECK(FailureOf(reject).stage == "end_of_data");
  reject.action = "reject_warning";
  CHECK(FailureOf(reject).status == "warning");
}

TEST_CASE("a session's failure has its kind and client") {
  Session session;
  session.kind = "login_failed";
  session.client.ip = "203.0.113.9";
  session.sasl_username = "taro";
  const Failure failure = FailureOf(session);
  CHECK(failure.of == Failure::Of::kSession);
  CHECK(failure.kind == "login_failed");
  CHECK(failure.client.ip == "203.0.113.9");
  CHECK(failure.sasl_username == "taro");
}
