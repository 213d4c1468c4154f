#include "report/json.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "report/format.h"
#include "report/json_objects.h"
#include "report/summary.h"

namespace mailwhy::report {
namespace {

Json Headed(const char* name) {
  Json json;
  json["schema"] = std::string("mailwhy.") + name + "/1";
  return json;
}

std::string Whole(const Json& json) { return Dump(json, 2) + "\n"; }

Json MomentJson(const std::optional<Micros>& at, const Answers& answers,
                const Zone* zone) {
  return at ? TimeJson(Shown(*at, answers, zone), zone) : Json(nullptr);
}

Json QuestionJson(const Answers& answers, const Zone* zone) {
  const Question& question = answers.question;
  Json json;
  json["from"] = TextOrNull(question.from);
  json["to"] = TextOrNull(question.to);
  json["at"] = question.at
                   ? TimeJson(Shown(question.at->begin, answers, zone), zone)
                   : Json(nullptr);
  json["within_s"] =
      question.at ? Json(question.within / kSecond) : Json(nullptr);
  json["since"] = MomentJson(question.since, answers, zone);
  json["until"] = MomentJson(question.until, answers, zone);
  json["address"] = TextOrNull(question.address);
  json["queue_id"] = TextOrNull(question.queue_id);
  json["message_id"] = TextOrNull(question.message_id);
  json["status"] = TextOrNull(question.status);
  json["cause"] = TextOrNull(question.cause);
  json["relay"] = TextOrNull(question.relay);
  json["client"] = TextOrNull(question.client);
  json["user"] = TextOrNull(question.user);
  json["limit"] = question.limit;
  return json;
}

Json ScopeJson(const Scope& scope, const Zone* zone) {
  if (scope.level.empty()) return nullptr;
  Json json;
  json["level"] = scope.level;
  json["key"] = TextOrNull(scope.key);
  json["failed"] = scope.failed;
  json["ok"] = scope.ok;
  json["failed_elsewhere"] = scope.failed_elsewhere;
  json["ok_elsewhere"] = scope.ok_elsewhere;
  json["since"] = TimeJson(scope.since, zone);
  json["until"] = TimeJson(scope.until, zone);
  json["text"] = TextOrNull(scope.text);
  return json;
}

Json RetryJson(const std::optional<Retry>& retry, const Zone* zone) {
  if (!retry) return nullptr;
  Json json;
  json["attempts"] = retry->attempts;
  json["last"] = TimeJson(retry->last, zone);
  json["next_about"] = TimeJson(retry->next_about, zone);
  json["until"] = TimeJson(retry->until, zone);
  return json;
}

Json MailOf(const Mail& mail, const Answer& answer, const Zone* zone) {
  return MailJson(mail, LinesNaming(mail.queue_id, answer.evidence), zone);
}

void AddFound(const Answer& answer, const Zone* zone, Json& json) {
  const Delivery* end = answer.EndDelivery();
  json["mail"] =
      answer.mail ? MailOf(*answer.mail, answer, zone) : Json(nullptr);
  json["delivery"] = end != nullptr ? DeliveryJson(*end, zone) : Json(nullptr);
  const bool alone = !answer.mail;
  const std::vector<std::string> none;
  json["reject"] =
      answer.reject
          ? RejectJson(*answer.reject, alone ? answer.evidence : none, zone)
          : Json(nullptr);
  json["session"] = answer.session
                        ? SessionJson(*answer.session, answer.evidence, zone)
                        : Json(nullptr);
}

Json AnswerJson(const Answer& answer, const Zone* zone) {
  Json json;
  const bool nothing = !answer.mail && !answer.reject && !answer.session;
  json["verdict"] = answer.verdict;
  json["headline"] = TextOrNull(answer.headline);
  json["matched"] = nothing ? Json(nullptr) : Json(MatchedName(answer.matched));
  json["cause"] = answer.cause ? CauseJson(*answer.cause) : Json(nullptr);
  json["also"] = LinesJson(answer.also);
  json["scope"] = ScopeJson(answer.scope, zone);
  AddFound(answer, zone, json);
  json["retry"] = RetryJson(answer.retry, zone);
  json["evidence"] = LinesJson(answer.evidence);
  json["also_causes"] = Json::array();
  for (const CauseText& cause : answer.also_causes) {
    json["also_causes"].push_back(CauseJson(cause));
  }
  json["next"] = RemediesJson(answer.next);
  json["recipients"] = Json::array();
  for (const auto& [recipient, state] : answer.recipients) {
    Json one;
    one["recipient"] = TextOrNull(recipient);
    one["state"] = StateName(state);
    json["recipients"].push_back(std::move(one));
  }
  json["checked"] = TextOrNull(answer.checked);
  json["chain"] = Json::array();
  for (const Mail& mail : answer.chain) {
    json["chain"].push_back(MailOf(mail, answer, zone));
  }
  return json;
}

Json SearchedJson(const Searched& searched, const Zone* zone) {
  Json json;
  json["since"] = TimeJson(searched.since, zone);
  json["until"] = TimeJson(searched.until, zone);
  json["mails"] = searched.mails;
  json["note"] = TextOrNull(searched.note);
  return json;
}

Json WaitingJson(const Waiting& row, const Zone* zone) {
  Json json;
  json["cause"] = row.cause;
  json["destination"] = TextOrNull(row.destination);
  json["deliveries"] = row.deliveries;
  json["oldest"] = TimeJson(row.oldest, zone);
  json["newest"] = TimeJson(row.newest, zone);
  json["example_mail"] = TextOrNull(row.example_mail);
  json["example_response"] = TextOrNull(row.example_response);
  return json;
}

Json CauseCountJson(const CauseCount& row) {
  Json json;
  json["cause"] = row.cause;
  json["bounced"] = row.bounced;
  json["expired"] = row.expired;
  json["deferred"] = row.deferred;
  json["rejected"] = row.rejected;
  json["example"] = TextOrNull(row.example);
  json["example_sender"] = TextOrNull(row.example_sender);
  json["example_recipient"] = TextOrNull(row.example_recipient);
  json["example_response"] = TextOrNull(row.example_response);
  return json;
}

Json TotalsJson(const mailwhy::Report& report) {
  Json json;
  json["mails"] = report.mails;
  json["by_state"] = Json::object();
  for (const auto& [state, count] : report.by_state) {
    json["by_state"][state] = count;
  }
  json["deliveries"] = report.deliveries;
  json["rejects"] = report.rejects;
  json["logins_failed"] = report.logins_failed;
  return json;
}

Json RecipientsJson(const Hop& hop) {
  Json list = Json::array();
  for (const HopRecipient& recipient : hop.recipients) {
    Json one;
    one["recipient"] = TextOrNull(recipient.recipient);
    one["orig_to"] = TextOrNull(recipient.orig_to);
    one["state"] = StateName(recipient.state);
    one["went_on_as"] = TextOrNull(recipient.went_on_as);
    list.push_back(std::move(one));
  }
  return list;
}

// `from`: which of this list the hop came from, counted from 0.
Json ChainJson(const std::vector<Mail>& mails, const std::vector<Hop>& hops) {
  Json list = Json::array();
  for (const Hop& hop : hops) {
    Json one;
    const bool known = hop.mail >= 0;
    const Id id = known ? mails[static_cast<std::size_t>(hop.mail)].id : 0;
    one["depth"] = hop.depth;
    one["from"] = hop.from < 0 ? Json(nullptr) : Json(hop.from);
    one["kind"] = hop.from < 0 ? Json(nullptr) : Json(LinkKindName(hop.kind));
    one["host"] = TextOrNull(hop.host);
    one["queue_id"] = TextOrNull(hop.queue_id);
    one["id"] = known ? Json(MailId(id)) : Json(nullptr);
    one["recipients"] = RecipientsJson(hop);
    list.push_back(std::move(one));
  }
  return list;
}

// The first of a table's rows; all where no number is asked for.
template <class Row>
std::vector<Row> Shown(const std::vector<Row>& rows, int most) {
  const auto count = static_cast<std::ptrdiff_t>(
      most > 0 ? std::min(rows.size(), static_cast<std::size_t>(most))
               : rows.size());
  return {rows.begin(), rows.begin() + count};
}

class JsonWriter : public Writer {
 public:
  explicit JsonWriter(const Style& style) : style_(style) {}

