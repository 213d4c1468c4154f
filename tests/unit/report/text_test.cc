#include <doctest/doctest.h>

#include "samples.h"

namespace mailwhy {
namespace {

report::Style In(Language language) {
  report::Style style;
  style.language = language;
  return style;
}

bool Holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("delivered, in English, on one screen") {
  const std::string text =
      test::Written(test::AnswersOf(test::SentAnswer()), "text");
  const std::string id = MailId(MakeId(test::kAsked, "sample"));
  CHECK(
      text ==
      R"(Delivered to mail.example.net[203.0.113.112]:25, which queued it as EEC702AAC0E

  From  tu@example.com, from example.org[198.51.100.100], login tu@example.com
  To    tu@example.net
  Mail  8B84D8D1CF on tu8, )" +
          id + R"(, 1284 bytes

Why
  The reply: 250 2.0.0 Ok: queued as EEC702AAC0E

What to do
  1. Recipient: Look into the spam folder, and for filter rules that move or
     delete mail.
  2. Our administrator: From here on it is the receiving side's: ask the
     administrator of mail.example.net[203.0.113.112]:25 for the mail that was
     queued there as EEC702AAC0E.

How it went
  2022-12-05 18:38:12  arrived: from example.org[198.51.100.100], login
                       tu@example.com
  2022-12-05 18:38:12  attempt 1: sent 2.0.0 mail.example.net[203.0.113.112]:25:
                       250 2.0.0 Ok: queued as EEC702AAC0E

Log lines
  Dec  5 18:38:12 tu8 postfix/qmgr[61182]: 8B84D8D1CF: from=<tu@example.com>, size=1284, nrcpt=1 (queue active)
)");
}

TEST_CASE("deferred, in Japanese, on one screen") {
  const std::string text =
      test::Written(test::AnswersOf(test::TimeoutAnswer(Language::kJapanese)),
                    "text", In(Language::kJapanese));
  const std::string id = MailId(MakeId(test::kAsked, "sample"));
  CHECK(
      text ==
      R"(再送待ち：mail.example.net[203.0.113.112]:25 への接続がタイムアウト
（connect_timeout）

  送信者  tu@example.com、example.org[198.51.100.100] から、ログイン
          tu@example.com
  宛先    tu@example.net
  メール  tu8 の 8B84D8D1CF、)" +
          id + R"(、1284 バイト

理由
  mail.example.net に接続しようとしましたが、応答がありませんでした。

どちら側か：自ネットワーク側（推定）

対処
  1. 自サーバーの管理者：25 番ポートで外へ接続できるか確認してください。
       $ nc -vz mail.example.net 25
  2. 相手サーバーの管理者：サーバーが動いているか確認してください。

経過
  2022-12-05 18:38:12  受け付け：example.org[198.51.100.100] から、ログイン
                       tu@example.com
  2022-12-05 18:38:12  配送 1 回目：deferred 4.4.1：connect to
                       mail.example.net[203.0.113.112]:25: Connection timed out
  2022-12-05 18:43:12  次の再送（目安）
  2022-12-10 18:38:12  再送の期限（これを過ぎると返送）
  これまでに 1 回（2022-12-05 18:38:12）。Postfix は自動で再送を続けます。

ログ
  Dec  5 18:38:12 tu8 postfix/smtp[84479]: 8B84D8D1CF: to=<tu@example.net>, relay=none, status=deferred
)");
}

TEST_CASE("a sender that differs shows both causes and what to do for both") {
  const std::string text =
      test::Written(test::AnswersOf(test::ApacheAnswer()), "text");
  CHECK(Holds(text, "submitted locally by uid 48 (apache)"));
  CHECK(Holds(text, "Also\n  Our address is on a block list (dnsbl_listed)"));
  CHECK(Holds(text, "3. Our administrator: Ask for delisting."));
  CHECK(Holds(text, "not the From: header"));
}

TEST_CASE("of several recipients the text says which got it") {
  Answer answer = test::SentAnswer();
  answer.recipients = {{"tu@example.net", State::kDelivered},
                       {"ro@example.net", State::kBounced}};
  const std::string text = test::Written(test::AnswersOf(answer), "text");
  CHECK(Holds(text, "delivered (1): tu@example.net\n"));
  CHECK(Holds(text, "returned to the sender (1): ro@example.net\n"));
}

