#include "classify/unwrap.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/text.h"

namespace mailwhy::classify {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool Skip(std::string_view& text, std::string_view prefix) {
  if (!StartsWith(text, prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::string_view UntilBlank(std::string_view text) {
  return text.substr(0, text.find(' '));
}

// Length of "5.7.1" at the start of `text`; 0 if there is none.
std::size_t DsnLength(std::string_view text) {
  if (text.size() < 5 || text[1] != '.') return 0;
  if (text[0] != '2' && text[0] != '4' && text[0] != '5') return 0;
  std::size_t at = 2;
  const auto digits = [&] {
    const std::size_t begin = at;
    while (at < text.size() && at - begin < 3 && IsDigit(text[at])) ++at;
    return at > begin;
  };
  if (!digits() || at >= text.size() || text[at] != '.') return 0;
  ++at;
  if (!digits()) return 0;
  const bool ends =
      at == text.size() ||
      !(std::isalnum(static_cast<unsigned char>(text[at])) || text[at] == '.');
  return ends ? at : 0;
}

// Length of "550 " or "550-" at the start of `text` without the separator.
bool HasCode(std::string_view text) {
  if (text.size() < 3 || !IsDigit(text[1]) || !IsDigit(text[2])) return false;
  if (text[0] != '2' && text[0] != '4' && text[0] != '5') return false;
  if (text[1] > '7') return false;  // RFC 5321 4.2.1: x0z to x5z in use
  return text.size() == 3 || text[3] == ' ' || text[3] == '-';
}

void SkipBlanks(std::string_view& text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
}

// Takes "550 5.7.1 ", "550-5.7.1 ", "5.7.1 " or "550 #5.7.1 " off the start.
void TakeCodes(std::string_view& text, Reply& reply) {
  SkipBlanks(text);
  if (HasCode(text)) {
    reply.code = text.substr(0, 3);
    text.remove_prefix(std::min<std::size_t>(4, text.size()));
    SkipBlanks(text);
  }
  std::string_view rest = text;
  if (!rest.empty() && rest.front() == '#') rest.remove_prefix(1);
  const std::size_t length = DsnLength(rest);
  if (length == 0) return;
  reply.dsn = rest.substr(0, length);
  rest.remove_prefix(length);
  Skip(rest, ":");
  SkipBlanks(rest);
  text = rest;
}

// "host X[ip]:25 said: ", "host X[ip] refused to talk to me: ", and with the
// colon that pasting leaves before the verb.
bool TakeHost(std::string_view& text, Reply& reply) {
  std::string_view rest = text;
  if (!Skip(rest, "host ")) return false;
  const std::string_view name = UntilBlank(rest);
  rest.remove_prefix(name.size());
  const bool refused = Skip(rest, " refused to talk to me: ");
  if (!refused && !Skip(rest, " said: ")) return false;
  reply.peer = ReadPeer(name);
  reply.said_by_them = true;
  if (refused) reply.stage = "greeting";
  text = rest;
  return true;
}

// "(in reply to RCPT TO command)" at the end.
void TakeInReply(std::string_view& text, Reply& reply) {
  constexpr std::string_view kBegin = "(in reply to ";
  const auto at = text.rfind(kBegin);
  if (at == text.npos || !EndsWith(text, ")")) return;
  const auto inside = text.substr(at + 1, text.size() - at - 2);
  if (inside.find(')') != inside.npos) return;
  reply.stage = StageName(inside);
  text = Trim(text.substr(0, at));
}

// "NOQUEUE: reject: RCPT from CLIENT: " and "QID: milter-reject: ...".
bool TakeReject(std::string_view& text, Reply& reply) {
  const auto colon = text.find(": ");
  if (colon == text.npos || text.substr(0, colon).find(' ') != text.npos) {
    return false;
  }
  std::string_view rest = text.substr(colon + 2);
  const auto verb_end = rest.find(": ");
  if (verb_end == rest.npos) return false;
  const std::string_view verb = rest.substr(0, verb_end);
  const bool known = verb == "reject" || verb == "reject_warning" ||
                     EndsWith(verb, "-reject") || EndsWith(verb, "-hold") ||
                     EndsWith(verb, "-discard") || verb == "hold" ||
                     verb == "discard" || verb == "defer";
  rest.remove_prefix(verb_end + 2);
  const auto from = rest.find(" from ");
  if (!known || from == rest.npos) return false;
  const std::string_view client = UntilBlank(rest.substr(from + 6));
  if (!EndsWith(client, ":")) return false;
  reply.action = verb;
  std::replace(reply.action.begin(), reply.action.end(), '-', '_');
  reply.stage = StageName(rest.substr(0, from));
  reply.client = ReadPeer(client.substr(0, client.size() - 1));
  text = rest.substr(from + 6 + client.size());
  // What the client had said so far stands at the end.
  text = text.substr(0, text.rfind("; from=<"));
  SkipBlanks(text);
  return true;
}

// "NAME[IP]:PORT:" after the words with which our own Postfix names the other
// side; not "connect to Milter service ...".
Peer PeerAfter(std::string_view text, std::size_t at) {
  const Peer peer = ReadPeer(UntilBlank(text.substr(at)));
  const bool named =
      !peer.ip.empty() || peer.name.find_first_of("./") != std::string::npos;
  return named ? peer : Peer();
}

// The other side as a delivery agent names it (postfix/src/smtp). A reply's own
// words may name any host, mostly the client: "Client host [192.0.2.1] blocked"
// is us, not them.
void FindPeer(std::string_view text, Reply& reply) {
  constexpr std::string_view kBegins[] = {
      "connect to ",
      "lost connection with ",
      "conversation with ",
      "SSL_connect error to ",
      "host ",
      "certificate verification failed for "};
  for (const std::string_view begin : kBegins) {
    if (!StartsWith(text, begin)) continue;
    reply.peer = PeerAfter(text, begin.size());
    return;
  }
  constexpr std::string_view kInside[] = {
      "; server ", ": server ", " to server ", " by host ", ", but host "};
  for (const std::string_view before : kInside) {
    const auto at = text.find(before);
    if (at == text.npos) continue;
    const Peer peer = PeerAfter(text, at + before.size());
    if (peer.ip.empty()) continue;
    reply.peer = peer;
    return;
  }
}

// "connect to ...", "... while receiving the initial server greeting", and what
// smtp says of its own steps (smtp_proto.c, smtp_sasl_proto.c).
void FindStage(std::string_view text, Reply& reply) {
  constexpr std::pair<std::string_view, const char*> kBegins[] = {
      {"connect to ", "connect"},
      {"Cannot start TLS: ", "starttls"},
      {"TLS is required, but ", "starttls"},
      {"SASL authentication failed", "auth"}};
  for (const auto& [begin, stage] : kBegins) {
    if (!StartsWith(text, begin)) continue;
    reply.stage = stage;
    return;
  }
  const auto at = text.find(" while ");
  if (at == text.npos) return;
  const std::string_view doing = text.substr(at + 1);
  reply.stage = StartsWith(doing, "while performing the initial protocol")
                    ? "helo"  // Postfix 2.2 and before
                    : StageName(doing);
}

// A reply of several lines arrives joined by blanks, each line with its code:
// "550-5.7.1 one 550-5.7.1 two 550 5.7.1 three". All but the words go.
std::string WithoutRepeatedCodes(std::string_view text, const Reply& reply) {
  if (reply.code.empty()) return std::string(text);
  const std::string line = reply.code + "-";
  const bool several = text.find(" " + line) != text.npos;
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto at = text.find(" " + reply.code);
    if (at == text.npos) break;
    std::string_view rest = text.substr(at + 4);
    const bool code_alone =
        rest.empty() || rest.front() == ' ' || rest.front() == '-';
    const bool dashed = !rest.empty() && rest.front() == '-';
    if (!rest.empty() && code_alone) rest.remove_prefix(1);
    const bool same_dsn = !reply.dsn.empty() && Skip(rest, reply.dsn);
    if (code_alone && (dashed || several || same_dsn)) {
      out.append(text.substr(0, at)).push_back(' ');
      SkipBlanks(rest);
      text = rest;
    } else {
      out += text.substr(0, at + 4);
      text.remove_prefix(at + 4);
    }
  }
  return out += text;
}

// One line of valid UTF-8 of bounded length.
std::string Clean(std::string_view text) {
  text = Trim(text.substr(0, kLongestReply));
  const bool plain = std::all_of(text.begin(), text.end(),
                                 [](char c) { return c >= ' ' && c < 0x7f; });
  if (plain) return std::string(text);
  std::string out = ValidUtf8(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  }
  // Pages and mail programs make a typographic apostrophe of "doesn't".
  constexpr std::string_view kApostrophe = "\xE2\x80\x99";
  for (auto at = out.find(kApostrophe); at != out.npos;
       at = out.find(kApostrophe, at + 1)) {
    out.replace(at, kApostrophe.size(), "'");
  }
  return std::string(Trim(out));
}

}  // namespace

Peer ReadPeer(std::string_view text) {
  Peer peer;
  text = UntilBlank(text);
  const auto open = text.find('[');
  const auto close = text.find(']');
  if (open == text.npos || close == text.npos || close < open) {
    while (!text.empty() && (text.back() == ':' || text.back() == ',')) {
      text.remove_suffix(1);
    }
    peer.name = text;
    return peer;
  }
  const std::string_view inside = text.substr(open + 1, close - open - 1);
  if (LooksLikeIp(inside)) {
    peer.name = text.substr(0, open);
    peer.ip = inside;
  } else {
    peer.name = text.substr(0, close + 1);  // mx01[private/dovecot-lmtp]
  }
  std::string_view port = text.substr(close + 1);
  if (Skip(port, ":")) {
    port = port.substr(0, port.find_first_not_of("0123456789"));
    if (port.size() <= 5) peer.port = port;
  }
  return peer;
}

bool IsLocal(const Peer& peer) {
  return StartsWith(peer.ip, "127.") || peer.ip == "::1" ||
         peer.name.find('/') != peer.name.npos || peer.name == "localhost";
}

Reply Unwrap(std::string_view response) {
  Reply reply;
  const std::string clean = Clean(response);
  std::string_view text = clean;
  while (Skip(text, "delivery temporarily suspended: ")) {
  }
  // As mail programs show a Diagnostic-Code (RFC 3464).
  for (const std::string_view type : {"smtp; ", "SMTP; ", "X-Postfix; "}) {
    Skip(text, type);
  }
  if (TakeReject(text, reply)) {
    TakeCodes(text, reply);
  } else {
    TakeHost(text, reply);
    TakeInReply(text, reply);
    TakeCodes(text, reply);
  }
  const bool ours =
      !reply.said_by_them && reply.code.empty() && reply.action.empty();
  if (ours) FindPeer(text, reply);
  if (reply.stage.empty()) FindStage(text, reply);
  reply.words = Trim(WithoutRepeatedCodes(text, reply));
  return reply;
}

}  // namespace mailwhy::classify
