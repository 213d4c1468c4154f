// One rule file (STYLE "A cause rule") -> Rule. Strict: a key, word, regex or
// placeholder that is not known is a fault with its line.
#include <re2/re2.h>

#include <utility>

#include "base/text.h"
#include "classify/placeholders.h"
#include "classify/rules.h"
#include "classify/toml_table.h"

namespace mailwhy::classify {
namespace {

using Names = std::vector<std::string>;

const Names& Sides() {
  static const Names kSides{"our_server",    "our_network", "our_dns",
                            "remote_server", "remote_dns",  "sender",
                            "recipient",     "nobody",      "unknown"};
  return kSides;
}

const Names& Stages() {
  static const Names kStages{"connect", "greeting",    "helo", "starttls",
                             "auth",    "mail",        "rcpt", "data",
                             "body",    "end_of_data", "rset", "quit",
                             "queue",   "vrfy",        "etrn"};
  return kStages;
}

// Of master.cf (465 is submissions, in old files smtps), and of mailboxes.
const Names& Services() {
  static const Names kServices{"smtp", "submission", "submissions", "smtps",
                               "pop3", "imap",       "sieve",       "auth"};
  return kServices;
}

const Names& Agents() {
  static const Names kAgents{
      "smtpd",   "postscreen", "milter", "policy",        "proxy_filter",
      "cleanup", "qmgr",       "smtp",   "lmtp",          "local",
      "virtual", "pipe",       "error",  "retry",         "discard",
      "bounce",  "other_mta",  "pickup", "dnsblog",       "tlsproxy",
      "verify",  "anvil",      "master", "mailbox_server"};
  return kAgents;
}

const Names& Kinds() {
  static const Names kKinds{"login",   "login_failed", "lost_connection",
                            "timeout", "tls_failed",   "too_many_errors",
                            "dnsbl",   "pregreet",     "protocol",
                            "limit",   "content_check"};
  return kKinds;
}

bool IsId(std::string_view id) {
  if (id.empty() || id.front() < 'a' || id.front() > 'z') return false;
  for (const char c : id) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) {
      return false;
    }
  }
  return true;
}

// "patterns/causes/mailbox_full.toml" -> "mailbox_full"
std::string StemOf(std::string_view path) {
  path = path.substr(path.rfind('/') + 1);
  return std::string(path.substr(0, path.rfind('.')));
}

