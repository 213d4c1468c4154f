// FailureOfText: bare text as somebody pastes it into `explain`: a reply, or a
// piece of a log line without its envelope.
#include <string>
#include <string_view>

#include "base/text.h"
#include "classify/classifier.h"
#include "classify/unwrap.h"

namespace mailwhy::classify {
namespace {

// Value of " key=" up to a comma or blank, without angle brackets.
std::string_view Field(std::string_view text, std::string_view key) {
  std::size_t at = text.find(key);
  while (at != text.npos && at > 0 && text[at - 1] != ' ' &&
         text[at - 1] != ',') {
    at = text.find(key, at + 1);
  }
  if (at == text.npos) return {};
  std::string_view value = text.substr(at + key.size());
  if (StartsWith(value, "<")) {
    value = value.substr(1, value.find('>') - 1);
    return value;
  }
  return value.substr(0, value.find_first_of(", ;"));
}

// "... dsn=5.1.1, status=bounced (host X said: ...)": the part in parentheses.
bool TakeDelivery(std::string_view text, Failure& failure) {
  const auto at = text.find("status=");
  if (at == text.npos) return false;
  const std::string_view rest = text.substr(at + 7);
  const auto open = rest.find(" (");
  if (open == rest.npos) return false;
  std::string_view response = Trim(rest.substr(open + 2));
  if (EndsWith(response, ")")) response.remove_suffix(1);
  failure.status = LowerAscii(rest.substr(0, open));
  failure.response = response;
  failure.dsn = Field(text, "dsn=");
  failure.recipient = Field(text, "to=");
  const std::string_view relay = Field(text, "relay=");
  if (!relay.empty() && relay != "none") failure.relay = ReadPeer(relay);
  return true;
}

}  // namespace

Failure FailureOfText(std::string_view text) {
  constexpr std::size_t kLongest = 64 * 1024;
  Failure failure;
  failure.of = Failure::Of::kText;
  text = Trim(text.substr(0, kLongest));
  if (TakeDelivery(text, failure)) return failure;
  failure.response = text;
  const Reply reply = Unwrap(text);
  if (reply.action.empty()) return failure;
  failure.action = reply.action;
  failure.client = reply.client;
  const auto from = text.rfind("; from=<");
  if (from == text.npos) return failure;
  const std::string_view tail = text.substr(from + 1);
  failure.sender = Field(tail, "from=");
  failure.recipient = Field(tail, "to=");
  failure.helo = Field(tail, "helo=");
  failure.sasl_username = Field(tail, "sasl_username=");
  return failure;
}

}  // namespace mailwhy::classify
