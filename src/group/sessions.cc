#include "group/sessions.h"

#include "base/text.h"
#include "group/fields.h"

namespace mailwhy::group {
namespace {

bool IsServer(std::string_view daemon) {
  return daemon == "smtpd" || daemon == "postscreen" || daemon == "tlsproxy" ||
         daemon == "qmqpd" || EndsWith(daemon, "-login");  // Dovecot's
}

bool IsLogin(LineKind kind) {
  return kind == LineKind::kLogin || kind == LineKind::kLoginFailed ||
         kind == LineKind::kLoginReason;
}

// postscreen's lines begin with what it saw.
const char* ScreenKind(std::string_view text) {
  if (StartsWith(text, "DNSBL rank")) return "dnsbl";
  if (StartsWith(text, "PREGREET")) return "pregreet";
  if (StartsWith(text, "HANGUP")) return "lost_connection";
  if (StartsWith(text, "COMMAND TIME LIMIT")) return "timeout";
  const bool protocol =
      StartsWith(text, "BARE NEWLINE") ||
      StartsWith(text, "NON-SMTP COMMAND") || StartsWith(text, "COMMAND ") ||
      StartsWith(text, "BDAT without") || StartsWith(text, "DATA without");
  return protocol ? "protocol" : "";
}

const char* SessionKind(const Event& event) {
  switch (event.kind) {
    case LineKind::kLogin:
      return "login";
    case LineKind::kSaslFailed:
    case LineKind::kLoginFailed:
    case LineKind::kLoginReason:
      return "login_failed";
    case LineKind::kLostConnection:
      return "lost_connection";
    case LineKind::kTimeout:
      return "timeout";
    case LineKind::kTooManyErrors:
      return "too_many_errors";
    case LineKind::kTlsFailed:
      return "tls_failed";
    case LineKind::kRateLimit:
      return "limit";
    case LineKind::kProtocol:
      return "protocol";
    case LineKind::kScreen:
      return ScreenKind(event.text);
    default:
      return "";
  }
}

std::string StageOf(const Event& event) {
  std::string stage = StageName(event.stage);
  if (!stage.empty()) return stage;
  if (event.kind == LineKind::kSaslFailed || IsLogin(event.kind)) return "auth";
  if (event.kind == LineKind::kTlsFailed) return "starttls";
  return "";
}

// INTERFACE's words. PAM's and saslauthd's service is whose client it was.
std::string ServiceOf(const Event& event) {
  if (event.service == "pop") return "pop3";
  if (event.service == "dovecot") return "auth";
  return std::string(event.service.empty() ? "smtp" : event.service);
}

// What the TLS library complained about says more than the end of the
// connection that comes after it.
std::string ResponseOf(const Event& event, const std::string& stage,
                       const std::vector<const Remark*>& remarks) {
  std::vector<const Remark*> about_tls;
  for (const Remark* remark : remarks) {
    if (remark->about_tls) about_tls.push_back(remark);
  }
  const bool explained = event.kind == LineKind::kLostConnection &&
                         stage == "starttls" && !about_tls.empty();
  return explained ? Joined(about_tls) : std::string(event.response);
}

}  // namespace

bool MayBeSession(const Event& event) {
  const bool told = !event.peer.ip.empty() || !event.peer.name.empty();
  if (IsLogin(event.kind)) return told || !event.sasl_username.empty();
  return told && *SessionKind(event) != '\0' && IsServer(event.daemon);
}

std::optional<Session> SessionOf(const Event& event, LineRef line,
                                 const std::vector<const Remark*>& remarks) {
  if (!MayBeSession(event)) return std::nullopt;
  Session session;
  session.at = event.time;
  session.host = event.host;
  session.daemon = event.daemon;
  session.service = ServiceOf(event);
  session.client = PeerOf(event.peer);
  session.kind = SessionKind(event);
  session.stage = StageOf(event);
  session.sasl_method = event.sasl_method;
  session.sasl_username = event.sasl_username;
  session.response = ResponseOf(event, session.stage, remarks);
  for (const Remark* remark : remarks) {
    AddEvidence(session.evidence, remark->line);
  }
  AddEvidence(session.evidence, line);
  return session;
}

}  // namespace mailwhy::group