void CheckRegex(TomlTable& table, std::string_view key,
                const Pattern& pattern) {
  RE2::Options options;
  options.set_log_errors(false);
  const RE2 regex(pattern.regex, options);
  if (!regex.ok()) {
    return table.Complain(
        key, "bad regex: " + regex.error() + " in '" + pattern.regex + "'");
  }
  for (const auto& [name, group] : regex.NamedCapturingGroups()) {
    if (FindPlaceholder(name) != nullptr) continue;
    const std::string nearest = Nearest(name, PlaceholderNames());
    table.Complain(key, "group name \"" + name + "\" is no placeholder",
                   nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
  }
}

std::vector<Pattern> ReadPatterns(TomlTable& table, std::string_view key,
                                  Regexes regexes) {
  std::vector<Pattern> patterns = table.Patterns(key);
  if (regexes == Regexes::kTrust) return patterns;
  for (const Pattern& each : patterns) CheckRegex(table, key, each);
  return patterns;
}

void CheckPlaceholders(TomlTable& table, std::string_view key,
                       std::string_view text) {
  for (const std::string_view name : PlaceholdersIn(text)) {
    if (FindPlaceholder(name) != nullptr) continue;
    const std::string nearest = Nearest(name, PlaceholderNames());
    table.Complain(key, "unknown placeholder {" + std::string(name) + "}",
                   nearest.empty() ? "" : "did you mean {" + nearest + "}?");
  }
}

std::string ReadWording(TomlTable& table, std::string_view key) {
  std::string text = table.Required(key);
  CheckPlaceholders(table, key, text);
  return text;
}

Words ReadWords(TomlTable& table) {
  return {ReadWording(table, "en"), ReadWording(table, "ja")};
}

Match ReadMatch(TomlTable& table, Regexes regexes) {
  Match match;
  match.text = ReadPatterns(table, "text", regexes);
  match.and_text = ReadPatterns(table, "and_text", regexes);
  match.not_text = ReadPatterns(table, "not_text", regexes);
  match.preceded_by = ReadPatterns(table, "preceded_by", regexes);
  match.status = table.Words("status", {"sent", "deferred", "bounced",
                                        "expired", "reject", "warning"});
  match.code = table.Strings("code");
  match.dsn = table.Strings("dsn");
  match.agent = table.Words("agent", Agents());
  match.service = table.Words("service", Services());
  match.stage = table.Words("stage", Stages());
  match.kind = table.Words("kind", Kinds());
  match.origin = table.Words(
      "origin", {"smtpd", "pickup", "bounce", "forward", "resubmit"});
  match.origin_user = table.Strings("origin_user");
  for (std::string& user : match.origin_user) user = LowerAscii(user);
  match.sender_kind =
      table.Words("sender_kind", {"null", "system_account", "other"});
  match.said_by = table.Word("said_by", {"us", "them"});
  match.relay_local = table.Bool("relay_local");
  match.logged_in = table.Bool("logged_in");
  if (table.Has("only_over"))
    match.only_over = table.Strings("only_over", true);
  match.set = table.Table("set");
  return match;
}

Hint ReadHint(TomlTable& table) {
  return {table.Strings("dsn"), table.Strings("code")};
}

RemedyRule ReadRemedy(TomlTable& table) {
  RemedyRule remedy;
  remedy.who = table.Required("who");
  table.Word("who", {"sender", "recipient", "our_admin", "their_admin",
                     "our_provider"});
  remedy.text = ReadWords(table);
  remedy.command = table.String("command");
  CheckPlaceholders(table, "command", remedy.command);
  return remedy;
}

// title, explain and remedy: at the top level and in [inbound].
void ReadTelling(TomlTable& table, Telling& telling) {
  telling.side = table.Word("side", Sides());
  table.Each("title", [&](TomlTable& t) { telling.title = ReadWords(t); });
  table.Each("explain", [&](TomlTable& t) { telling.explain = ReadWords(t); });
  table.Each("remedy",
             [&](TomlTable& t) { telling.remedies.push_back(ReadRemedy(t)); });
}

Example ReadExample(TomlTable& table, bool counter) {
  Example example;
  example.counter = counter;
  example.toml_line = table.line();
  example.line = table.Required("line");
  example.note = table.String("note");
  if (counter) {
    example.cause = table.Required("cause");
  } else {
    example.expect = table.Table("expect");
  }
  return example;
}

void ReadHead(TomlTable& table, Rule& rule) {
  rule.id = table.Required("id");
  if (!rule.id.empty() && !IsId(rule.id)) {
    table.Complain("id", "must be made of a-z, 0-9 and _");
  } else if (!rule.id.empty() && rule.id != StemOf(rule.file)) {
    table.Complain("id", "\"" + rule.id + "\" is not the file's name");
  }
  Names groups;
  for (const std::string_view group : Groups()) groups.emplace_back(group);
  rule.group = table.Word("group", groups);
  rule.replace = table.Bool("replace").value_or(false);
  rule.beats = table.Strings("beats");
  rule.refs = table.Strings("refs");
  rule.one_way = table.Word("one_way", {"outbound", "inbound"});
  if (table.Has("leads")) {
    groups.emplace_back("*");
    rule.leads = table.Words("leads", groups);
  } else if (rule.group == "outcome") {
    rule.leads.emplace();
  }
}

Rule ReadTable(TomlTable& table, const std::string& file, Regexes regexes) {
  Rule rule;
  rule.file = file;
  ReadHead(table, rule);
  ReadTelling(table, rule.telling);
  table.Each("match", [&](TomlTable& t) {
    rule.matches.push_back(ReadMatch(t, regexes));
  });
  table.Each("hint", [&](TomlTable& t) { rule.hint = ReadHint(t); });
  table.Each("inbound",
             [&](TomlTable& t) { ReadTelling(t, rule.inbound.emplace()); });
  table.Each("example", [&](TomlTable& t) {
    rule.examples.push_back(ReadExample(t, false));
  });
  table.Each("counterexample", [&](TomlTable& t) {
    rule.examples.push_back(ReadExample(t, true));
  });
  table.Done();
  return rule;
}

Fault FaultOf(const toml::parse_error& error, std::string_view file) {
  return {std::string(file), static_cast<int>(error.source().begin.line),
          std::string(error.description()), ""};
}

}  // namespace

std::optional<Rule> ReadRule(const EmbeddedFile& file, Regexes regexes,
                             std::vector<Fault>& faults) {
  const std::size_t before = faults.size();
  try {
    const toml::table root = toml::parse(file.content, file.name);
    TomlTable table(root, "", std::string(file.name), faults);
    Rule rule = ReadTable(table, std::string(file.name), regexes);
    if (faults.size() == before) return rule;
  } catch (const toml::parse_error& error) {
    faults.push_back(FaultOf(error, file.name));
  } catch (const std::exception& error) {
    faults.push_back({std::string(file.name), 0, error.what(), ""});
  }
  return {};
}

}  // namespace mailwhy::classify
