#include "report/json_objects.h"

#include <array>
#include <cmath>

#include "base/text.h"

namespace mailwhy::report {
namespace {

Json NumberOrNull(std::int64_t number) {
  return number < 0 ? Json(nullptr) : Json(number);
}

// Whole seconds as the log writes them: "delay=30" is 30, not 30.0.
Json SecondsOrNull(double seconds) {
  if (!(seconds >= 0)) return nullptr;
  const bool whole = std::floor(seconds) == seconds && seconds < 1e15;
  return whole ? Json(static_cast<std::int64_t>(seconds)) : Json(seconds);
}

Json DelaysJson(const std::array<double, 4>& delays) {
  bool any = false;
  Json list = Json::array();
  for (const double delay : delays) {
    any = any || delay >= 0;
    list.push_back(SecondsOrNull(delay));
  }
  return any ? list : Json(nullptr);
}

Json SenderJson(const std::optional<std::string>& sender) {
  return sender ? Json(*sender) : Json(nullptr);
}

Json AttemptJson(const Attempt& attempt, const Zone* zone) {
  Json json;
  json["at"] = TimeJson(attempt.at, zone);
  json["agent"] = TextOrNull(attempt.agent);
  json["relay"] = PeerJson(attempt.relay);
  json["delay"] = SecondsOrNull(attempt.delay);
  json["delays"] = DelaysJson(attempt.delays);
  json["dsn"] = TextOrNull(attempt.dsn);
  json["status"] = TextOrNull(attempt.status);
  json["response"] = TextOrNull(attempt.response);
  json["cause"] = TextOrNull(attempt.cause);
  json["tls"] = TextOrNull(attempt.tls);
  return json;
}

Json LinkJson(const Link& link) {
  Json json;
  json["kind"] = LinkKindName(link.kind);
  json["direction"] = link.to ? "to" : "from";
  json["host"] = TextOrNull(link.host);
  json["queue_id"] = TextOrNull(link.queue_id);
  json["id"] = link.id == 0 ? Json(nullptr) : Json(MailId(link.id));
  return json;
}

Json WasJson(const std::vector<Id>& was) {
  Json list = Json::array();
  for (const Id id : was) list.push_back(MailId(id));
  return list;
}

void AddOrigin(const Mail& mail, const Zone* zone, Json& json) {
  json["sender"] = SenderJson(mail.sender);
  json["size"] = NumberOrNull(mail.size);
  json["nrcpt"] = NumberOrNull(mail.nrcpt);
  json["client"] = PeerJson(mail.client);
  json["helo"] = TextOrNull(mail.helo);
  json["sasl_method"] = TextOrNull(mail.sasl_method);
  json["sasl_username"] = TextOrNull(mail.sasl_username);
  json["origin"] = TextOrNull(mail.origin);
  json["origin_uid"] = NumberOrNull(mail.origin_uid);
  json["origin_user"] = TextOrNull(mail.origin_user);
  json["state"] = StateName(mail.state);
  Json deliveries = Json::array();
  for (const Delivery& delivery : mail.deliveries) {
    deliveries.push_back(DeliveryJson(delivery, zone));
  }
  json["deliveries"] = std::move(deliveries);
}

const char* CertaintyName(Certainty certainty) {
  switch (certainty) {
    case Certainty::kCertain:
      return "certain";
    case Certainty::kLikely:
      return "likely";
    case Certainty::kUnknown:
      break;
  }
  return "unknown";
}

constexpr std::array kAttributes = {
    "said_by",    "flow", "stage",    "agent",     "missing_in",
    "limit_side", "list", "provider", "permanent", "url"};

// The ten that INTERFACE names always stand there; what a rule's regex named
// besides comes after them.
Json AttributesJson(const Pairs& attributes) {
  Json json = Json::object();
  for (const char* name : kAttributes) json[name] = nullptr;
  for (const auto& [name, value] : attributes) {
    json[name] = TextOrNull(value);
  }
  return json;
}

}  // namespace

Json TextOrNull(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json TimeJson(const Timestamp& time, const Zone* zone) {
  if (!time.known()) return nullptr;
  return FormatRfc3339(zone != nullptr ? InZone(time, *zone) : time);
}

Json TimeJson(const std::optional<Timestamp>& time, const Zone* zone) {
  return time ? TimeJson(*time, zone) : Json(nullptr);
}

Json LinesJson(const std::vector<std::string>& lines) {
  Json list = Json::array();
  for (const std::string& line : lines) list.push_back(line);
  return list;
}

// A number, as everybody expects of a port; what is none stays as logged.
Json PortJson(const std::string& port) {
  if (!IsAllDigits(port) || port.size() > 5) return TextOrNull(port);
  return std::stoi(port);
}

Json PeerJson(const Peer& peer) {
  if (!peer.known()) return nullptr;
  Json json;
  json["name"] = TextOrNull(peer.name);
  json["ip"] = TextOrNull(peer.ip);
  json["port"] = PortJson(peer.port);
  return json;
}

Json DeliveryJson(const Delivery& delivery, const Zone* zone) {
  const Attempt none;
  const Attempt& last = delivery.last() != nullptr ? *delivery.last() : none;
  Json json;
  json["recipient"] = TextOrNull(delivery.recipient);
  json["orig_to"] = TextOrNull(delivery.orig_to);
  json["agent"] = TextOrNull(last.agent);
  json["relay"] = PeerJson(last.relay);
  json["state"] = StateName(delivery.state);
  json["dsn"] = TextOrNull(last.dsn);
  json["response"] = TextOrNull(last.response);
  json["remote_queue_id"] = TextOrNull(delivery.remote_queue_id);
  json["cause"] = TextOrNull(delivery.verdict.cause);
  json["also"] = LinesJson(delivery.verdict.also);
  Json attempts = Json::array();
  for (const Attempt& attempt : delivery.attempts) {
    attempts.push_back(AttemptJson(attempt, zone));
  }
  json["attempts"] = std::move(attempts);
  return json;
}

Json MailJson(const Mail& mail, const std::vector<std::string>& evidence,
              const Zone* zone) {
  Json json;
  json["id"] = MailId(mail.id);
  json["was"] = WasJson(mail.was);
  json["host"] = TextOrNull(mail.host);
  json["instance"] = TextOrNull(mail.instance);
  json["queue_id"] = TextOrNull(mail.queue_id);
  json["message_id"] = TextOrNull(mail.message_id);
  json["first_seen"] = TimeJson(mail.first_seen, zone);
  json["last_seen"] = TimeJson(mail.last_seen, zone);
  AddOrigin(mail, zone, json);
  Json links = Json::array();
  for (const Link& link : mail.links) links.push_back(LinkJson(link));
  json["links"] = std::move(links);
  json["evidence"] = LinesJson(evidence);
  return json;
}

Json RejectJson(const Reject& reject, const std::vector<std::string>& evidence,
                const Zone* zone) {
  Json json;
  json["id"] = RejectId(reject.id);
  json["at"] = TimeJson(reject.at, zone);
  json["host"] = TextOrNull(reject.host);
  json["daemon"] = TextOrNull(reject.daemon);
  json["queue_id"] = TextOrNull(reject.queue_id);
  json["action"] = TextOrNull(reject.action);
  json["stage"] = TextOrNull(reject.stage);
  json["client"] = PeerJson(reject.client);
  json["helo"] = TextOrNull(reject.helo);
  json["sender"] = SenderJson(reject.sender);
  json["recipient"] = TextOrNull(reject.recipient);
  json["proto"] = TextOrNull(reject.proto);
  json["sasl_username"] = TextOrNull(reject.sasl_username);
  json["code"] = TextOrNull(reject.code);
  json["dsn"] = TextOrNull(reject.dsn);
  json["response"] = TextOrNull(reject.response);
  json["cause"] = TextOrNull(reject.verdict.cause);
  json["also"] = LinesJson(reject.verdict.also);
  json["evidence"] = LinesJson(evidence);
  return json;
}

Json SessionJson(const Session& session,
                 const std::vector<std::string>& evidence, const Zone* zone) {
  Json json;
  json["id"] = SessionId(session.id);
  json["at"] = TimeJson(session.at, zone);
  json["host"] = TextOrNull(session.host);
  json["daemon"] = TextOrNull(session.daemon);
  json["service"] = TextOrNull(session.service);
  json["client"] = PeerJson(session.client);
  json["kind"] = TextOrNull(session.kind);
  json["stage"] = TextOrNull(session.stage);
  json["sasl_method"] = TextOrNull(session.sasl_method);
  json["sasl_username"] = TextOrNull(session.sasl_username);
  json["response"] = TextOrNull(session.response);
  json["cause"] = TextOrNull(session.verdict.cause);
  json["evidence"] = LinesJson(evidence);
  return json;
}

Json RemediesJson(const std::vector<Remedy>& remedies) {
  Json list = Json::array();
  for (const Remedy& remedy : remedies) {
    Json json;
    json["who"] = TextOrNull(remedy.who);
    json["text"] = TextOrNull(remedy.text);
    json["command"] = TextOrNull(remedy.command);
    list.push_back(std::move(json));
  }
  return list;
}

Json CauseJson(const CauseText& cause) {
  Json json;
  json["id"] = cause.id;
  json["group"] = TextOrNull(cause.group);
  json["side"] = cause.side.empty() ? "unknown" : cause.side;
  json["certainty"] = CertaintyName(cause.certainty);
  json["title"] = TextOrNull(cause.title);
  json["explanation"] = TextOrNull(cause.explanation);
  json["remedies"] = RemediesJson(cause.remedies);
  json["attributes"] = AttributesJson(cause.attributes);
  return json;
}

std::vector<std::string> LinesNaming(std::string_view queue_id,
                                     const std::vector<std::string>& lines) {
  std::vector<std::string> found;
  for (const std::string& line : lines) {
    if (!queue_id.empty() && line.find(queue_id) != std::string::npos) {
      found.push_back(line);
    }
  }
  return found;
}

std::string Dump(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace mailwhy::report
