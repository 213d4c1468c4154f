// postscreen and its helpers: tests before the SMTP server is reached (Postfix
// postscreen_*.c, dnsblog.c, tlsproxy.c).
#include <algorithm>
#include <array>

#include "base/cursor.h"
#include "parse/lexis.h"
#include "parse/shapes.h"

namespace mailwhy::parse {
namespace {

// What a line begins with; the client follows, or stands behind " from " or "
// for ".
constexpr auto kVerbs = std::to_array<std::string_view>({
    "CONNECT",
    "DISCONNECT",
    "PASS NEW",
    "PASS OLD",
    "ALLOWLISTED",
    "WHITELISTED",
    "DENYLISTED",
    "BLACKLISTED",
    "ALLOWLIST VETO",
    "WHITELIST VETO",
    "DNSBL rank",
    "PREGREET",
    "HANGUP",
    "BARE NEWLINE",
    "COMMAND PIPELINING",
    "COMMAND TIME LIMIT",
    "COMMAND COUNT LIMIT",
    "COMMAND LENGTH LIMIT",
    "NON-SMTP COMMAND",
    "DATA without valid RCPT",
    "BDAT without valid RCPT",
    "DROP",
    "ENFORCE",
    "SKIP",
    "UNFAIL",
    "UNPASS",
});

constexpr auto kTalk = std::to_array<std::string_view>(
    {"entering STRESS mode", "leaving STRESS mode"});

std::string_view VerbOf(std::string_view text) {
  for (std::string_view verb : kVerbs) {
    if (text.starts_with(verb)) return text.substr(0, verb.size());
  }
  return {};
}

// "PREGREET 11 after 0.2 from [ip]:port: EHLO x", "PASS NEW [ip]:port": the
// first bracket is the client, since only numbers come before it.
void ReadClient(std::string_view text, Event& event) {
  const std::size_t open = text.find('[');
  if (open == kNowhere) return;
  std::string_view rest = text.substr(open);
  event.peer = TakePeer(&rest);
  Cursor cursor(rest);
  if (!cursor.Skip(" after ")) return;
  event.stage = cursor.TakeUntil(": ");
}

}  // namespace

LineKind ReadPostscreen(std::string_view text, Event& event) {
  // Before 2.8's end and where no port is free, without NOQUEUE.
  const bool of_client = text.starts_with("reject: connect from ");
  if ((event.noqueue || of_client) && IsAction(text)) {
    return ReadReject(text, event);
  }
  event.action = VerbOf(text);
  if (!event.action.empty()) {
    event.response = text;
    ReadClient(text.substr(event.action.size()), event);
    if (event.action.ends_with(" without valid RCPT")) {
      event.stage = event.action.substr(0, 4);
    }
    if (event.action == "DNSBL rank") {
      Cursor cursor(text.substr(event.action.size() + 1));
      AddExtra("rank", cursor.TakeUntil(' '), event);
    }
    return LineKind::kScreen;
  }
  for (std::string_view talk : kTalk) {
    if (text.starts_with(talk)) return LineKind::kService;
  }
  if (text.find(": discarding EHLO keywords: ") != kNowhere) {
    return LineKind::kService;
  }
  return ReadTls(text, event);
}

// "addr 192.0.2.1 listed by domain zen.example.org as 127.0.0.4"
LineKind ReadDnsblog(std::string_view text, Event& event) {
  Cursor cursor(text);
  std::string_view ip;
  if (!cursor.Skip("addr ") || !cursor.TakePast(" listed by domain ", &ip)) {
    return LineKind::kUnrecognized;
  }
  event.action = text.substr(text.find("listed"), 6);
  event.response = text;
  event.peer.ip = ip;
  AddExtra("domain", cursor.TakeUntil(' '), event);
  if (cursor.Skip(" as ")) AddExtra("as", cursor.rest(), event);
  return LineKind::kScreen;
}

LineKind ReadTlsproxy(std::string_view text, Event& event) {
  if (text.starts_with("CONNECT ") || text.starts_with("DISCONNECT ")) {
    return LineKind::kService;
  }
  return ReadTls(text, event);
}

}  // namespace mailwhy::parse
