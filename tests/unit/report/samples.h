// Answers as query and cli hand them over, for the tests of report/.
#pragma once

#include <string>
#include <utility>

#include "model/answer.h"
#include "report/writers.h"

namespace mailwhy::test {

// 2022-12-05 18:38:12 +09:00
inline constexpr Micros kAsked = 1'670'233'092LL * kSecond;

inline Timestamp At(Micros at) {
  Timestamp time;
  time.at = at;
  time.offset_minutes = 540;
  return time;
}

inline Mail SampleMail(State state, std::string status, std::string response) {
  Mail mail;
  mail.id = MakeId(kAsked, "sample");
  mail.host = "tu8";
  mail.instance = "postfix";
  mail.queue_id = "8B84D8D1CF";
  mail.message_id = "20221205183811.8983.30194A77@example.com";
  mail.first_seen = mail.last_seen = mail.arrival = At(kAsked);
  mail.sender = "tu@example.com";
  mail.size = 1284;
  mail.nrcpt = 1;
  mail.client = {"example.org", "198.51.100.100", ""};
  mail.sasl_method = "CRAM-MD5";
  mail.sasl_username = "tu@example.com";
  mail.origin = "smtpd";
  mail.state = state;
  Delivery delivery;
  delivery.recipient = "tu@example.net";
  delivery.state = state;
  Attempt attempt;
  attempt.at = At(kAsked);
  attempt.agent = "smtp";
  attempt.relay = {"mail.example.net", "203.0.113.112", "25"};
  attempt.status = std::move(status);
  attempt.dsn = attempt.status == "sent" ? "2.0.0" : "4.4.1";
  attempt.delay = attempt.status == "sent" ? 0.47 : 30;
  attempt.delays = {0.16, 0.05, 0.09, 0.17};
  attempt.response = std::move(response);
  delivery.attempts.push_back(attempt);
  mail.deliveries.push_back(delivery);
  return mail;
}

inline Answers AnswersOf(Answer answer) {
  Answers answers;
  answers.question.from = "tu@example.com";
  answers.question.to = "tu@example.net";
  TimeSpan span;
  span.begin = kAsked / kMinute * kMinute;
  span.end = span.begin + kMinute;
  answers.question.at = span;
  answers.question.now = kAsked + kMinute;
  answers.searched.since = At(kAsked - kDay);
  answers.searched.until = At(kAsked + kHour);
  answers.searched.mails = 412;
  answers.searched.covered = Covered::kYes;
  answers.answers.push_back(std::move(answer));
  return answers;
}

inline Answer SentAnswer() {
  Answer answer;
  answer.verdict = "delivered";
  answer.mail = SampleMail(State::kDelivered, "sent",
                           "250 2.0.0 Ok: queued as EEC702AAC0E");
  answer.mail->deliveries[0].remote_queue_id = "EEC702AAC0E";
  answer.delivery = 0;
  answer.evidence = {
      "Dec  5 18:38:12 tu8 postfix/qmgr[61182]: 8B84D8D1CF: "
      "from=<tu@example.com>, size=1284, nrcpt=1 (queue active)"};
  return answer;
}

inline CauseText TimeoutCause(Language language) {
  const bool japanese = language == Language::kJapanese;
  CauseText cause;
  cause.id = "connect_timeout";
  cause.group = "network";
  cause.side = "our_network";
  cause.certainty = Certainty::kLikely;
  cause.title = japanese ? "接続がタイムアウトした" : "Connecting timed out";
  cause.explanation =
      japanese ? "mail.example.net に接続しようとしましたが、応答が"
                 "ありませんでした。"
               : "mail.example.net did not answer when tu8 tried to connect.";
  cause.remedies = {
      {"our_admin",
       japanese ? "25 番ポートで外へ接続できるか確認してください。"
                : "See whether port 25 is open to the outside.",
       "nc -vz mail.example.net 25"},
      {"their_admin",
       japanese ? "サーバーが動いているか確認してください。"
                : "See whether the server is up.",
       ""}};
  cause.attributes = {{"said_by", "us"}, {"stage", "connect"}};
  return cause;
}

inline Answer TimeoutAnswer(Language language = Language::kEnglish) {
  Answer answer;
  answer.verdict = "deferred";
  answer.mail = SampleMail(State::kDeferred, "deferred",
                           "connect to mail.example.net[203.0.113.112]:25: "
                           "Connection timed out");
  Delivery& delivery = answer.mail->deliveries[0];
  delivery.attempts[0].relay = {};
  delivery.verdict.cause = "connect_timeout";
  answer.judged = delivery.verdict;
  answer.cause = TimeoutCause(language);
  answer.delivery = 0;
  answer.retry =
      Retry{1, At(kAsked), At(kAsked + 300 * kSecond), At(kAsked + 5 * kDay)};
  answer.evidence = {
      "Dec  5 18:38:12 tu8 postfix/smtp[84479]: 8B84D8D1CF: "
      "to=<tu@example.net>, relay=none, status=deferred"};
  return answer;
}

inline Answer ApacheAnswer() {
  Answer answer = TimeoutAnswer();
  answer.matched = Matched::kSenderDiffers;
  answer.mail->sender = "apache@example.com";
  answer.mail->origin = "pickup";
  answer.mail->origin_uid = 48;
  answer.mail->origin_user = "apache";
  answer.mail->client = {};
  answer.mail->sasl_username = "";
  answer.judged.cause = "system_account_sender";
  answer.judged.also = answer.also = {"dnsbl_listed"};
  answer.cause->id = "system_account_sender";
  answer.cause->title = "A system account as sender";
  CauseText listed;
  listed.id = "dnsbl_listed";
  listed.side = "our_server";
  listed.title = "Our address is on a block list";
  listed.explanation = "The refusal came at the greeting.";
  listed.remedies = {{"our_admin", "Ask for delisting.", ""}};
  answer.also_causes = {listed};
  return answer;
}

inline Answer NothingAnswer() {
  Answer answer;
  answer.verdict = "never_arrived";
  answer.matched = Matched::kNearby;
  return answer;
}

inline std::string Written(Answers answers, const char* format,
                           report::Style style = {}) {
  report::WordAnswers(answers, style.language, style.zone);
  return report::MakeWriter(format, style)->Why(answers);
}

}  // namespace mailwhy::test
