// `explain --message` as JSON: the object of `explain`, of the first recipient
// that failed, with what the message tells besides; all of them in
// `recipients`.
#include <algorithm>

#include "report/json_objects.h"

namespace mailwhy::report {
namespace {

void AddRecipient(const BouncedRecipient& recipient, const Zone* zone,
                  Json& json) {
  json["recipient"] = TextOrNull(recipient.recipient);
  json["original_recipient"] = TextOrNull(recipient.original);
  json["action"] = TextOrNull(recipient.action);
  json["status"] = TextOrNull(recipient.status);
  json["remote_mta"] = PeerJson(recipient.remote_mta);
  json["last_attempt"] = TimeJson(recipient.last_attempt, zone);
  json["retry_until"] = TimeJson(recipient.retry_until, zone);
}

void AddBounce(const Bounce& bounce, const Zone* zone, Json& json) {
  json["reporting_mta"] = PeerJson(bounce.reporting_mta);
  json["queue_id"] = TextOrNull(bounce.queue_id);
  json["sender"] = TextOrNull(bounce.sender);
  json["message_id"] = TextOrNull(bounce.message_id);
  json["from"] = TextOrNull(bounce.from);
  json["to"] = TextOrNull(bounce.to);
  json["subject"] = TextOrNull(bounce.subject);
  json["arrived"] = TimeJson(bounce.arrived, zone);
}

Json CauseOrNull(const Explained& explained) {
  return explained.cause ? CauseJson(*explained.cause) : Json(nullptr);
}

// The first that failed; the first where none did.
std::size_t Foremost(const ExplainedMessage& message) {
  const auto& all = message.recipients;
  const auto found = std::find_if(all.begin(), all.end(), [](const auto& each) {
    return each.cause.has_value();
  });
  return found == all.end() ? 0 : static_cast<std::size_t>(found - all.begin());
}

}  // namespace

Json ExplainedMessageJson(const ExplainedMessage& message, const Zone* zone) {
  const std::size_t first = Foremost(message);
  const bool any = first < message.recipients.size();
  const Explained explained = any ? message.recipients[first] : Explained();
  Json json;
  json["schema"] = "mailwhy.explain/1";
  json["input"] = explained.input;
  json["cause"] = CauseOrNull(explained);
  json["kind"] = BounceKindName(message.bounce.kind);
  AddRecipient(any ? message.bounce.recipients[first] : BouncedRecipient(),
               zone, json);
  AddBounce(message.bounce, zone, json);
  json["recipients"] = Json::array();
  for (std::size_t i = 0; i < message.recipients.size(); ++i) {
    Json one;
    AddRecipient(message.bounce.recipients[i], zone, one);
    one["input"] = message.recipients[i].input;
    one["cause"] = CauseOrNull(message.recipients[i]);
    json["recipients"].push_back(std::move(one));
  }
  return json;
}

}  // namespace mailwhy::report
