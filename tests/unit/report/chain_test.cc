// The tree of a trace, and what an answer says of a story that is not whole.
#include <doctest/doctest.h>

#include "samples.h"

namespace mailwhy {
namespace {

using test::At;
using test::kAsked;

bool Holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Hop HopOf(int mail, int from, int depth, const std::string& queue_id) {
  Hop hop;
  hop.mail = mail;
  hop.from = from;
  hop.depth = depth;
  hop.kind = LinkKind::kFilter;
  hop.host = "tu8";
  hop.queue_id = queue_id;
  hop.recipients = {{"tu@example.net", "", State::kDelivered, ""}};
  return hop;
}

std::string TraceOf(const std::vector<Mail>& mails,
                    const std::vector<Hop>& hops, Language language,
                    const char* format = "text") {
  const std::vector<Reject> rejects;
  const std::vector<Session> sessions;
  const std::vector<std::string> lines;
  const report::TraceView view{"X", &mails, &rejects, &sessions, &lines, &hops};
  report::Style style;
  style.language = language;
  return report::MakeWriter(format, style)->Trace(view);
}

TEST_CASE("the chain is drawn as a tree, siblings joined by a line") {
  const Mail mail = test::SentAnswer().mail.value();
  std::vector<Hop> hops = {HopOf(0, -1, 0, "A"), HopOf(0, 0, 1, "B"),
                           HopOf(0, 1, 2, "C"), HopOf(-1, 0, 1, "D")};
  hops[0].recipients[0].went_on_as = "B";
  hops[3].recipients.clear();
  CHECK(Holds(TraceOf({mail}, hops, Language::kEnglish),
              "The chain\n"
              "  A on tu8, 2022-12-05 18:38:12, from tu@example.com\n"
              "  │ tu@example.net: went on as B\n"
              "  ├─ B on tu8 (content filter), 2022-12-05 18:38:12\n"
              "  │  │ tu@example.net: delivered\n"
              "  │  └─ C on tu8 (content filter), 2022-12-05 18:38:12\n"
              "  │       tu@example.net: delivered\n"
              "  └─ D on tu8 (content filter), not in the log\n"));
  CHECK(Holds(TraceOf({mail}, hops, Language::kJapanese),
              "経路\n"
              "  tu8 の A、2022-12-05 18:38:12、送信者 tu@example.com\n"
              "  │ tu@example.net：B に引き継ぎ\n"));
}

TEST_CASE("a mail that went nowhere has no chain to draw") {
  const Mail mail = test::SentAnswer().mail.value();
  CHECK(!Holds(TraceOf({mail}, {HopOf(0, -1, 0, "A")}, Language::kEnglish),
               "The chain"));
}

TEST_CASE("of many recipients those that did not get it stand first") {
  const Mail mail = test::SentAnswer().mail.value();
  std::vector<Hop> hops = {HopOf(0, -1, 0, "A"), HopOf(0, 0, 1, "B")};
  hops[0].recipients.assign(9, {"ok@example.net", "", State::kDelivered, ""});
  hops[0].recipients.push_back(
      {"gone@example.net", "alias@example.org", State::kBounced, ""});
  const std::string text = TraceOf({mail}, hops, Language::kEnglish);
  CHECK(Holds(text,
              "│ alias@example.org -> gone@example.net: returned to the "
              "sender\n  │ ok@example.net: delivered\n"));
  CHECK(Holds(text, "│ 4 more recipients\n"));
}

TEST_CASE("a hostile depth of hops is still drawn") {
  const Mail mail = test::SentAnswer().mail.value();
  std::vector<Hop> hops;
  for (int i = 0; i < 200; ++i) hops.push_back(HopOf(0, i - 1, i, "Q"));
  CHECK(Holds(TraceOf({mail}, hops, Language::kEnglish), "└─ Q on tu8"));
}

TEST_CASE("the chain in JSON names each hop and where it came from") {
  const Mail mail = test::SentAnswer().mail.value();
  const std::string json =
      TraceOf({mail}, {HopOf(0, -1, 0, "A"), HopOf(-1, 0, 1, "B")},
              Language::kEnglish, "json");
  CHECK(Holds(json,
              "\"chain\": [\n    {\n      \"depth\": 0,\n      \"from\": "
              "null,\n      \"kind\": null,"));
  CHECK(Holds(json,
              "\"depth\": 1,\n      \"from\": 0,\n      \"kind\": "
              "\"filter\","));
  CHECK(Holds(json, "\"queue_id\": \"B\",\n      \"id\": null,"));
}

std::string WhyOf(Answer answer, Language language = Language::kEnglish,
                  Micros now = kAsked + 30 * kDay) {
  Answers answers = test::AnswersOf(std::move(answer));
  answers.question.now = now;
  report::WordAnswers(answers, language, nullptr);
  report::Style style;
  style.language = language;
  style.width = 400;
  return report::MakeWriter("text", style)->Why(answers);
}

TEST_CASE("a start or an end that the log does not hold is said") {
  Answer answer = test::SentAnswer();
  answer.mail->start_missing = true;
  answer.mail->arrival = At(kAsked - kHour);
  answer.mail->nrcpt = 3;
  const std::string text = WhyOf(answer);
  CHECK(Holds(text, "2022-12-05 17:38:12  arrived, worked out from the delay"));
  CHECK(Holds(text,
              "How this mail came in is not in the log, which begins at "
              "2022-12-04"));
  CHECK(Holds(text,
              "Recipients of 8B84D8D1CF without an attempt in the log: 2 "
              "of 3."));
  answer = test::SentAnswer();
  answer.verdict = "queued";
  answer.mail->deliveries.clear();
  answer.delivery = -1;
  CHECK(Holds(WhyOf(answer),
              "The log ends at 2022-12-05 19:38:12; the last "
              "that is known: in the queue."));
  CHECK(Holds(WhyOf(answer, Language::kJapanese),
              "ログは 2022-12-05 19:38:12 までです。分かっている最後の状態"));
  CHECK(!Holds(WhyOf(answer, Language::kEnglish, kAsked + kHour),
               "The log ends at"));  // it goes on being written
}

TEST_CASE("what a filter on this machine took and no log tells of") {
  Answer answer = test::SentAnswer();
  answer.mail->deliveries[0].attempts[0].relay = {"127.0.0.1", "127.0.0.1",
                                                  "10024"};
  const std::string text = WhyOf(answer);
  CHECK(Holds(text, "Handed to 127.0.0.1[127.0.0.1]:10024 on this server"));
  CHECK(Holds(text, "load the log in which EEC702AAC0E stands"));
  CHECK(!Holds(text, "spam folder"));
}

TEST_CASE("a notice that did not arrive did not notify the sender") {
  Answer answer = test::SentAnswer();
  answer.verdict = "bounced";
  answer.mail->deliveries[0].state = State::kBounced;
  answer.mail->links = {{LinkKind::kBounce, true, "tu8", "NOTICE",
                         MakeId(kAsked + kSecond, "NOTICE")}};
  CHECK(Holds(WhyOf(answer), "the sender was notified (bounce NOTICE)"));
  answer.notices = {{answer.mail->links[0].id, State::kBounced}};
  CHECK(Holds(WhyOf(answer),
              "the notice to the sender did not arrive (bounce NOTICE: "
              "returned to the sender)"));
  answer.notices[0].second = State::kDelivered;
  CHECK(Holds(WhyOf(answer), "the sender was notified (bounce NOTICE)"));
}

TEST_CASE("a check of our own says which line of the message it matched") {
  Answer answer;
  answer.verdict = "held";
  answer.reject.emplace();
  answer.reject->at = At(kAsked);
  answer.reject->action = "hold";
  answer.checked = "mime-header Content-Type: x; name=\"a.exe\"";
  CHECK(Holds(WhyOf(answer),
              "The line that our mime_header_checks matched: Content-Type: x; "
              "name=\"a.exe\"\n"));
}

Answer NearbyAnswer(const std::string& sender, const std::string& recipient,
                    Micros at) {
  Answer answer = test::SentAnswer();
  answer.matched = Matched::kNearby;
  answer.mail->sender = sender;
  answer.mail->sasl_username.clear();
  answer.mail->arrival = At(at);
  answer.mail->deliveries[0].recipient = recipient;
  answer.mail->deliveries[0].attempts[0].at = At(at);
  return answer;
}

std::string HeadOf(const Answer& answer) {
  Answers answers = test::AnswersOf(answer);
  report::WordAnswers(answers, Language::kEnglish, nullptr);
  return answers.answers[0].headline;
}

TEST_CASE("what is near says what of the question it does not fit") {
  const std::string from = "tu@example.com", to = "tu@example.net";
  CHECK(Holds(HeadOf(NearbyAnswer(from, "jiro@example.org", kAsked)),
              "To another recipient: Delivered"));
  CHECK(Holds(HeadOf(NearbyAnswer("x@example.org", to, kAsked)),
              "From another sender: Delivered"));
  CHECK(Holds(HeadOf(NearbyAnswer(from, to, kAsked - 2 * kDay)),
              "At another time, 2022-12-03 18:38:12: Delivered"));
  Answer tried = NearbyAnswer(from, to, kAsked - 2 * kDay);
  tried.mail->deliveries[0].attempts[0].at = At(kAsked);
  CHECK(Holds(HeadOf(tried),
              "No such mail arrived then, but one of "
              "2022-12-03 18:38:12 was still being tried."));
}

TEST_CASE("a report shows as many rows of each table as are asked for") {
  Report report;
  report.mails = 3;
  for (const char* cause : {"one", "two", "three"}) {
    CauseCount row;
    row.cause = cause;
    row.bounced = 1;
    report.by_cause.push_back(row);
    Waiting waiting;
    waiting.cause = cause;
    report.waiting.push_back(waiting);
  }
  CHECK(Holds(report::MakeWriter("text", {})->Report(report), "three"));
  report.rows = 2;
  const std::string text = report::MakeWriter("text", {})->Report(report);
  CHECK(!Holds(text, "three"));
  CHECK(Holds(text, "and 1 more (--limit shows more)"));
  const std::string json = report::MakeWriter("json", {})->Report(report);
  CHECK(Holds(json, "\"two\""));
  CHECK(!Holds(json, "\"three\""));
}

TEST_CASE("what several log lines said stands in one line") {
  Answer answer;
  answer.verdict = "never_arrived";
  answer.session.emplace();
  answer.session->kind = "tls_failed";
  answer.session->at = At(kAsked);
  answer.session->client = {"", "198.51.100.9", ""};
  answer.session->response = "SSL_accept error\nTLS library problem";
  const std::string text = WhyOf(answer);
  CHECK(Holds(text, "SSL_accept error / TLS library problem"));
  CHECK(!Holds(text, "^J"));
  CHECK(Holds(text, "no TLS connection ([198.51.100.9]): SSL_accept"));
}

}  // namespace
}  // namespace mailwhy