  std::string Why(const Answers& answers) override {
    Json json = Headed("why");
    json["question"] = QuestionJson(answers, style_.zone);
    json["answers"] = Json::array();
    for (const Answer& answer : answers.answers) {
      json["answers"].push_back(AnswerJson(answer, style_.zone));
    }
    json["more"] = answers.more;
    json["searched"] = SearchedJson(answers.searched, style_.zone);
    return Whole(json);
  }

  std::string Trace(const TraceView& trace) override {
    Json json = Headed("trace");
    json["id"] = trace.id;
    json["mails"] = Json::array();
    for (const Mail& mail : *trace.mails) {
      json["mails"].push_back(MailJson(
          mail, LinesNaming(mail.queue_id, *trace.evidence), style_.zone));
    }
    json["rejects"] = Json::array();
    for (const Reject& reject : *trace.rejects) {
      json["rejects"].push_back(RejectJson(reject, {}, style_.zone));
    }
    json["sessions"] = Json::array();
    for (const Session& session : *trace.sessions) {
      json["sessions"].push_back(SessionJson(session, {}, style_.zone));
    }
    json["evidence"] = LinesJson(*trace.evidence);
    json["chain"] = trace.hops != nullptr ? ChainJson(*trace.mails, *trace.hops)
                                          : Json::array();
    return Whole(json);
  }

