// Cyrus and Courier, and who checks passwords for Postfix and Cyrus:
// saslauthd, PAM.
#include <array>

#include "base/cursor.h"
#include "parse/companions/companions.h"
#include "parse/companions/parts.h"
#include "parse/lexis.h"

namespace mailwhy::parse {
namespace {

std::string_view CyrusService(std::string_view daemon) {
  if (daemon.starts_with("imap")) return "imap";
  if (daemon.starts_with("pop3")) return "pop3";
  if (daemon.starts_with("lmtp")) return "lmtp";
  if (daemon.find("sieve") != kNowhere) return "sieve";
  return daemon;
}

// "h.example.net [192.0.2.5] ", "[192.0.2.5] ", "h.example.net[192.0.2.5] ".
std::string_view TakeCyrusClient(std::string_view text, Event& event) {
  const std::size_t open = text.find('[');
  const std::size_t close = text.find(']', open);
  if (open == kNowhere || close == kNowhere) return text;
  std::string_view name = text.substr(0, open);
  while (name.ends_with(' ')) name.remove_suffix(1);
  event.peer.name = name;
  event.peer.ip = BareIp(text.substr(open + 1, close - open - 1));
  Cursor cursor(text.substr(close + 1));
  cursor.Skip(' ');
  return cursor.rest();
}

// "plaintext taro SASL(-13): authentication failure: checkpass failed",
// "DIGEST-MD5 [SASL(-13): authentication failure: ...]"
LineKind ReadBadLogin(std::string_view text, Event& event) {
  Cursor cursor(TakeCyrusClient(text, event));
  event.sasl_method = cursor.TakeUntil(' ');
  cursor.Skip(' ');
  event.response = cursor.rest();
  if (!cursor.Sees("[") && !cursor.Sees("SASL(")) {
    event.sasl_username = cursor.TakeUntil(' ');
    if (cursor.Skip(' ')) event.response = cursor.rest();
  }
  event.stage = "AUTH";
  return LineKind::kLoginFailed;
}

// "h [192.0.2.5] taro plaintext+TLS User logged in SESSIONID=<...>"
LineKind ReadCyrusLogin(std::string_view text, Event& event) {
  Cursor cursor(TakeCyrusClient(text, event));
  event.sasl_username = cursor.TakeUntil(' ');
  cursor.Skip(' ');
  event.sasl_method = cursor.TakeUntil(' ');
  cursor.Skip(' ');
  event.response = cursor.TakeUntil(" SESSIONID=");
  event.stage = "AUTH";
  return LineKind::kLogin;
}

// "Delivered: <a@b> to mailbox: user.taro", "dupelim: eliminated duplicate
// message to user.taro id <a@b> (delivery)"
LineKind ReadCyrusDelivered(std::string_view text, Event& event) {
  const std::size_t open = text.find('<');
  if (open == kNowhere) return LineKind::kCompanion;
  std::string_view rest = text.substr(open);
  event.message_id = TakeBracketed(&rest);
  event.response = text;
  event.action = text.starts_with("Delivered") ? "saved" : "discarded";
  return LineKind::kMailbox;
}

std::string_view CourierService(std::string_view daemon) {
  return daemon.find("pop3") != kNowhere ? "pop3" : "imap";
}

// "[user=taro] [service=smtp] [realm=] [mech=pam] [reason=PAM auth error]"
std::string_view Bracket(std::string_view text, std::string_view key) {
  return Between(text, key, "]");
}

}  // namespace

LineKind ReadCyrus(std::string_view text, Event& event) {
  event.instance = "cyrus";
  event.service = CyrusService(event.daemon);
  Cursor cursor(text);
  if (cursor.Skip("badlogin: ")) return ReadBadLogin(cursor.rest(), event);
  if (cursor.Skip("login: ")) return ReadCyrusLogin(cursor.rest(), event);
  if (cursor.Sees("Delivered: ") || cursor.Sees("dupelim: eliminated")) {
    return ReadCyrusDelivered(text, event);
  }
  return LineKind::kCompanion;
}

// "LOGIN FAILED, user=taro, ip=[::ffff:192.0.2.5], port=[4711]"
LineKind ReadCourier(std::string_view text, Event& event) {
  event.instance = "courier";
  event.service = CourierService(event.daemon);
  Cursor cursor(text);
  cursor.Skip("INFO: ");
  LineKind kind = LineKind::kCompanion;
  if (cursor.Sees("LOGIN FAILED")) kind = LineKind::kLoginFailed;
  if (cursor.Sees("LOGIN, ")) kind = LineKind::kLogin;
  if (kind == LineKind::kCompanion) return kind;
  // A user may be called "x, ip=[...]": the last one is Courier's own.
  const std::string_view fields = Behind(cursor.rest(), ", ");
  const std::size_t ip = FindLast(fields, "ip=[");
  const std::string_view who = fields.substr(0, ip);
  if (who.starts_with("user=")) {
    event.sasl_username = who.substr(5, who.rfind(", ") - 5);
  }
  if (who.starts_with("method=")) event.sasl_method = Between(who, "=", ",");
  if (ip != kNowhere) event.peer.ip = BareIp(fields.substr(ip + 3));
  event.stage = "AUTH";
  event.response = kind == LineKind::kLogin ? "LOGIN" : "LOGIN FAILED";
  return kind;
}

// "do_auth         : auth failure: [user=taro] [service=smtp] ..."
LineKind ReadSaslauthd(std::string_view text, Event& event) {
  const std::string_view failure = Behind(text, "auth failure: ");
  if (failure.empty()) return ReadPam(text, event);
  event.sasl_username = Bracket(failure, "[user=");
  event.service = Bracket(failure, "[service=");
  const std::string_view realm = Bracket(failure, "[realm=");
  if (!realm.empty()) AddExtra("realm", realm, event);
  const std::string_view mechanism = Bracket(failure, "[mech=");
  if (!mechanism.empty()) AddExtra("mech", mechanism, event);
  event.response = Bracket(failure, "[reason=");
  if (event.response.empty()) event.response = "auth failure";
  return LineKind::kLoginReason;
}

// "pam_unix(smtp:auth): authentication failure; logname= uid=0 euid=0
// tty=dovecot ruser=taro rhost=192.0.2.5  user=taro", "(pam_unix)
// authentication failure; ..."
LineKind ReadPam(std::string_view text, Event& event) {
  const bool pam = text.starts_with("pam_") || text.starts_with("(pam_");
  if (!pam || text.find("authentication failure; ") == kNowhere) {
    const bool ours = event.daemon == "saslauthd" || pam;
    return ours ? LineKind::kCompanion : LineKind::kOtherProgram;
  }
  std::string_view user = Between(text, " ruser=", " rhost=");
  if (user.empty()) user = Behind(text, " user=");
  event.sasl_username = user;
  const std::string_view rhost = Behind(text, " rhost=");
  event.peer.ip = BareIp(rhost.substr(0, rhost.find(' ')));
  event.service = Between(text, "pam_unix(", ":");
  event.response = text.substr(0, text.find("; "));
  return event.sasl_username.empty() ? LineKind::kCompanion
                                     : LineKind::kLoginReason;
}

LineKind ReadChatter(std::string_view, Event&) { return LineKind::kCompanion; }

}  // namespace mailwhy::parse
