// Delivery agents (smtp, lmtp, local, virtual, pipe, error, retry, discard) and
// qmgr: what they say beside the delivery line (Postfix smtp_trouble.c,
// smtp_connect.c).
#include <array>

#include "parse/cursor.h"
#include "parse/fields.h"
#include "parse/lexis.h"
#include "parse/shapes.h"

namespace mailwhy::parse {
namespace {

// Of a mail, and in short why it did not go on.
constexpr std::array<std::string_view, 24> kTroubles = {
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
    "unexpected EOF",
    "bad ",
    "header checks lookup error",
    "status=",
};

// Of a mail, and of no consequence for it.
constexpr std::array<std::string_view, 15> kTalk = {
    "enabling PIX workarounds",
    "enabling PIX <CRLF>.<CRLF> workaround",
    "breaking line ",
    "replacing server reply",
    "replacing command",
    "skipped, still being delivered",
    "sending defer warning",
    "allowing on-demand",
    "enabling VERP",
    "passing <",
    "non-",
    "Using ",
    "server features",
    "TLSRPT",
    "Host offered STARTTLS",
};

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

// "connect to X[ip]:25: Connection refused", "connect to X[private/lmtp]: ...".
bool ReadConnect(std::string_view text, Event& event) {
  Cursor cursor(text);
  if (!cursor.Skip("connect to ")) return false;
  std::string_view rest = cursor.rest();
  event.peer = TakePeer(&rest);
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

// "SASL authentication failed; server X[ip] said: 535 5.7.8 ..."
void ReadTrouble(std::string_view text, Event& event) {
  constexpr std::string_view kMark = "server ";
  event.response = text;
  const std::size_t server = text.find(kMark);
  if (server == kNowhere) return;
  std::string_view rest = text.substr(server + kMark.size());
  if (rest.substr(0, rest.find(' ')).find('[') == kNowhere) return;
  event.peer = TakePeer(&rest);
  Cursor words(rest);
  if (words.Skip(" said: ")) ReadReplyCodes(words.rest(), event);
}

LineKind ReadWords(std::string_view text, Event& event) {
  if (event.warning) return ReadTls(text, event);
  if (ReadHostSaid(text, event)) return LineKind::kHostSaid;
  if (ReadConnect(text, event)) return LineKind::kConnectFailed;
  if (ReadBrokenOff(text, event)) return LineKind::kTrouble;
  if (BeginsWithOne(text, kTroubles)) {
    ReadTrouble(text, event);
    return LineKind::kTrouble;
  }
  if (BeginsWithOne(text, kTalk)) return LineKind::kService;
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
  if (text == "removed" && !event.queue_id.empty()) return LineKind::kRemoved;
  return ReadAgent(text, event);
}

}  // namespace mailwhy::parse
