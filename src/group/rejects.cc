#include "group/rejects.h"

#include <algorithm>

#include "base/text.h"
#include "group/fields.h"
#include "group/hosts.h"

namespace mailwhy::group {
namespace {

// cleanup's header and body actions name no stage: the client hears of them
// after its data.
std::string StageOf(const Event& event) {
  std::string stage = StageName(event.stage);
  const bool content =
      event.daemon == "cleanup" && (stage.empty() || stage == "body");
  return content ? "end_of_data" : stage;
}

bool Holds(const std::string& action) {
  return action == "hold" || action == "milter_hold" ||
         action == "milter_quarantine";
}

bool Discards(const std::string& action) {
  return action == "discard" || action == "milter_discard";
}

// milter_header_checks: what they refuse, hold or throw away the milter's
// header made them.
std::string OfMilterCheck(const std::string& action) {
  const std::string milter = "milter_" + action;
  const bool known =
      milter == "milter_reject" || Holds(milter) || Discards(milter);
  return known ? milter : ActionName(action);
}

// Before 3.8 smtpd names the login in these words alone (smtpd_check.c,
// reject_sender_login_mismatch).
std::string_view LoginIn(const Event& event) {
  constexpr std::string_view kWords =
      ">: Sender address rejected: not owned by user ";
  const std::size_t at = event.response.rfind(kWords);
  if (event.daemon != "smtpd" || at == std::string_view::npos) return {};
  return event.response.substr(at + kWords.size());
}

// Of a mail of this machine cleanup says "from local", a milter "localhost":
// whose mail it is must be known.
bool MayBeClientOf(const Mail& mail, const Reject& reject) {
  if (mail.origin == "pickup") return false;
  const bool this_machine =
      IsLoopback(reject.client) || reject.client.name == "local";
  return !this_machine || !mail.origin.empty() || reject.daemon == "smtpd";
}

}  // namespace

std::string ActionName(std::string_view as_logged) {
  constexpr std::size_t kLongest = 40;
  std::string name = LowerAscii(as_logged.substr(0, kLongest));
  std::replace(name.begin(), name.end(), '-', '_');
  if (name == "warning") return "warn";
  if (name == "header_redirect") return "redirect";
  if (name == "proxy_discard") return "discard";
  if (name == "proxy_accept") return "permit";
  if (name == "strip") return "replace";
  if (name == "pass") return "info";
  if (StartsWith(name, "milter_header_")) return OfMilterCheck(name.substr(14));
  return name.empty() ? "reject" : name;
}

bool Refuses(const std::string& action) {
  return action == "reject" || action == "milter_reject" ||
         action == "proxy_reject" || action == "defer";
}

bool GoesOn(const std::string& action) {
  return !action.empty() && !Refuses(action) && action != "reject_warning" &&
         action != "permit";
}

Reject RejectOf(const Event& event, LineRef line,
                const std::vector<const Remark*>& remarks) {
  Reject reject;
  reject.at = event.time;
  reject.host = event.host;
  reject.daemon = event.daemon;
  reject.service = event.service;
  reject.queue_id = event.queue_id;
  reject.action = ActionName(event.action);
  reject.stage = StageOf(event);
  reject.client = PeerOf(event.peer);
  reject.helo = event.helo;
  if (event.sender_given) reject.sender = std::string(event.sender);
  reject.recipient = event.recipient;
  reject.proto = event.proto;
  reject.sasl_method = event.sasl_method;
  reject.sasl_username =
      event.sasl_username.empty() ? LoginIn(event) : event.sasl_username;
  reject.code = event.code;
  reject.dsn = event.dsn;
  reject.response = event.response;
  reject.preceded_by = Joined(remarks);
  for (const Remark* remark : remarks) {
    AddEvidence(reject.evidence, remark->line);
  }
  AddEvidence(reject.evidence, line);
  return reject;
}

void ApplyReject(const Reject& reject, Mail& mail) {
  if (mail.helo.empty()) mail.helo = reject.helo;
  if (mail.sender.has_value()) return;
  // Of data that were refused or thrown away there is nothing left to come.
  const bool all = reject.stage == "end_of_data" &&
                   (Refuses(reject.action) || Discards(reject.action));
  if (all) mail.ended_at = std::max(mail.ended_at, reject.at.at);
  if (!mail.deliveries.empty()) return;
  if (!mail.client.known() && MayBeClientOf(mail, reject)) {
    mail.client = reject.client;
  }
  // What has ended may be told of by an older log, read later.
  if (Holds(reject.action) && mail.ended_at == 0) Hold(mail);
  if (!Refuses(reject.action) && !Discards(reject.action)) return;
  if (all) mail.held = false;  // nothing to hold
  SetOutcome(mail,
             Refuses(reject.action) ? State::kRejected : State::kDiscarded);
}

}  // namespace mailwhy::group