TEST_CASE("the other answers stand in a line each, with the rest's number") {
  Answers answers = test::AnswersOf(test::TimeoutAnswer());
  answers.answers.push_back(test::SentAnswer());
  answers.more = 7;
  const std::string text = test::Written(answers, "text");
  CHECK(Holds(text,
              "Other answers\n  2022-12-05 18:38:12  tu@example.com -> "
              "tu@example.net (8B84D8D1CF): "));
  CHECK(Holds(text, "and 7 more"));
}

TEST_CASE("of many attempts the first and the last are shown") {
  Answer answer = test::TimeoutAnswer();
  std::vector<Attempt>& attempts = answer.mail->deliveries[0].attempts;
  for (int i = 1; i < 40; ++i) {
    attempts.push_back(attempts[0]);
    attempts.back().at = test::At(test::kAsked + i * kHour);
  }
  const std::string text = test::Written(test::AnswersOf(answer), "text");
  CHECK(Holds(text, "attempt 1: "));
  CHECK(Holds(text, "attempt 2: "));
  CHECK(!Holds(text, "attempt 3: "));
  CHECK(Holds(text, "35 more attempts"));
  CHECK(!Holds(text, "attempt 37: "));
  CHECK(Holds(text, "attempt 38: "));
  CHECK(Holds(text, "attempt 40: "));
}

TEST_CASE("of several notices the one after this delivery is shown, at its time") {
  Answer answer = test::TimeoutAnswer();
  answer.verdict = "bounced";
  answer.retry.reset();
  const auto notice = [&](Micros at, const char* queue_id) {
    answer.mail->links.push_back(
        {LinkKind::kBounce, true, "tu8", queue_id, MakeId(at, queue_id)});
  };
  notice(test::kAsked - kHour, "AAAA000001");
  notice(test::kAsked + kMinute, "BBBB000002");
  notice(test::kAsked + kDay, "CCCC000003");
  const std::string text = test::Written(test::AnswersOf(answer), "text");
  CHECK(text.find("2022-12-05 18:39:12  the sender was notified (bounce "
                  "BBBB000002)") != std::string::npos);
  CHECK(text.find("AAAA000001") == std::string::npos);
  CHECK(text.find("CCCC000003") == std::string::npos);
}

TEST_CASE("what cleanup holds is not refused, and its sender stands in the line") {
  Answer answer = test::TimeoutAnswer();
  answer.verdict = "held";
  answer.mail->deliveries.clear();
  answer.mail->sender.reset();
  answer.reject.emplace();
  answer.reject->at = test::At(test::kAsked);
  answer.reject->action = "hold";
  answer.reject->stage = "end_of_data";
  answer.reject->sender = "tu@example.com";
  const std::string text = test::Written(test::AnswersOf(answer), "text");
  CHECK(text.find("put on hold at the end of the message\n") !=
        std::string::npos);
  CHECK(text.find("refused at") == std::string::npos);
  CHECK(text.find("tu@example.com, from") != std::string::npos);
  CHECK(text.find("?, from") == std::string::npos);
}

TEST_CASE("what lies in the past is not promised for the future") {
  Answers answers = test::AnswersOf(test::TimeoutAnswer());
  answers.question.now = test::kAsked + kHour;
  CHECK(Holds(test::Written(answers, "text"), "next attempt was due"));
  answers.question.now = test::kAsked + 300 * kDay;
  const std::string text = test::Written(answers, "text");
  CHECK(Holds(text, "next attempt was due"));
  CHECK(!Holds(text, "goes on trying"));
  CHECK(Holds(text, "how it ended"));
}

TEST_CASE("a story over a filter shows the hop and the end") {
  Answer answer = test::SentAnswer();
  Mail next = test::TimeoutAnswer().mail.value();
  next.queue_id = "NEXT";
  answer.mail->links.push_back({LinkKind::kFilter, true, "tu8", "NEXT", 0});
  answer.chain.push_back(next);
  answer.chain_delivery.push_back(0);
  answer.verdict = "deferred";
  const std::string text = test::Written(test::AnswersOf(answer), "text");
  CHECK(Holds(text, "went on as NEXT on tu8 (content filter)"));
  CHECK(Holds(text, "attempt 1: deferred 4.4.1"));
}

