#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "report/json_objects.h"
#include "samples.h"

namespace mailwhy {
namespace {

using Json = nlohmann::ordered_json;
using Keys = std::vector<std::string>;

Keys KeysOf(const Json& json) {
  Keys keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

Json WhyOf(const Answer& answer) {
  const std::string text = test::Written(test::AnswersOf(answer), "json");
  CHECK(text.back() == '\n');
  return Json::parse(text);
}

const Keys kCauseKeys = {"id",    "group",       "side",     "certainty",
                         "title", "explanation", "remedies", "attributes"};
const Keys kDeliveryKeys = {
    "recipient", "orig_to",         "agent", "relay", "state",   "dsn",
    "response",  "remote_queue_id", "cause", "also",  "attempts"};
const Keys kMailKeys = {
    "id",         "was",        "host",        "instance",    "queue_id",
    "message_id", "first_seen", "last_seen",   "sender",      "size",
    "nrcpt",      "client",     "helo",        "sasl_method", "sasl_username",
    "origin",     "origin_uid", "origin_user", "state",       "deliveries",
    "links",      "evidence"};

TEST_CASE("why has its keys in the order that readers rely on") {
  const Json json = WhyOf(test::TimeoutAnswer());
  CHECK(KeysOf(json) ==
        Keys{"schema", "question", "answers", "more", "searched"});
  CHECK(json["schema"] == "mailwhy.why/1");
  const Keys question = KeysOf(json["question"]);
  CHECK(Keys(question.begin(), question.begin() + 6) ==
        Keys{"from", "to", "at", "within_s", "since", "until"});
  const Keys answer = KeysOf(json["answers"][0]);
  CHECK(Keys(answer.begin(), answer.begin() + 12) ==
        Keys{"verdict", "headline", "matched", "cause", "also", "scope", "mail",
             "delivery", "reject", "session", "retry", "evidence"});
  CHECK(KeysOf(json["answers"][0]["retry"]) ==
        Keys{"attempts", "last", "next_about", "until"});
  CHECK(KeysOf(json["searched"]) == Keys{"since", "until", "mails", "note"});
  CHECK(KeysOf(json["answers"][0]["cause"]) == kCauseKeys);
}

TEST_CASE("a mail and its delivery have all their keys, in order") {
  const Json answer = WhyOf(test::SentAnswer())["answers"][0];
  CHECK(KeysOf(answer["mail"]) == kMailKeys);
  CHECK(KeysOf(answer["delivery"]) == kDeliveryKeys);
  CHECK(KeysOf(answer["delivery"]["attempts"][0]) ==
        Keys{"at", "agent", "relay", "delay", "delays", "dsn", "status",
             "response", "cause", "tls"});
  CHECK(answer["delivery"] == answer["mail"]["deliveries"][0]);
  CHECK(answer["mail"]["id"].get<std::string>().rfind("m-", 0) == 0);
}

TEST_CASE("what is known has its value, what is not is null") {
  const Json sent = WhyOf(test::SentAnswer())["answers"][0];
  CHECK(sent["verdict"] == "delivered");
  CHECK(sent["matched"] == "exact");
  CHECK(sent["cause"].is_null());
  CHECK(sent["retry"].is_null());
  CHECK(sent["scope"].is_null());
  CHECK(sent["delivery"]["relay"]["ip"] == "203.0.113.112");
  CHECK(sent["delivery"]["remote_queue_id"] == "EEC702AAC0E");
  CHECK(sent["delivery"]["attempts"][0]["delay"].dump() == "0.47");
  CHECK(sent["delivery"]["attempts"][0]["delays"].size() == 4);
  CHECK(sent["mail"]["helo"].is_null());
  CHECK(sent["mail"]["origin_uid"].is_null());
  CHECK(sent["mail"]["client"]["port"].is_null());
  CHECK(sent["mail"]["first_seen"] == "2022-12-05T18:38:12+09:00");
  CHECK(sent["mail"]["evidence"].size() == 1);
  const Json timeout = WhyOf(test::TimeoutAnswer())["answers"][0];
  CHECK(timeout["delivery"]["relay"].is_null());
  CHECK(timeout["delivery"]["attempts"][0]["delay"].dump() == "30");
  CHECK(timeout["cause"]["attributes"]["said_by"] == "us");
  CHECK(timeout["cause"]["attributes"]["list"].is_null());
  CHECK(timeout["cause"]["certainty"] == "likely");
  CHECK(timeout["cause"]["remedies"][1]["command"].is_null());
  CHECK(timeout["retry"]["next_about"] == "2022-12-05T18:43:12+09:00");
}

TEST_CASE("never arrived has no mail and no match") {
  const Json answer = WhyOf(test::NothingAnswer())["answers"][0];
  CHECK(answer["verdict"] == "never_arrived");
  CHECK(answer["matched"].is_null());
  CHECK(answer["mail"].is_null());
  CHECK(answer["delivery"].is_null());
  CHECK(!answer["next"].empty());
}

TEST_CASE("the empty sender is not an unknown one") {
  Mail mail = test::SampleMail(State::kDelivered, "sent", "ok");
  mail.sender = "";
  CHECK(report::MailJson(mail, {}, nullptr)["sender"] == "");
  mail.sender.reset();
  CHECK(report::MailJson(mail, {}, nullptr)["sender"].is_null());
}

TEST_CASE("times are shown in the zone asked for, with the log's digits") {
  const Zone utc = Zone::Fixed(0);
  Timestamp time = test::At(test::kAsked + 123'000);
  time.digits = 3;
  CHECK(report::TimeJson(time, nullptr) == "2022-12-05T18:38:12.123+09:00");
  const std::string in_utc = report::TimeJson(time, &utc);
  CHECK(in_utc.rfind("2022-12-05T09:38:12.123", 0) == 0);
  CHECK(report::TimeJson(Timestamp{}, nullptr).is_null());
}

TEST_CASE("bytes that are no UTF-8 are replaced, and nothing throws") {
  Answer answer = test::TimeoutAnswer();
  const std::string bad("\xff\x00\xc3(\x1b[2J\xed\xa0\x80", 11);
  answer.mail->sender = bad;
  answer.mail->deliveries[0].recipient = bad;
  answer.mail->deliveries[0].attempts[0].response = bad;
  answer.evidence = {bad};
  const Json json = WhyOf(answer);
  const std::string sender = json["answers"][0]["mail"]["sender"];
  CHECK(sender.find("\xef\xbf\xbd") != std::string::npos);
  CHECK(sender.find('\xff') == std::string::npos);
}

TEST_CASE("numbers that are none do no harm") {
  Mail mail = test::SampleMail(State::kDelivered, "sent", "ok");
  Attempt& attempt = mail.deliveries[0].attempts[0];
  attempt.delay = std::numeric_limits<double>::quiet_NaN();
  attempt.delays = {-1, -1, -1, -1};
  const Json json = report::MailJson(mail, {}, nullptr);
  CHECK(json["deliveries"][0]["attempts"][0]["delay"].is_null());
  CHECK(json["deliveries"][0]["attempts"][0]["delays"].is_null());
}

TEST_CASE("a reject has its keys in order") {
  const Json json = report::RejectJson(Reject{}, {"line"}, nullptr);
  CHECK(KeysOf(json) == Keys{"id", "at", "host", "daemon", "queue_id", "action",
                             "stage", "client", "helo", "sender", "recipient",
                             "proto", "sasl_username", "code", "dsn",
                             "response", "cause", "also", "evidence"});
}

TEST_CASE("a session has its keys in order") {
  const Json json = report::SessionJson(Session{}, {"line"}, nullptr);
  CHECK(KeysOf(json) == Keys{"id", "at", "host", "daemon", "service", "client",
                             "kind", "stage", "sasl_method", "sasl_username",
                             "response", "cause", "evidence"});
}

TEST_CASE("a link names the other mail where it is known") {
  Mail mail = test::SampleMail(State::kDelivered, "sent", "ok");
  mail.links.push_back({LinkKind::kFilter, true, "tu8", "NEXT", 0});
  mail.links.push_back({LinkKind::kRelay, false, "tu9", "BEFORE", 7});
  const Json links = report::MailJson(mail, {}, nullptr)["links"];
  CHECK(KeysOf(links[0]) ==
        Keys{"kind", "direction", "host", "queue_id", "id"});
  CHECK(links[0]["kind"] == "filter");
  CHECK(links[0]["direction"] == "to");
  CHECK(links[0]["id"].is_null());
  CHECK(links[1]["direction"] == "from");
  CHECK(links[1]["id"] == MailId(7));
}

TEST_CASE("an exported line is one line and one object") {
  Mail mail = test::SampleMail(State::kDelivered, "sent", "two\nlines");
  const report::Style style;
  const std::string line = report::ExportLine(mail, {"a\nb"}, style);
  CHECK(line.find('\n') == std::string::npos);
  const Json json = Json::parse(line);
  CHECK(json["schema"] == "mailwhy.export/1");
  CHECK(json["type"] == "mail");
  Session session;
  session.kind = "login_failed";
  const Json other = Json::parse(report::ExportLine(session, {}, style));
  CHECK(other["type"] == "session");
  CHECK(other["kind"] == "login_failed");
  CHECK(Json::parse(report::ExportLine(Reject{}, {}, style))["type"] ==
        "reject");
}

TEST_CASE("explain of a text that tells of no failure has no cause") {
  report::Explained explained{"hello", std::nullopt};
  const Json json =
      Json::parse(report::MakeWriter("json", {})->Explain(explained));
  CHECK(KeysOf(json) == Keys{"schema", "input", "cause"});
  CHECK(json["schema"] == "mailwhy.explain/1");
  CHECK(json["cause"].is_null());
  explained.cause = test::TimeoutCause(Language::kEnglish);
  const Json line = Json::parse(report::ExplainLine(explained));
  CHECK(KeysOf(line["cause"]) == kCauseKeys);
}

TEST_CASE("load and report have their keys in order") {
  const auto writer = report::MakeWriter("json", {});
  CHECK(KeysOf(Json::parse(writer->Load(LoadCounts{}))) ==
        Keys{"schema", "files", "lines", "bytes", "mails", "deliveries",
             "rejects", "sessions", "skipped_lines", "unrecognized_lines",
             "other_lines", "already_loaded", "seconds", "by_kind"});
  LoadCounts counts;
  counts.by_kind = {{"removed", 3}, {"delivery", 2}};
  const Json load = Json::parse(writer->Load(counts));
  CHECK(load["by_kind"] == Json{{"removed", 3}, {"delivery", 2}});
  mailwhy::Report report;
  report.by_state = {{"delivered", 3}};
  const Json json = Json::parse(writer->Report(report));
  CHECK(KeysOf(json) == Keys{"schema", "period", "summary", "incidents",
                             "totals", "waiting", "by_cause"});
  CHECK(json["totals"]["by_state"]["delivered"] == 3);
}

TEST_CASE("a trace shows each mail with the lines that name it") {
  const std::vector<Mail> mails = {
      test::SampleMail(State::kDelivered, "sent", "ok")};
  const std::vector<Reject> rejects;
  const std::vector<Session> sessions;
  const std::vector<std::string> lines = {"x 8B84D8D1CF: y", "other"};
  const report::TraceView view{"8B84D8D1CF", &mails, &rejects, &sessions,
                               &lines};
  const Json json = Json::parse(report::MakeWriter("json", {})->Trace(view));
  CHECK(json["schema"] == "mailwhy.trace/1");
  CHECK(json["mails"][0]["evidence"].size() == 1);
  CHECK(json["evidence"].size() == 2);
}

TEST_CASE("an unknown format has no writer") {
  CHECK(report::MakeWriter("xml", {}) == nullptr);
  for (const std::string& name : report::WriterNames()) {
    CHECK(report::MakeWriter(name, {}) != nullptr);
  }
}

}  // namespace
}  // namespace mailwhy
