// Describe: a verdict in words for people, with all that is known filled in.
#include <string>
#include <string_view>

#include "base/text.h"
#include "classify/attributes.h"
#include "classify/classifier.h"
#include "classify/placeholders.h"
#include "classify/rules.h"

namespace mailwhy::classify {
namespace {

// {reply} is quoted in running text: no longer than this many bytes.
constexpr std::size_t kLongestQuote = 300;

bool IsUnknownName(std::string_view name) {
  return name.empty() || name == "unknown" || name == "none";
}

std::string PeerText(const Peer& peer) {
  if (IsUnknownName(peer.name)) {
    return peer.ip.empty() ? "" : "[" + peer.ip + "]";
  }
  return peer.ip.empty() ? peer.name : peer.name + "[" + peer.ip + "]";
}

std::string PeerName(const Peer& peer) {
  return IsUnknownName(peer.name) ? peer.ip : peer.name;
}

// "local", "virtual" or a pipe's name stands in relay= where no other server
// was asked: master.cf's name of the agent, which tells a reader nothing.
bool IsOwnAgent(const Peer& relay) {
  return relay.ip.empty() && !relay.name.empty() &&
         relay.name.find_first_of(".[/") == std::string::npos;
}

std::string Quote(std::string_view words) {
  if (words.size() <= kLongestQuote) return std::string(words);
  std::size_t end = kLongestQuote;
  while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xc0) == 0x80) {
    --end;
  }
  return std::string(words.substr(0, end)) + "…";
}

// The account that submitted the mail.
std::string UserOf(const Failure& failure) {
  return failure.sasl_username.empty() ? failure.origin_user
                                       : failure.sasl_username;
}

void AddMail(const Failure& failure, Pairs& values) {
  const auto add = [&](const char* name, std::string value) {
    if (!value.empty()) values.emplace_back(name, std::move(value));
  };
  const std::string sender = failure.sender.value_or("");
  add("host", failure.host);
  add("helo", failure.helo);
  add("sender", failure.sender && sender.empty() ? "<>" : sender);
  add("sender_domain", DomainOf(sender));
  add("recipient", failure.recipient);
  add("domain", DomainOf(failure.recipient));
  add("user", UserOf(failure));
  add("queue_id", failure.queue_id);
  add("message_id", failure.message_id);
  if (failure.size >= 0) add("size", std::to_string(failure.size));
}

void AddReply(const Facts& facts, Pairs& values) {
  const auto add = [&](const char* name, std::string value) {
    if (!value.empty()) values.emplace_back(name, std::move(value));
  };
  const Reply& reply = facts.reply;
  std::string codes = reply.code;
  if (!reply.dsn.empty()) codes += (codes.empty() ? "" : " ") + reply.dsn;
  add("code", reply.code);
  add("dsn", reply.dsn);
  add("reply", Quote(codes.empty() ? reply.words : codes + " " + reply.words));
}

// All values but those of servers, which read differently in a command. What
// the rule captured comes first: it knows best what, say, {mailbox} is here.
Pairs CommonValues(const Verdict& verdict, const Facts& facts,
                   const Failure& failure) {
  Pairs values;
  for (const auto& [name, value] : verdict.attributes) {
    if (!value.empty() && name != "said_by" && name != "flow") {
      values.emplace_back(name, value);
    }
  }
  AddMail(failure, values);
  AddReply(facts, values);
  return values;
}

void AddServers(const Failure& failure, const Facts& facts, bool command,
                Pairs& values) {
  const Peer& client =
      failure.client.known() ? failure.client : facts.reply.client;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) values.emplace_back(name, value);
  };
  if (IsOwnAgent(facts.relay)) {
    add("relay", failure.host);
  } else {
    add("relay", command ? PeerName(facts.relay) : PeerText(facts.relay));
  }
  add("relay_ip", facts.relay.ip);
  add("port", facts.relay.port);
  add("client", command ? PeerName(client) : PeerText(client));
  add("client_ip", client.ip);
}

// The telling for this direction, and in it the parts that [inbound] changes.
struct Chosen {
  const std::string* side;
  const Words* title;
  const Words* explain;
  const std::vector<RemedyRule>* remedies;
};

Chosen Choose(const Rule& rule, const Verdict& verdict) {
  const Telling& plain = rule.telling;
  Chosen chosen{&plain.side, &plain.title, &plain.explain, &plain.remedies};
  const std::string_view flow = GetAttribute(verdict.attributes, "flow");
  const bool ours = GetAttribute(verdict.attributes, "said_by") == "us" &&
                    (flow == "inbound" || flow == "submission");
  if (!ours || !rule.inbound) return chosen;
  const Telling& inbound = *rule.inbound;
  if (!inbound.side.empty()) chosen.side = &inbound.side;
  if (!inbound.title.en.empty()) chosen.title = &inbound.title;
  if (!inbound.explain.en.empty()) chosen.explain = &inbound.explain;
  if (!inbound.remedies.empty()) chosen.remedies = &inbound.remedies;
  return chosen;
}

}  // namespace

CauseText Describe(const RuleBook& rules, const Verdict& verdict,
                   const Failure& failure, Language language) {
  CauseText text;
  text.id = verdict.cause;
  text.certainty = verdict.certainty;
  text.attributes = verdict.attributes;
  const Rule* rule = rules.Find(verdict.cause);
  if (rule == nullptr) {  // judged by rules that are gone since
    text.group = text.side = "unknown";
    text.title = verdict.cause;
    return text;
  }
  const Facts facts = FactsOf(failure);
  Pairs values = CommonValues(verdict, facts, failure);
  Pairs shell_values = values;
  for (auto& [name, value] : values) {
    if (name == "stage") value = StageInWords(value, language);
  }
  AddServers(failure, facts, false, values);
  AddServers(failure, facts, true, shell_values);

  const Chosen chosen = Choose(*rule, verdict);
  text.group = rule->group;
  text.side = *chosen.side;
  text.title = FillText(chosen.title->in(language), values, language);
  text.explanation = FillText(chosen.explain->in(language), values, language);
  for (const RemedyRule& remedy : *chosen.remedies) {
    text.remedies.push_back(
        {remedy.who, FillText(remedy.text.in(language), values, language),
         FillCommand(remedy.command, shell_values)});
  }
  return text;
}

std::vector<CauseRow> ListCauses(const RuleBook& rules, Language language) {
  std::vector<CauseRow> rows;
  for (const Rule& rule : rules.rules()) {
    rows.push_back({rule.id, rule.group, rule.telling.side,
                    FillText(rule.telling.title.in(language), {}, language)});
  }
  return rows;
}

}  // namespace mailwhy::classify