TEST_CASE("of many log lines the first and the last are shown") {
  Answer answer = test::SentAnswer();
  answer.evidence.clear();
  for (int i = 0; i < 40; ++i) {
    answer.evidence.push_back("line " + std::to_string(i) + ".");
  }
  const std::string text = test::Written(test::AnswersOf(answer), "text");
  CHECK(Holds(text, "line 3."));
  CHECK(!Holds(text, "line 4."));
  CHECK(Holds(text, "28 lines left out"));
  CHECK(Holds(text, "line 39."));
}

TEST_CASE("colour appears only where it is wanted") {
  report::Style style;
  const Answers answers = test::AnswersOf(test::SentAnswer());
  CHECK(!Holds(test::Written(answers, "text", style), "\x1b"));
  style.colour = true;
  CHECK(Holds(test::Written(answers, "text", style), "\x1b[1;32mDelivered"));
}

TEST_CASE("a log line cannot act on the terminal, wherever it is shown") {
  const std::string evil = "\x1b[2J\x1b]0;x\x07\xe2\x80\xae\xff\r\n\x9b";
  Answer answer = test::ApacheAnswer();
  answer.mail->sender = answer.mail->queue_id = answer.mail->host = evil;
  answer.mail->origin_user = answer.mail->client.name = evil;
  Delivery& delivery = answer.mail->deliveries[0];
  delivery.recipient = delivery.orig_to = evil;
  delivery.attempts[0].response = delivery.attempts[0].status = evil;
  delivery.attempts[0].relay.name = evil;
  answer.cause->title = answer.cause->explanation = evil;
  answer.cause->remedies[0].command = evil;
  answer.evidence = {evil};
  for (const Language language : {Language::kEnglish, Language::kJapanese}) {
    Answers answers = test::AnswersOf(answer);
    answers.answers.push_back(answer);
    const std::string text = test::Written(answers, "text", In(language));
    CHECK(!Holds(text, "\x1b"));
    CHECK(!Holds(text, "\r"));
    CHECK(!Holds(text, "\x07"));
    CHECK(!Holds(text, "\xe2\x80\xae"));
    CHECK(!Holds(text, "\xff"));
  }
}

TEST_CASE("times are shown in the zone asked for") {
  const Zone utc = Zone::Fixed(0);
  report::Style style;
  style.zone = &utc;
  const std::string text =
      test::Written(test::AnswersOf(test::SentAnswer()), "text", style);
  CHECK(Holds(text, "2022-12-05 09:38:12  arrived"));
}

TEST_CASE("a trace draws the mails in their order and what joins them") {
  std::vector<Mail> mails = {test::SentAnswer().mail.value(),
                             test::TimeoutAnswer().mail.value()};
  mails[0].links.push_back({LinkKind::kFilter, true, "tu8", "NEXT", 0});
  mails[1].queue_id = "NEXT";
  mails[1].links.push_back({LinkKind::kFilter, false, "tu8", "8B84D8D1CF", 0});
  const std::vector<Reject> rejects(1);
  const std::vector<Session> sessions(1);
  const std::vector<std::string> lines = {"the line"};
  const report::TraceView view{"8B84D8D1CF", &mails, &rejects, &sessions,
                               &lines};
  const std::string text = report::MakeWriter("text", {})->Trace(view);
  const std::size_t first = text.find("8B84D8D1CF on tu8");
  const std::size_t hop = text.find("went on as NEXT");
  const std::size_t second = text.find("NEXT on tu8");
  const std::size_t from = text.find("<- 8B84D8D1CF (content filter)");
  CHECK(first < hop);
  CHECK(hop < second);
  CHECK(second < from);
  CHECK(Holds(text, "Log lines\n  the line\n"));
}

TEST_CASE("a trace of nothing says so") {
  const std::vector<Mail> mails;
  const std::vector<Reject> rejects;
  const std::vector<Session> sessions;
  const std::vector<std::string> lines;
  const report::TraceView view{"ABC", &mails, &rejects, &sessions, &lines};
  CHECK(report::MakeWriter("text", {})->Trace(view) ==
        "ABC\n  Nothing is known of ABC.\n");
}

