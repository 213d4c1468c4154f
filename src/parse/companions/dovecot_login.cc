// Who logs in at Dovecot, who is refused and why (login-common/client-common.c,
// auth/auth-request.c).
#include <algorithm>
#include <array>

#include "base/cursor.h"
#include "parse/companions/dovecot.h"
#include "parse/companions/parts.h"
#include "parse/lexis.h"

namespace mailwhy::parse {
namespace {

template <class Table>
bool HoldsOne(std::string_view text, const Table& table) {
  return std::any_of(table.begin(), table.end(), [&](std::string_view words) {
    return text.find(words) != kNowhere;
  });
}

// The client tried, or would have had to.
constexpr std::array<std::string_view, 21> kRefusals = {
    "auth failed",
    "auth_failed",
    "authorization failed",
    "authorization_failed",
    "disallowed plaintext auth",
    "disallowed cleartext auth",
    "cleartext_auth_disabled",
    "plaintext authentication disabled",
    "unsupported auth mechanism",
    "Maximum number of connections",
    "Too many",
    "nternal login failure",
    "internal failure",
    "auth was ready",
    "Auth process broken",
    "auth_process_comm_fail",
    "user disabled",
    "password expired",
    "anonymous",
    "client certificate",
    "proxy dest auth failed"};

// The words in front of "user=<...>" ("rip=" in old versions).
std::size_t EndOfWords(std::string_view text) {
  const std::size_t user = text.find(": user=<");
  return user != kNowhere ? user : text.find(": rip=");
}

// "user=<taro>, method=PLAIN, rip=192.0.2.5, lip=...": only the user's name may
// hold anything, so the last "rip=" is Dovecot's own.
void ReadWho(std::string_view fields, Event& event) {
  const std::size_t rip = FindLast(fields, "rip=");
  const std::string_view before = fields.substr(0, rip);
  const std::size_t end = before.rfind('>');
  if (before.starts_with("user=<") && end != kNowhere && end >= 6) {
    event.sasl_username = before.substr(6, end - 6);
  }
  Cursor method(Behind(before.substr(std::min(end, before.size())), "method="));
  event.sasl_method = method.TakeUntil(',');
  if (rip == kNowhere) return;
  const std::string_view behind = fields.substr(rip + 4);
  event.peer.ip = BareIp(behind.substr(0, behind.find(',')));
  Cursor session(Behind(behind, "session=<"));
  const std::string_view id = session.TakeUntil('>');
  if (!id.empty()) AddExtra("session", id, event);
}

bool IsTlsTrouble(std::string_view text) {
  return text.find("TLS handshaking: ") != kNowhere ||
         text.find("SSL_accept() ") != kNowhere;
}

LineKind KindOf(std::string_view words, std::string_view fields) {
  if (words == "Login" || words == "Logged in") return LineKind::kLogin;
  if (HoldsOne(words, kRefusals)) return LineKind::kLoginFailed;
  if (IsTlsTrouble(fields) || IsTlsTrouble(words)) return LineKind::kTlsFailed;
  if (words.find("Inactivity") != kNowhere) return LineKind::kTimeout;
  if (words.find("no auth attempts") != kNowhere ||
      words.find("no_auth_attempts") != kNowhere ||
      words.starts_with("Aborted login") ||
      words.starts_with("Login aborted")) {
    return LineKind::kLostConnection;
  }
  return LineKind::kCompanion;
}

// "taro,192.0.2.5,<session>" (2.4: also ",sasl:plain"): from the end, since a
// name may hold commas.
void ReadWhom(std::string_view inside, Event& event) {
  for (int part = 0; part < 3; ++part) {
    const std::size_t comma = inside.rfind(',');
    if (comma == kNowhere) break;
    const std::string_view last = inside.substr(comma + 1);
    if (last.starts_with('<') && last.ends_with('>')) {
      AddExtra("session", last.substr(1, last.size() - 2), event);
    } else if (event.peer.ip = BareIp(last); !event.peer.ip.empty()) {
      event.sasl_username = inside.substr(0, comma);
      return;
    } else if (!last.starts_with("sasl:") && !last.empty()) {
      break;
    }
    inside = inside.substr(0, comma);
  }
  event.sasl_username = inside;
}

// "conn unix:auth-worker (pid=7,uid=1): auth-worker<3>: " of 2.3.10 and later.
std::string_view WithoutConnection(std::string_view text) {
  if (!text.starts_with("conn ")) return text;
  const std::string_view behind = Behind(text, "auth-worker<");
  return Behind(behind, ">: ");
}

bool IsDriverChar(char c) {
  return IsLower(c) || IsDigit(c) || c == '-' || c == '_';
}

}  // namespace

LineKind ReadDovecotLogin(std::string_view text, Event& event) {
  TakeDovecotSeverity(&text);
  const std::size_t end = EndOfWords(text);
  if (end == kNowhere) return LineKind::kCompanion;
  const std::string_view words = text.substr(0, end);
  const std::string_view fields = text.substr(end + 2);
  const LineKind kind = KindOf(words, fields);
  if (kind == LineKind::kCompanion) return kind;
  ReadWho(fields, event);
  event.stage = kind == LineKind::kTlsFailed ? "STARTTLS" : "AUTH";
  event.response = kind == LineKind::kTlsFailed ? text : words;
  return kind;
}

// Debugging tells the same and more; of failures alone there is a line without.
LineKind ReadDovecotAuth(std::string_view text, const DovecotProcess& process,
                         Event& event) {
  if (TakeDovecotSeverity(&text) == "Debug") return LineKind::kCompanion;
  text = WithoutConnection(text);
  Cursor cursor(text);
  const std::string_view driver = cursor.TakeWhile(IsDriverChar);
  std::string_view inside =
      process.user;  // 2.4: auth(taro,192.0.2.5): sql: ...
  std::string_view session = process.session;
  if (!driver.empty() && cursor.Skip('(')) {
    if (!cursor.TakePast("): ", &inside) || inside.find(',') == kNowhere) {
      return LineKind::kCompanion;
    }
    text = cursor.rest();
  } else if (inside.find(',') == kNowhere) {
    return LineKind::kCompanion;
  }
  ReadWhom(inside, event);
  if (event.sasl_username == "?") event.sasl_username = {};  // none given yet
  if (!session.empty()) AddExtra("session", session, event);
  event.response = text;
  return LineKind::kLoginReason;
}

}  // namespace mailwhy::parse
