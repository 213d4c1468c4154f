// The objects of INTERFACE.md "JSON", keys in its order. Unknown is null.
// json.cc and export.cc put them together.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "model/answer.h"
#include "report/writers.h"

namespace mailwhy::report {

using Json = nlohmann::ordered_json;

Json TextOrNull(std::string_view text);
Json TimeJson(const Timestamp& time, const Zone* zone);  // null: not known
Json TimeJson(const std::optional<Timestamp>& time, const Zone* zone);
Json LinesJson(const std::vector<std::string>& lines);

Json PeerJson(const Peer& peer);  // null: none
Json DeliveryJson(const Delivery& delivery, const Zone* zone);
Json MailJson(const Mail& mail, const std::vector<std::string>& evidence,
              const Zone* zone);
Json RejectJson(const Reject& reject, const std::vector<std::string>& evidence,
                const Zone* zone);
Json SessionJson(const Session& session,
                 const std::vector<std::string>& evidence, const Zone* zone);
Json RemediesJson(const std::vector<Remedy>& remedies);
Json CauseJson(const CauseText& cause);
// `explain --message`, whole (json_message.cc).
Json ExplainedMessageJson(const ExplainedMessage& message, const Zone* zone);

// Those of the lines that name the queue ID.
std::vector<std::string> LinesNaming(std::string_view queue_id,
                                     const std::vector<std::string>& lines);

// UTF-8 whatever strangers wrote: what is none becomes U+FFFD. Never throws.
std::string Dump(const Json& json, int indent);

}  // namespace mailwhy::report
