// A handful of rules in memory, for tests that are not about the real ones.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "classify/rules.h"
#include "model/failure.h"

namespace mailwhy::classify {

// A whole rule file: the head, then `body`.
inline std::string RuleText(const std::string& id, const std::string& group,
                            const std::string& body) {
  return "id = \"" + id + "\"\ngroup = \"" + group +
         "\"\nside = \"remote_server\"\none_way = \"outbound\"\n" + body +
         "\n[title]\nen = \"Title of " + id + "\"\nja = \"題 " + id +
         "\"\n[explain]\nen = \"{relay} says no to {recipient}.\"\n"
         "ja = \"{relay} が {recipient} を断りました。\"\n"
         "[[remedy]]\nwho = \"sender\"\nen = \"Ask {domain}.\"\n"
         "ja = \"{domain} に尋ねる。\"\ncommand = \"dig +short MX {domain}\"\n";
}

struct File {
  std::string name, text;
};

inline File RuleFile(const std::string& id, const std::string& group,
                     const std::string& body) {
  return {"patterns/causes/" + id + ".toml", RuleText(id, group, body)};
}

inline std::vector<EmbeddedFile> Views(const std::vector<File>& files) {
  std::vector<EmbeddedFile> views;
  for (const File& file : files) views.push_back({file.name, file.text});
  return views;
}

inline RuleBook Read(const std::vector<File>& compiled_in,
                     std::vector<Fault>& faults,
                     const std::vector<File>& site = {}) {
  return ReadRulesFrom(Views(compiled_in), Views(site), faults);
}

inline std::shared_ptr<const RuleBook> Book(
    const std::vector<File>& files, const std::vector<File>& site = {}) {
  std::vector<Fault> faults;
  auto book = std::make_shared<RuleBook>(Read(files, faults, site));
  for (const Fault& fault : faults) {
    FAIL(fault.file << ":" << fault.line << ": " << fault.why);
  }
  return book;
}

inline std::vector<File> SmallRules() {
  return {
      RuleFile("recipient_unknown", "recipient",
               R"toml(beats = ["policy_rejected"]
[match]
status = ["bounced", "deferred", "reject"]
text = ['''(?i)\buser unknown\b''', '''(?i)\bunknown user: "(?P<mailbox>[^"]+)"''', '''(?i)user unknown in (?P<missing_in>[a-z ]+) table''']
not_text = ['''(?i)\bsuspended\b''']
[hint]
dsn = ["X.1.1"]
)toml"),
      RuleFile("policy_rejected", "policy", R"toml(
[match]
text = ['''(?i)\bpolicy\b''', '''(?i)\brejected\b''']
[hint]
dsn = ["X.7.1"]
code = ["554"]
)toml"),
      RuleFile("dnsbl_listed", "reputation", R"toml(beats = ["policy_rejected"]
[match]
text = ['''(?i)\bblocked using (?P<list>[a-z0-9.-]+)''', '''(?i)dnsbl''']
)toml"),
      RuleFile("connect_timeout", "network", R"toml(
[match]
said_by = "us"
text = ['''connect to \S+ Connection timed out''']
)toml"),
      RuleFile("connection_lost", "network", R"toml(
[[match]]
text = ['''lost connection with''']
[[match]]
kind = ["lost_connection"]
)toml"),
      RuleFile("message_too_big", "size", R"toml(
[match]
text = ['''(?i)size (?P<limit>\d+)?''']
)toml"),
      RuleFile("filter_unavailable", "local_system", R"toml(
[match]
text = ['''(?i)try again later''']
preceded_by = ['''connect to Milter service''']
)toml"),
      RuleFile("local_delivery_unavailable", "local_system", R"toml(
[match]
relay_local = true
text = ['''Connection refused''']
)toml"),
      RuleFile("connect_refused", "network", R"toml(
[match]
relay_local = false
text = ['''Connection refused''']
)toml"),
      RuleFile("system_account_sender", "sender",
               R"toml(leads = ["sender", "reputation", "policy", "unknown"]
[match]
origin = ["pickup"]
origin_user = ["apache", "root"]
sender_kind = ["system_account"]
)toml"),
      RuleFile("queue_expired", "outcome", R"toml(leads = ["*"]
[match]
text = ['''(?i)message expired''']
)toml"),
      RuleFile("duplicate_risk", "outcome", R"toml(
[match]
text = ['''message may be sent more than once''']
)toml"),
      RuleFile("discarded", "outcome", ""),
      RuleFile("queue_held", "outcome", ""),
      RuleFile("unspecified", "unknown", ""),
  };
}

// A delivery attempt that failed with that response.
inline Failure Attempted(const std::string& response,
                         const std::string& status = "bounced",
                         const std::string& dsn = "") {
  Failure failure;
  failure.of = Failure::Of::kAttempt;
  failure.agent = "smtp";
  failure.status = status;
  failure.dsn = dsn;
  failure.response = response;
  failure.relay = {"mail.example.com", "198.51.100.7", "25"};
  failure.sender = "taro@example.org";
  failure.recipient = "hanako@example.com";
  failure.host = "mx01";
  return failure;
}

}  // namespace mailwhy::classify