TEST_CASE("explain says what it is, whose it is and what to do") {
  report::Explained explained{"x", test::TimeoutCause(Language::kEnglish)};
  CHECK(report::MakeWriter("text", {})->Explain(explained) ==
        R"(Connecting timed out (connect_timeout)

Why
  mail.example.net did not answer when tu8 tried to connect.

Whose side: our network (likely)

What to do
  1. Our administrator: See whether port 25 is open to the outside.
       $ nc -vz mail.example.net 25
  2. Their administrator: See whether the server is up.
)");
  explained.cause.reset();
  CHECK(
      report::MakeWriter("text", In(Language::kJapanese))->Explain(explained) ==
      "この文は配送の失敗を示していません。\n");
}

mailwhy::Report SampleReport() {
  mailwhy::Report report;
  report.since = test::At(test::kAsked);
  report.until = test::At(test::kAsked + kDay);
  report.mails = 5;
  report.deliveries = 6;
  report.rejects = 2;
  report.by_state = {{"delivered", 3}, {"deferred", 2}, {"bounced", 0}};
  report.waiting = {{"connect_timeout", "example.net", 2,
                     test::At(test::kAsked), test::At(test::kAsked + kHour),
                     "m-x", "timed out"}};
  CauseCount count;
  count.cause = "connect_timeout";
  count.deferred = 2;
  count.example = "m-x";
  count.example_sender = "tu@example.com";
  count.example_recipient = "tu@example.net";
  count.example_response = "timed out";
  report.by_cause = {count};
  report.titles = {{"connect_timeout", "Connecting timed out"}};
  return report;
}

TEST_CASE("a report counts, names who waits, and the causes") {
  CHECK(report::MakeWriter("text", {})->Report(SampleReport()) ==
        R"(Mail from 2022-12-05 18:38:12 to 2022-12-06 18:38:12

  5 mails to 6 recipients.
  3 delivered, 2 deferred.
  Rejected attempts: 2; refused logins: 0.

Still waiting
  Connecting timed out (connect_timeout): 2 to example.net, oldest 2022-12-05
    18:38:12, newest 2022-12-05 19:38:12
    m-x: timed out

Failures by cause
  Connecting timed out (connect_timeout): deferred 2
    for example m-x: tu@example.com -> tu@example.net: timed out
)");
}

TEST_CASE("the empty sender of an example is shown as one") {
  Report report = SampleReport();
  report.by_cause[0].example_sender = "";
  CHECK(report::MakeWriter("text", {})->Report(report).find(
            "m-x: <> -> tu@example.net") != std::string::npos);
}

TEST_CASE("an empty report says that there was no mail") {
  const std::string text =
      report::MakeWriter("text", {})->Report(mailwhy::Report{});
  CHECK(Holds(text, "No mail in this period."));
}

TEST_CASE("load tells what it found and what was there already") {
  LoadCounts counts;
  counts.files = 2;
  counts.lines = 1000;
  counts.mails = 70;
  counts.already_loaded = 400;
  counts.seconds = 1.25;
  const std::string text = report::MakeWriter("text", {})->Load(counts);
  CHECK(Holds(text, "1000 lines in 1.2 s (files: 2)\n"));
  CHECK(Holds(text, "mails 70"));
  CHECK(Holds(text, "400 lines were loaded before"));
  counts.already_loaded = 0;
  CHECK(!Holds(report::MakeWriter("text", {})->Load(counts), "before"));
}

TEST_CASE("load tells lines by kind in columns, and how to see the unknown") {
  LoadCounts counts;
  counts.by_kind = {{"delivery", 120}, {"unrecognized", 30}, {"removed", 7},
                    {"not_a_log", 5},  {"client", 1}};
  report::Style style;
  style.width = 40;
  std::string text = report::MakeWriter("text", style)->Load(counts);
  CHECK(Holds(text, "Lines by kind\n  120 delivery     7 removed\n"
                    "    1 client\n"));
  CHECK(!Holds(text, "--unrecognized"));
  counts.unrecognized_lines = 30;
  style.width = 1;
  text = report::MakeWriter("text", style)->Load(counts);
  CHECK(Holds(text, "\n    7 removed\n    1 client\n"));
  style.width = 100;
  text = report::MakeWriter("text", style)->Load(counts);
  CHECK(Holds(text, "30. To see them: mailwhy load --unrecognized FILE"));
}

TEST_CASE("a load without lines has no kinds to tell of") {
  const std::string text = report::MakeWriter("text", {})->Load(LoadCounts{});
  CHECK(!Holds(text, "by kind"));
}

}  // namespace
}  // namespace mailwhy