  std::string Explain(const Explained& explained) override {
    Json json = Headed("explain");
    json["input"] = explained.input;
    json["cause"] =
        explained.cause ? CauseJson(*explained.cause) : Json(nullptr);
    return Whole(json);
  }

  std::string Message(const ExplainedMessage& message) override {
    return Whole(ExplainedMessageJson(message, style_.zone));
  }

  std::string Report(const mailwhy::Report& report) override {
    Json json = Headed("report");
    json["period"]["since"] = TimeJson(report.since, style_.zone);
    json["period"]["until"] = TimeJson(report.until, style_.zone);
    json["period"]["timezone"] = TextOrNull(report.timezone);
    json["summary"] = LinesJson(SummaryOf(report, style_));
    json["incidents"] = Json::array();
    json["totals"] = TotalsJson(report);
    json["waiting"] = Json::array();
    for (const Waiting& row : Shown(report.waiting, report.rows)) {
      json["waiting"].push_back(WaitingJson(row, style_.zone));
    }
    json["by_cause"] = Json::array();
    for (const CauseCount& row : Shown(report.by_cause, report.rows)) {
      json["by_cause"].push_back(CauseCountJson(row));
    }
    return Whole(json);
  }

  std::string Load(const LoadCounts& counts) override {
    Json json = Headed("load");
    json["files"] = counts.files;
    json["lines"] = counts.lines;
    json["bytes"] = counts.bytes;
    json["mails"] = counts.mails;
    json["deliveries"] = counts.deliveries;
    json["rejects"] = counts.rejects;
    json["sessions"] = counts.sessions;
    json["skipped_lines"] = counts.skipped_lines;
    json["unrecognized_lines"] = counts.unrecognized_lines;
    json["other_lines"] = counts.other_lines;
    json["already_loaded"] = counts.already_loaded;
    json["seconds"] = counts.seconds;
    json["by_kind"] = Json::object();
    for (const auto& kind : counts.by_kind) {
      json["by_kind"][kind.first] = kind.second;
    }
    return Whole(json);
  }

 private:
  Style style_;
};

}  // namespace

std::unique_ptr<Writer> MakeJsonWriter(const Style& style) {
  return std::make_unique<JsonWriter>(style);
}

}  // namespace mailwhy::report
