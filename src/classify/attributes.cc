#include "classify/attributes.h"

#include <utility>

#include "base/text.h"
#include "classify/known_names.h"

namespace mailwhy::classify {
namespace {

bool Is(std::string_view word, std::initializer_list<std::string_view> words) {
  for (const std::string_view each : words) {
    if (word == each) return true;
  }
  return false;
}

std::string StatusOf(const Failure& failure, const Reply& reply) {
  const std::string& status = failure.status;
  if (Is(status, {"softbounce", "deferred"})) return "deferred";
  if (Is(status, {"undeliverable", "bounced"})) return "bounced";
  if (status == "force-expired") return "expired";
  // reject_warning says what would have been refused, and why.
  if (failure.of == Failure::Of::kReject) return "reject";
  if (status.empty() && !reply.action.empty()) return "reject";
  return status;
}

// Rejects and sessions are ours; a delivery agent's words are ours unless a
// host said them; of a bare reply with a code one supposes that it was sent.
std::string SaidBy(const Failure& failure, const Reply& reply) {
  if (reply.said_by_them) return "them";
  if (failure.of != Failure::Of::kText || !reply.action.empty()) return "us";
  if (!failure.agent.empty()) return "us";  // a daemon's warning
  if (!reply.code.empty()) return "them";
  return "";
}

bool IsOfServer(std::string_view agent) {
  return Is(agent,
            {"smtpd", "postscreen", "dnsblog", "tlsproxy", "anvil", "cleanup"});
}

// A login to fetch mail. Dovecot's "auth" tells of a login by itself where its
// POP or IMAP server has nothing to say; smtpd always complains as well.
bool IsOfMailbox(const Failure& failure) {
  return failure.of == Failure::Of::kSession &&
         Is(failure.service, {"pop3", "imap", "sieve", "auth"});
}

std::string FlowOfServer(const Failure& failure) {
  const bool submission =
      !failure.sasl_username.empty() || failure.origin == "pickup" ||
      Is(failure.service, {"submission", "submissions", "smtps"});
  return submission ? "submission" : "inbound";
}

std::string FlowOf(const Failure& failure, const Facts& facts) {
  const std::string& agent = failure.agent;
  if (failure.of == Failure::Of::kReject ||
      failure.of == Failure::Of::kSession || IsOfServer(agent) ||
      !facts.reply.action.empty()) {
    return FlowOfServer(failure);
  }
  if (Is(agent, {"local", "virtual", "pipe"})) return "local_delivery";
  const bool socket = facts.relay.name.find('/') != std::string::npos;
  if (agent == "lmtp" && socket) return "local_delivery";
  if (!agent.empty() || facts.said_by == "them") return "outbound";
  return facts.reply.peer.known() ? "outbound" : "";
}

std::string AgentOf(const Failure& failure, const Reply& reply,
                    const std::string& said_by) {
  const std::string& action =
      failure.action.empty() ? reply.action : failure.action;
  if (StartsWith(action, "milter_")) return "milter";
  if (StartsWith(action, "proxy_")) return "proxy_filter";
  if (said_by == "them") return "other_mta";
  if (IsOfMailbox(failure)) return "mailbox_server";
  if (Is(failure.agent, {"error", "retry"})) return "qmgr";
  if (failure.agent.empty() && !reply.action.empty()) return "smtpd";
  return failure.agent;
}

std::string ProviderOf(const Facts& facts) {
  if (facts.flow == "inbound" || facts.flow == "submission") return "";
  std::string_view provider = ProviderOfHost(facts.relay.name);
  if (provider.empty() && facts.said_by == "them") {
    provider = ProviderOfWords(facts.reply.words);
  }
  return std::string(provider);
}

// The reply's first digit is what the server meant; status is only what
// Postfix does about it (CAUSES 0, rule 2).
std::string_view Permanent(const Facts& facts, const Failure& failure) {
  for (const std::string* code :
       {&facts.reply.code, &facts.reply.dsn, &failure.dsn}) {
    if (code->empty()) continue;
    if (code->front() == '5') return "yes";
    if (code->front() == '4') return "no";
  }
  if (facts.status == "bounced") return "yes";
  if (facts.status == "deferred") return "no";
  return {};
}

std::size_t UrlLength(std::string_view text) {
  constexpr std::string_view kEnds = " <>\"'`\\^{|}";
  std::size_t at = 0;
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80 &&
         kEnds.find(text[at]) == kEnds.npos) {
    ++at;
  }
  return at;
}

}  // namespace

Facts FactsOf(const Failure& failure) {
  Facts facts;
  facts.reply = Unwrap(failure.response);
  facts.status = StatusOf(failure, facts.reply);
  facts.said_by = SaidBy(failure, facts.reply);
  facts.relay = failure.relay.known() ? failure.relay : facts.reply.peer;
  facts.stage = failure.stage.empty() ? facts.reply.stage : failure.stage;
  facts.flow = FlowOf(failure, facts);
  facts.agent = AgentOf(failure, facts.reply, facts.said_by);
  facts.provider = ProviderOf(facts);
  return facts;
}

Pairs BaseAttributes(const Facts& facts, const Failure& failure) {
  Pairs attributes;
  const auto add = [&](const char* key, std::string_view value) {
    if (!value.empty()) attributes.emplace_back(key, value);
  };
  add("said_by", facts.said_by);
  add("flow", facts.flow);
  add("stage", facts.stage);
  add("agent", facts.agent);
  add("provider", facts.provider);
  add("permanent", Permanent(facts, failure));
  add("url", FirstUrl(facts.reply.words));
  return attributes;
}

std::string_view FirstUrl(std::string_view text) {
  std::size_t at = text.find("http");
  for (; at != text.npos; at = text.find("http", at + 1)) {
    const std::string_view rest = text.substr(at);
    if (!StartsWith(rest, "http://") && !StartsWith(rest, "https://")) continue;
    std::string_view url = rest.substr(0, UrlLength(rest));
    const auto last = url.find_last_not_of(".,;:!?)]");
    url = url.substr(0, last == url.npos ? 0 : last + 1);
    if (url.size() > 8) return url;
  }
  return {};
}

std::string_view HostOfUrl(std::string_view url) {
  const auto slashes = url.find("//");
  if (slashes == url.npos) return {};
  url.remove_prefix(slashes + 2);
  return url.substr(0, url.find_first_of("/:?#"));
}

void SetAttribute(Pairs& attributes, std::string_view key, std::string value) {
  for (auto& [name, old] : attributes) {
    if (name == key) {
      old = std::move(value);
      return;
    }
  }
  attributes.emplace_back(key, std::move(value));
}

std::string_view GetAttribute(const Pairs& attributes, std::string_view key) {
  for (const auto& [name, value] : attributes) {
    if (name == key) return value;
  }
  return {};
}

}  // namespace mailwhy::classify
