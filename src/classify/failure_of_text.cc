// FailureOfText: bare text as somebody pastes it into `explain`: a reply, or a
// piece of a log line without its envelope.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "classify/classifier.h"
#include "classify/unwrap.h"

namespace mailwhy::classify {
namespace {

// Value of " key=" up to a comma or blank, without angle brackets.
std::string_view Field(std::string_view text, std::string_view key) {
  std::size_t at = text.find(key);
  while (at != text.npos && at > 0 && text[at - 1] != ' ' &&
         text[at - 1] != ',') {
    at = text.find(key, at + 1);
  }
  if (at == text.npos) return {};
  std::string_view value = text.substr(at + key.size());
  if (StartsWith(value, "<")) {
    value = value.substr(1, value.find('>') - 1);
    return value;
  }
  return value.substr(0, value.find_first_of(", ;"));
}

bool IsStatus(std::string_view word) {
  constexpr std::string_view kStatus[] = {
      "sent",          "bounced",       "deferred",   "expired", "deliverable",
      "undeliverable", "force-expired", "softbounce", "filtered"};
  return std::find(std::begin(kStatus), std::end(kStatus), word) !=
         std::end(kStatus);
}

// "... dsn=5.1.1, status=bounced (host X said: ...)": the part in parentheses,
// where it was pasted with the rest.
bool TakeDelivery(std::string_view text, Failure& failure) {
  const auto at = text.find("status=");
  if (at == text.npos) return false;
  const std::string_view rest = text.substr(at + 7);
  const auto open = rest.find(" (");
  const std::string status = LowerAscii(rest.substr(0, open));
  if (open == rest.npos && !IsStatus(status)) return false;
  if (open != rest.npos) {
    std::string_view response = Trim(rest.substr(open + 2));
    if (EndsWith(response, ")")) response.remove_suffix(1);
    failure.response = response;
  }
  failure.status = status;
  failure.dsn = Field(text, "dsn=");
  failure.recipient = Field(text, "to=");
  const std::string_view relay = Field(text, "relay=");
  if (!relay.empty() && relay != "none") failure.relay = ReadPeer(relay);
  return true;
}

bool SkipIgnoringCase(std::string_view& text, std::string_view prefix) {
  if (!EqualsIgnoringCase(text.substr(0, prefix.size()), prefix)) return false;
  text = Trim(text.substr(prefix.size()));
  return true;
}

// What stands around a reply where people copy it from: a bounce message, a
// transcript, somebody's quotation.
std::string_view WithoutFrame(std::string_view text) {
  constexpr std::string_view kBefore[] = {
      "\xEF\xBB\xBF", "> ",         "<<< ",    "diagnostic-code:",
      "smtp;",        "x-postfix;", "x-unix;", "reason: "};
  constexpr std::pair<std::string_view, std::string_view> kAround[] = {
      {"\"", "\""}, {"'", "'"}, {"`", "'"}, {"「", "」"}, {"“", "”"}};
  for (bool more = true; more;) {
    more = false;
    for (const std::string_view before : kBefore) {
      more = SkipIgnoringCase(text, before) || more;
    }
    for (const auto& [open, close] : kAround) {
      const bool around = text.size() > open.size() + close.size() &&
                          StartsWith(text, open) && EndsWith(text, close);
      if (!around) continue;
      text.remove_prefix(open.size());
      text.remove_suffix(close.size());
      text = Trim(text);
      more = true;
    }
  }
  return text;
}

bool BeginsWithCode(std::string_view text) {
  const auto digit = [&](std::size_t at) {
    return text[at] >= '0' && text[at] <= '9';
  };
  return text.size() > 4 && (text[0] == '4' || text[0] == '5') && digit(1) &&
         digit(2) && (text[3] == ' ' || text[3] == '-');
}

// "postfix/cleanup[66014]: QID: ...", where a line was pasted without its time.
std::string_view WithoutProgram(std::string_view text) {
  const auto end = text.find("]: ");
  if (end == text.npos || text.substr(0, end).find(' ') != text.npos ||
      text.find("postfix") > end) {
    return text;
  }
  return text.substr(end + 3);
}

// "Remote server returned '550 ...'", "SMTP error from remote server after RCPT
// TO: host X[192.0.2.1]: 550 ...": from the code on. Postfix's own words keep
// what stands before it: they say more.
std::string_view WithoutTeller(std::string_view text) {
  constexpr std::string_view kTellers[] = {
      "remote ",         "host ",    "smtp error", "the server ", "server ",
      "the response",    "response", "reason",     "error from",  "mail server",
      "the mail server", "error: ",  "the error ", "said"};
  const std::string start = LowerAscii(text.substr(0, 40));
  const bool told = std::any_of(
      std::begin(kTellers), std::end(kTellers),
      [&](std::string_view teller) { return StartsWith(start, teller); });
  if (!told || text.find("] said: ") != text.npos ||
      text.find(" to talk to me: ") != text.npos) {
    return text;
  }
  constexpr std::size_t kLongestTeller = 240;
  for (std::size_t at = 1; at < std::min(text.size(), kLongestTeller); ++at) {
    const char before = text[at - 1];
    const bool begins = before == ' ' || before == '\'' || before == '"';
    if (!begins || !BeginsWithCode(text.substr(at))) continue;
    text.remove_prefix(at);
    if (EndsWith(text, std::string_view(&before, 1)) && before != ' ') {
      text.remove_suffix(1);
    }
    return text;
  }
  return text;
}

// As Postfix begins a line that is more than information (msg(3)).
bool TakeSeverity(std::string_view& text) {
  for (const std::string_view severity : {"warning: ", "error: ", "fatal: "}) {
    if (!StartsWith(text, severity)) continue;
    text.remove_prefix(severity.size());
    return true;
  }
  return false;
}

// "unknown[192.0.2.9]: SASL LOGIN authentication failed: ..."
void TakeLoginClient(std::string_view text, Failure& failure) {
  const auto colon = text.find("]: SASL ");
  if (colon == text.npos || text.find(' ') < colon) return;
  failure.client = ReadPeer(text.substr(0, colon + 1));
  failure.sasl_username = Field(text, "sasl_username=");
}

// "<a@example.net>: Sender address rejected: ...": whose address, by the words
// of smtpd and those who copied it.
void TakeAddress(std::string_view words, Failure& failure) {
  const auto close = words.find('>');
  if (!StartsWith(words, "<") || close == words.npos) return;
  const std::string_view address = words.substr(1, close - 1);
  if (address.find('@') == address.npos || address.find(' ') != address.npos) {
    return;
  }
  const std::string rest = LowerAscii(words.substr(close + 1));
  const auto says = [&](std::string_view what) {
    return StartsWith(Trim(std::string_view(rest).substr(
                          std::min(rest.find_first_not_of(":."), rest.size()))),
                      what);
  };
  if (says("sender address rejected")) {
    failure.sender = std::string(address);
  } else if (says("recipient address rejected") || says("user unknown") ||
             says("relay access denied")) {
    failure.recipient = address;
  }
}

}  // namespace

Failure FailureOfText(std::string_view text) {
  constexpr std::size_t kLongest = 64 * 1024;
  Failure failure;
  failure.of = Failure::Of::kText;
  text = WithoutFrame(Trim(text.substr(0, kLongest)));
  text = WithoutTeller(WithoutProgram(text));
  if (TakeDelivery(text, failure)) return failure;
  if (TakeSeverity(text)) failure.status = "warning";
  failure.response = text;
  TakeLoginClient(text, failure);
  const Reply reply = Unwrap(text);
  TakeAddress(reply.words, failure);
  if (reply.action.empty()) return failure;
  failure.action = reply.action;
  failure.client = reply.client;
  const auto from = text.rfind("; from=<");
  if (from == text.npos) return failure;
  const std::string_view tail = text.substr(from + 1);
  failure.sender = Field(tail, "from=");
  failure.recipient = Field(tail, "to=");
  failure.helo = Field(tail, "helo=");
  failure.sasl_username = Field(tail, "sasl_username=");
  return failure;
}

}  // namespace mailwhy::classify
