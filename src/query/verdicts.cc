#include "query/verdicts.h"

namespace mailwhy::query {

std::string VerdictOf(const Mail& mail, const Delivery* delivery) {
  if (delivery == nullptr) {
    if (mail.held) return "held";
    return mail.state == State::kMixed ? "queued" : StateName(mail.state);
  }
  const bool waits =
      delivery->state == State::kQueued || delivery->state == State::kDeferred;
  if (mail.held && waits) return "held";
  return StateName(delivery->state);
}

std::string VerdictOf(const Reject& reject) {
  const std::string& action = reject.action;
  if (action == "reject" || action == "milter_reject" ||
      action == "proxy_reject" || action == "defer") {
    return "rejected";
  }
  if (action == "discard" || action == "milter_discard") return "discarded";
  if (action == "hold" || action == "milter_hold" ||
      action == "milter_quarantine") {
    return "held";
  }
  return "";
}

std::string VerdictOf(const Session& session) {
  const std::string& kind = session.kind;
  if (kind == "login") return "";
  if (kind == "login_failed") return "login_failed";
  if (kind == "dnsbl" || kind == "pregreet" || kind == "too_many_errors" ||
      kind == "limit" || kind == "protocol") {
    return "rejected";
  }
  return "never_arrived";  // the connection broke before a mail was handed over
}

}  // namespace mailwhy::query
