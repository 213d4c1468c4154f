#include "bounce/reply.h"

#include "base/cursor.h"
#include "base/text.h"
#include "bounce/text.h"

namespace mailwhy::bounce {
namespace {

// "550 " or "550-" or "550" at the end, RFC 5321 4.2.
bool HasCode(std::string_view text) {
  if (text.size() < 3 || (text[0] != '4' && text[0] != '5')) return false;
  if (text[1] < '0' || text[1] > '7' || !IsDigit(text[2])) return false;
  return text.size() == 3 || text[3] == ' ' || text[3] == '-' ||
         text[3] == ':' || text[3] == '\t';
}

// "5.1.1 " and the like (RFC 3463).
bool HasStatus(std::string_view text) {
  return text.size() >= 5 && (text[0] == '4' || text[0] == '5') &&
         text[1] == '.' && IsDigit(text[2]) &&
         (text[3] == '.' || (IsDigit(text[3]) && text[4] == '.'));
}

// What stands before a code in running text; after anything else three digits
// are a port, a number of days or a part of an address.
bool MayPrecede(std::string_view before) {
  constexpr std::string_view kBefore[] = {": ", "; ", ", ",   "'",  "\"", "(",
                                          "#",  ";",  "<<< ", "> ", "- ", "「"};
  if (before.empty()) return true;
  for (const std::string_view end : kBefore) {
    if (EndsWith(before, end)) return true;
  }
  return false;
}

// "550 5.1.1": with its status nothing else is meant, whatever stands before.
bool IsSureReply(std::string_view text) {
  return HasCode(text) && text.size() > 8 && HasStatus(text.substr(4));
}

// Takes what encloses a quoted reply off its end.
std::string_view WithoutEnd(std::string_view text) {
  text = Trim(text);
  while (EndsWith(text, "#")) text = Trim(text.substr(0, text.size() - 1));
  if (EndsWith(text, "'") || EndsWith(text, "\"")) text.remove_suffix(1);
  return text;
}

// "554: 5.7.9: words" of some providers.
std::string WithoutColon(std::string_view reply) {
  std::string text(reply);
  if (text.size() > 3 && HasCode(text) && text[3] == ':') text.erase(3, 1);
  return text;
}

// "(reason: 550 ...)" of sendmail.
std::string_view WithoutReason(std::string_view words) {
  const std::size_t at = words.find("(reason: ");
  if (at == kNowhere) return words;
  const std::size_t next = words.find(") (expanded from", at);
  words = words.substr(at + 9, next == kNowhere ? next : next - at - 9);
  if (EndsWith(words, ")")) words.remove_suffix(1);
  return words;
}

// qmail closes with what it will do.
std::string_view WithoutGivingUp(std::string_view words) {
  const std::size_t at = words.rfind("Giving up on ");
  return at == kNowhere ? words : Trim(words.substr(0, at));
}

// exim: "SMTP error from remote mail server after RCPT TO:<...>: host NAME
// [IP]: 550 ...", or the host first.
void TakeExim(std::string_view before, Refusal& refusal) {
  constexpr std::string_view kAfter = "remote mail server after ";
  const std::size_t after = before.find(kAfter);
  if (after != kNowhere) {
    std::string_view step = before.substr(after + kAfter.size());
    if (StartsWith(step, "initial connection")) {
      refusal.stage = "greeting";
    } else if (StartsWith(step, "end of data")) {
      refusal.stage = "end_of_data";
    } else {
      refusal.stage = StageName(step.substr(0, step.find_first_of(" :<")));
    }
    if (StartsWith(step, "pipelined ")) {
      step.remove_prefix(10);
      refusal.stage = StageName(step.substr(0, step.find_first_of(" :<")));
    }
  }
  const std::size_t host = before.find("host ");
  if (host != kNowhere && (host == 0 || before[host - 1] == ' ')) {
    const Peer peer = ReadHost(before.substr(host + 5, 300));
    if (!peer.ip.empty()) refusal.peer = peer;
  }
}

// qmail: "192.0.2.1 does not like recipient.", "Connected to 192.0.2.1 but
// ..."; Gmail: "by mx.example.net. [192.0.2.1]."
void TakePeer(std::string_view before, Refusal& refusal) {
  for (const std::string_view verb :
       {"onnected to ", " by ", "connect to ", "emote server "}) {
    const std::size_t at = before.rfind(verb);
    if (at == kNowhere) continue;
    const Peer peer = ReadHost(before.substr(at + verb.size(), 300));
    if (!peer.ip.empty()) refusal.peer = peer;
  }
  const std::string_view first = before.substr(0, before.find(' '));
  if (LooksLikeIp(first)) refusal.peer.ip = first;
  if (before.find("does not like recipient") != kNowhere) {
    refusal.stage = "rcpt";
  } else if (before.find("but sender was rejected") != kNowhere) {
    refusal.stage = "mail";
  }
}

}  // namespace

bool BeginsWithReply(std::string_view words) {
  while (StartsWith(words, "#") || StartsWith(words, "<<< ")) {
    words.remove_prefix(StartsWith(words, "#") ? 1 : 4);
  }
  return HasCode(words) || HasStatus(words);
}

std::size_t FindReply(std::string_view words) {
  for (std::size_t at = 0; at + 3 <= words.size(); ++at) {
    if (words[at] != '4' && words[at] != '5') continue;
    if (at > 0 && (IsAlnum(words[at - 1]) || words[at - 1] == '.')) continue;
    const std::string_view rest = words.substr(at);
    if (IsSureReply(rest)) return at;
    if (HasCode(rest) && MayPrecede(words.substr(0, at))) return at;
  }
  return kNowhere;
}

Refusal ReadRefusal(std::string_view words) {
  Refusal refusal;
  words = WithoutGivingUp(WithoutReason(Trim(words)));
  refusal.as_logged = StartsWith(words, "host ") &&
                      (words.find("] said: ") != kNowhere ||
                       words.find("] refused to talk to me: ") != kNowhere);
  const std::size_t at = FindReply(words);
  if (refusal.as_logged || at == kNowhere) {
    refusal.said = words;
    refusal.has_code = refusal.as_logged || HasStatus(words);
    if (refusal.as_logged) {
      const std::string_view host = words.substr(5);
      refusal.peer = ReadHost(host.substr(0, host.find(' ')));
    } else {
      TakePeer(words, refusal);
    }
    return refusal;
  }
  refusal.has_code = true;
  refusal.said = WithoutColon(WithoutEnd(words.substr(at)));
  TakeExim(words.substr(0, at), refusal);
  TakePeer(words.substr(0, at), refusal);
  return refusal;
}

}  // namespace mailwhy::bounce
