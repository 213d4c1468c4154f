#include <doctest/doctest.h>

#include "samples.h"

namespace mailwhy {
namespace {

std::string HeadlineOf(Answer answer, Language language = Language::kEnglish) {
  Answers answers = test::AnswersOf(std::move(answer));
  report::WordAnswers(answers, language, nullptr);
  return answers.answers[0].headline;
}

std::string NoteOf(Covered covered, Language language = Language::kEnglish) {
  Answers answers = test::AnswersOf(test::NothingAnswer());
  answers.searched.covered = covered;
  if (covered == Covered::kEmpty) answers.searched.since.reset();
  report::WordAnswers(answers, language, nullptr);
  return answers.searched.note;
}

TEST_CASE("delivered names the server and its own queue ID") {
  CHECK(HeadlineOf(test::SentAnswer()) ==
        "Delivered to mail.example.net[203.0.113.112]:25, which queued it as "
        "EEC702AAC0E");
  CHECK(HeadlineOf(test::SentAnswer(), Language::kJapanese) ==
        "配送済み：mail.example.net[203.0.113.112]:25 に渡しました"
        "（相手側のキュー ID：EEC702AAC0E）");
}

TEST_CASE("delivered on this server names the mailbox") {
  Answer answer = test::SentAnswer();
  Attempt& attempt = answer.mail->deliveries[0].attempts[0];
  attempt.agent = "local";
  attempt.relay = {"local", "", ""};
  CHECK(HeadlineOf(answer) ==
        "Delivered to tu@example.net on this server (local)");
}

TEST_CASE("a connection that timed out names the peer") {
  CHECK(HeadlineOf(test::TimeoutAnswer()) ==
        "Deferred: connecting to mail.example.net[203.0.113.112]:25 timed out "
        "(connect_timeout)");
  CHECK(HeadlineOf(test::TimeoutAnswer(Language::kJapanese),
                   Language::kJapanese) ==
        "再送待ち：mail.example.net[203.0.113.112]:25 への接続が"
        "タイムアウト（connect_timeout）");
}

TEST_CASE("a sender that differs is the point of the headline") {
  CHECK(HeadlineOf(test::ApacheAnswer()) ==
        "Nothing from tu@example.com, but a mail to tu@example.net at that "
        "time left as apache@example.com, submitted locally by uid 48 "
        "(apache). Deferred: Our address is on a block list "
        "(system_account_sender, dnsbl_listed)");
}

TEST_CASE("a refused attempt of another sender did not leave") {
  Answer answer;
  answer.verdict = "rejected";
  answer.matched = Matched::kSenderDiffers;
  answer.reject.emplace();
  answer.reject->sender = "apache@example.com";
  answer.reject->client = {"h.example.org", "198.51.100.9", ""};
  answer.reject->response = "450 no";
  CHECK(HeadlineOf(answer) ==
        "Nothing from tu@example.com, but at that time a mail to "
        "tu@example.net was tried as apache@example.com, from "
        "h.example.org[198.51.100.9]. Rejected: 450 no");
}

TEST_CASE("each verdict has a headline of its own") {
  Answer answer = test::TimeoutAnswer();
  answer.mail->deliveries[0].attempts[0].response = "550 no";
  answer.verdict = "bounced";
  CHECK(HeadlineOf(answer) ==
        "Returned to the sender: Connecting timed out (connect_timeout)");
  answer.verdict = "expired";
  CHECK(HeadlineOf(answer).find("Given up") == 0);
  answer.verdict = "discarded";
  answer.mail->deliveries[0].attempts[0].status = "sent";
  CHECK(HeadlineOf(answer).find("Accepted and thrown away") == 0);
  answer.verdict = "held";
  CHECK(HeadlineOf(answer).find(
            "On hold in the queue until somebody releases it; the last "
            "attempt: ") == 0);
  answer.judged = {};
  CHECK(HeadlineOf(answer) ==
        "On hold in the queue until somebody releases it");
  answer.verdict = "queued";
  CHECK(HeadlineOf(answer).find("In the queue") == 0);
}

TEST_CASE("what an administrator deleted is told so, with what was before") {
  Answer answer = test::TimeoutAnswer();
  answer.verdict = "discarded";
  CHECK(HeadlineOf(answer) ==
        "Deleted from the queue by an administrator (postsuper); before that: "
        "connecting to mail.example.net[203.0.113.112]:25 timed out "
        "(connect_timeout)");
  answer.mail->deliveries.clear();
  answer.mail->ended_at = test::kAsked;
  answer.judged = {};
  CHECK(HeadlineOf(answer) ==
        "Deleted from the queue by an administrator (postsuper) before it was "
        "tried");
}

TEST_CASE("what is held before its first attempt has no last attempt") {
  Answer answer = test::TimeoutAnswer();
  answer.verdict = "held";
  answer.mail->deliveries.clear();
  answer.judged.cause = "queue_held";
  CHECK(HeadlineOf(answer) ==
        "On hold in the queue until somebody releases it (queue_held)");
}

TEST_CASE("without a cause the reply itself is the reason") {
  Answer answer = test::TimeoutAnswer();
  answer.judged = {};
  answer.cause.reset();
  answer.mail->deliveries[0].attempts[0].response = "450 come back";
  CHECK(HeadlineOf(answer) == "Deferred: 450 come back");
  answer.mail->deliveries[0].attempts[0].response = "";
  CHECK(HeadlineOf(answer) == "Deferred: no reason in the log");
}

TEST_CASE("an unspecified cause shows the reply as it is") {
  Answer answer = test::TimeoutAnswer();
  answer.judged.cause = answer.cause->id = "unspecified";
  answer.mail->deliveries[0].attempts[0].response = "451 hm";
  CHECK(HeadlineOf(answer) == "Deferred: 451 hm (unspecified)");
}

TEST_CASE("rejected says at which stage") {
  Answer answer;
  answer.verdict = "rejected";
  answer.reject.emplace();
  answer.reject->stage = "rcpt";
  answer.reject->response = "554 5.7.1 Relay access denied";
  answer.judged.cause = "relay_denied";
  CHECK(HeadlineOf(answer) ==
        "Rejected at RCPT TO: 554 5.7.1 Relay access denied (relay_denied)");
  CHECK(HeadlineOf(answer, Language::kJapanese) ==
        "受信拒否（RCPT TO）：554 5.7.1 Relay access denied（relay_denied）");
}

Answer SessionAnswer(const std::string& verdict, const std::string& service,
                     const std::string& kind) {
  Answer answer;
  answer.verdict = verdict;
  answer.session.emplace();
  answer.session->service = service;
  answer.session->kind = kind;
  answer.session->client = {"h.example.org", "198.51.100.9", ""};
  answer.session->response = "no";
  return answer;
}

TEST_CASE("a failed login names user, client and what it was for") {
  Answer answer = SessionAnswer("login_failed", "submission", "login_failed");
  answer.session->sasl_username = "tu";
  CHECK(HeadlineOf(answer) ==
        "tu could not log in to send mail (submission) from "
        "h.example.org[198.51.100.9]: no");
  CHECK(HeadlineOf(answer, Language::kJapanese) ==
        "メール送信（submission）のログインに失敗（ユーザー "
        "tu、接続元 h.example.org[198.51.100.9]）：no");
  answer.session->service = "something";
  CHECK(HeadlineOf(answer) ==
        "tu could not log in from h.example.org[198.51.100.9]: no");
}

TEST_CASE("a refused POP or IMAP login is about fetching mail") {
  Answer answer = SessionAnswer("login_failed", "imap", "login_failed");
  answer.session->sasl_username = "tu";
  CHECK(HeadlineOf(answer) ==
        "tu could not log in to fetch mail (IMAP) from "
        "h.example.org[198.51.100.9]: no");
  answer.session->service = "pop3";
  CHECK(HeadlineOf(answer, Language::kJapanese) ==
        "メール受信（POP3）のログインに失敗（ユーザー tu、接続元 "
        "h.example.org[198.51.100.9]）：no");
  answer.session->sasl_username = "";
  CHECK(HeadlineOf(answer) ==
        "A login to fetch mail (POP3) from h.example.org[198.51.100.9] was "
        "refused: no");
  answer = SessionAnswer("never_arrived", "imap", "lost_connection");
  CHECK(HeadlineOf(answer) ==
        "The connection from h.example.org[198.51.100.9] to fetch mail (IMAP) "
        "broke (no)");
}

TEST_CASE("broken and refused sessions are told by their kind") {
  CHECK(HeadlineOf(SessionAnswer("never_arrived", "smtp", "lost_connection")) ==
        "No mail was handed over: the connection from "
        "h.example.org[198.51.100.9] broke (no)");
  CHECK(HeadlineOf(SessionAnswer("never_arrived", "smtp", "timeout")) ==
        "No mail was handed over: h.example.org[198.51.100.9] fell silent and "
        "was cut off (no)");
  CHECK(HeadlineOf(SessionAnswer("never_arrived", "smtp", "tls_failed")) ==
        "No mail was handed over: no encrypted connection (TLS) came about "
        "with h.example.org[198.51.100.9] (no)");
  for (const char* kind :
       {"dnsbl", "pregreet", "limit", "protocol", "too_many_errors"}) {
    CHECK(HeadlineOf(SessionAnswer("rejected", "smtp", kind)) ==
          "h.example.org[198.51.100.9] was turned away: no");
  }
}

TEST_CASE("nothing found names what was asked for and when") {
  CHECK(HeadlineOf(test::NothingAnswer()) ==
        "Not in the log: no mail from tu@example.com to tu@example.net around "
        "2022-12-05 18:38");
  CHECK(HeadlineOf(test::NothingAnswer(), Language::kJapanese) ==
        "ログにありません：2022-12-05 18:38 ごろ、tu@example.com から "
        "tu@example.net へのメールはありません");
}

TEST_CASE("the note says where the asked-for time lies to the log") {
  CHECK(NoteOf(Covered::kYes).find("The time asked for") == std::string::npos);
  CHECK(NoteOf(Covered::kAfter).find("after its end") != std::string::npos);
  CHECK(NoteOf(Covered::kBefore).find("before its beginning") !=
        std::string::npos);
  CHECK(NoteOf(Covered::kPartly).find("only in part") != std::string::npos);
  CHECK(NoteOf(Covered::kEmpty) == "No log line has been read.");
  CHECK(NoteOf(Covered::kAfter, Language::kJapanese).find("終わりより後") !=
        std::string::npos);
}

TEST_CASE("a log that ends before the asked-for time cannot tell") {
  Answers answers = test::AnswersOf(test::NothingAnswer());
  answers.searched.covered = Covered::kAfter;
  report::WordAnswers(answers, Language::kEnglish, nullptr);
  CHECK(answers.answers[0].headline.find("The log does not reach that time") ==
        0);
  REQUIRE(!answers.answers[0].next.empty());
  CHECK(answers.answers[0].next[0].command == "mailwhy load /var/log");
}

TEST_CASE("the note reminds of the envelope sender only where that matters") {
  const std::string reminder = "From: header";
  Answers sent = test::AnswersOf(test::SentAnswer());
  report::WordAnswers(sent, Language::kEnglish, nullptr);
  CHECK(sent.searched.note.find(reminder) == std::string::npos);
  Answers differs = test::AnswersOf(test::ApacheAnswer());
  report::WordAnswers(differs, Language::kEnglish, nullptr);
  CHECK(differs.searched.note.find(reminder) != std::string::npos);
}

TEST_CASE("after a delivery the search goes on at the receiving side") {
  Answers answers = test::AnswersOf(test::SentAnswer());
  report::WordAnswers(answers, Language::kEnglish, nullptr);
  const std::vector<Remedy>& next = answers.answers[0].next;
  REQUIRE(next.size() == 2);
  CHECK(next[0].text.find("spam folder") != std::string::npos);
  CHECK(next[1].text.find("EEC702AAC0E") != std::string::npos);
}

TEST_CASE("a refusal at the greeting asks to look into both") {
  Answer answer = test::ApacheAnswer();
  answer.mail->deliveries[0].attempts[0].response =
      "host mail.example.net[203.0.113.112]: refused to talk to me: 554 no";
  Answers answers = test::AnswersOf(answer);
  report::WordAnswers(answers, Language::kEnglish, nullptr);
  REQUIRE(answers.answers[0].next.size() == 1);
  CHECK(answers.answers[0].next[0].text.find("mend both") != std::string::npos);
}

TEST_CASE("a held mail is released by a command only if its ID is harmless") {
  Answer answer = test::TimeoutAnswer();
  answer.verdict = "held";
  answer.cause.reset();
  Answers answers = test::AnswersOf(answer);
  report::WordAnswers(answers, Language::kEnglish, nullptr);
  CHECK(answers.answers[0].next[0].command == "postsuper -H 8B84D8D1CF");
  answers.answers[0].mail->queue_id = "A;reboot";
  report::WordAnswers(answers, Language::kEnglish, nullptr);
  CHECK(answers.answers[0].next[0].command.empty());
}

TEST_CASE("a stranger's endless text does not fill the headline") {
  Answer answer = test::TimeoutAnswer();
  answer.judged = {};
  answer.cause.reset();
  answer.mail->deliveries[0].attempts[0].response = std::string(1 << 20, 'x');
  CHECK(HeadlineOf(answer).size() < 300);
}

}  // namespace
}  // namespace mailwhy
