// Delivery agents (smtp, lmtp, local, virtual, pipe, error, retry, discard) and
// qmgr: what they say beside the delivery line (Postfix smtp_trouble.c,
// smtp_connect.c).
#include <array>

#include "base/cursor.h"
#include "parse/fields.h"
#include "parse/lexis.h"
#include "parse/shapes.h"

namespace mailwhy::parse {
namespace {

// Of a mail, and in short why it did not go on.
constexpr auto kTroubles = std::to_array<std::string_view>({
    "SASL authentication failed",
    "SASL [CACHED] authentication failed",
    "Cannot start TLS",
    "TLS is required",
    "TLS policy lookup",
    "TLSA lookup",
    "Server certificate not",
    "Protocol error: ",
    "SMTPUTF8 is required",
    "DSN support is required",
    "REQUIRETLS",
    "Host or domain name not found",
    "message size ",
    "mail for ",
    "mail forwarding loop",
    "delivery temporarily suspended",
    "unable to find primary relay",
    "local data error while talking to",
    "local configuration error",
    "mail system configuration error",
    "header checks lookup error",
    "SMTPS wrappermode ",
});

// Of a mail, and of no consequence for it.
constexpr auto kTalk = std::to_array<std::string_view>({
    "enabling PIX workarounds",
    "enabling PIX <CRLF>.<CRLF> workaround",
    "breaking line ",
    "replacing server reply",
    "replacing command",
    "skipped, still being delivered",
    "sending defer warning",
    "allowing on-demand",
    "disallowing on-demand",
    "enabling VERP",
    "Using ESMTP PIPELINING",
});

// "(in reply to RCPT TO command)", "(in reply to end of DATA command)" at the
// end.
std::string_view StageAtEnd(std::string_view text) {
  constexpr std::string_view kMark = "(in reply to ";
  const std::size_t at = text.rfind(kMark);
  if (at == kNowhere) return {};
  const std::string_view stage = text.substr(at + kMark.size());
  const std::size_t end = stage.find(" command)");
  return end == kNowhere ? std::string_view() : stage.substr(0, end);
}

// "host X[ip] said: 450 ... (in reply to ...)", "host X[ip] refused to talk to
// me: 554 ...".
bool ReadHostSaid(std::string_view text, Event& event) {
  Cursor cursor(text);
  if (!cursor.Skip("host ")) return false;
  std::string_view rest = cursor.rest();
  event.peer = TakePeer(&rest);
  Cursor words(rest);
  words.Skip(':');  // pasted logs have it
  if (words.Skip(" said: ")) {
    event.stage = StageAtEnd(text);
  } else if (!words.Skip(" refused to talk to me: ")) {
    event.peer = {};
    return false;
  }
  event.response = text;
  ReadReplyCodes(words.rest(), event);
  return true;
}

// "connect to X[ip]:25: Connection refused", "connect to X[private/lmtp]: ...";
// before 2.6 "connect to X[ip]: Connection refused (port 25)".
bool ReadConnect(std::string_view text, Event& event) {
  Cursor cursor(text);
  if (!cursor.Skip("connect to ")) return false;
  std::string_view rest = cursor.rest();
  event.peer = TakePeer(&rest);
  const std::size_t port = rest.rfind("(port ");
  if (port != kNowhere && event.peer.port.empty()) {
    event.peer.port = Cursor(rest.substr(port + 6)).TakeDigits();
  }
  event.response = text;
  return true;
}

// "lost connection with X[ip] while ...", "conversation with X[ip] timed out
// while ...".
bool ReadBrokenOff(std::string_view text, Event& event) {
  Cursor cursor(text);
  if (!cursor.Skip("lost connection with ") &&
      !cursor.Skip("conversation with ") && !cursor.Skip("timeout with ")) {
    return false;
  }
  std::string_view rest = cursor.rest();
  event.peer = TakePeer(&rest);
  event.response = text;
  const std::size_t stage = text.rfind(" while ");
  if (stage != kNowhere) event.stage = text.substr(stage + 7);
  return true;
}

// "server X[ip] said: 535 5.7.8 ...", "not offered by host X[ip]". False where
// `mark` is not followed by a server.
bool ReadServerBehind(std::string_view mark, std::string_view text,
                      Event& event) {
  const std::size_t server = text.find(mark);
  if (server == kNowhere) return false;
  std::string_view rest = text.substr(server + mark.size());
  if (rest.substr(0, rest.find(' ')).find('[') == kNowhere) return false;
  event.peer = TakePeer(&rest);
  Cursor words(rest);
  if (words.Skip(" said: ") || words.Skip(" refused to start TLS: ")) {
    ReadReplyCodes(words.rest(), event);
  }
  return true;
}

// "SASL authentication failed; server X[ip] said: 535 5.7.8 ...", "TLS is
// required, but was not offered by host X[ip]".
void ReadTrouble(std::string_view text, Event& event) {
  event.response = text;
  if (ReadServerBehind("server ", text, event)) return;
  ReadServerBehind("host ", text, event);
}

// "TLSRPT: status=failure, domain=example.com, receiving_mx=X[ip],
// failure_type=certificate_expired" (3.10).
LineKind ReadTlsReport(std::string_view text, Event& event) {
  constexpr std::string_view kMark = "TLSRPT: ";
  FieldReader reader(text.substr(kMark.size()), FieldReader::Between::kComma);
  std::string_view key;
  while (reader.Key(&key)) {
    const std::string_view value = reader.Value();
    if (key == "receiving_mx") {
      event.peer = ReadPeer(value);
    } else {
      SetField(key, value, event);
    }
  }
  if (event.status != "failure") return LineKind::kService;
  event.response = text;
  return LineKind::kTrouble;
}

// smtp_header_checks and their like: "replace: header Subject: a: Subject: b".
bool ReadCheck(std::string_view text, Event& event) {
  if (event.queue_id.empty() || !IsAction(text)) return false;
  Cursor cursor(text);
  const std::string_view action = cursor.TakeUntil(": ");
  cursor.Skip(": ");
  const std::string_view stage = cursor.TakeUntil(' ');
  if (!stage.ends_with("header") && stage != "body") return false;
  cursor.Skip(' ');
  event.action = action;
  event.stage = stage;
  event.response = cursor.rest();
  return true;
}

LineKind ReadWords(std::string_view text, Event& event) {
  if (event.warning) return ReadTls(text, event);
  if (ReadHostSaid(text, event)) return LineKind::kHostSaid;
  if (ReadConnect(text, event)) return LineKind::kConnectFailed;
  if (ReadBrokenOff(text, event)) return LineKind::kTrouble;
  if (ReadCheck(text, event)) return LineKind::kNote;
  if (text.starts_with("TLSRPT: ")) return ReadTlsReport(text, event);
  if (BeginsWithOne(text, kTroubles)) {
    ReadTrouble(text, event);
    return LineKind::kTrouble;
  }
  if (BeginsWithOne(text, kTalk) ||
      text.ends_with(" offers SMTPUTF8 support, but not 8BITMIME")) {
    return event.queue_id.empty() ? LineKind::kService : LineKind::kNote;
  }
  return ReadTls(text, event);
}

}  // namespace

LineKind ReadAgent(std::string_view text, Event& event) {
  if (!event.queue_id.empty() && IsKeyAt(text, 0)) {
    return ReadDeliveryFields(text, event);
  }
  return ReadWords(text, event);
}

LineKind ReadQmgr(std::string_view text, Event& event) {
  if (!event.queue_id.empty() && ReadRemoved(text, event)) {
    return LineKind::kRemoved;
  }
  return ReadAgent(text, event);
}

}  // namespace mailwhy::parse
