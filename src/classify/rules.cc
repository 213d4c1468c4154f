#include "classify/rules.h"

#include <algorithm>
#include <array>
#include <functional>
#include <tuple>
#include <utility>

#include "base/text.h"

namespace mailwhy::classify {
namespace {

// "local" is for a site's own causes.
constexpr std::string_view kGroups[] = {
    "network", "dns",      "tls",        "auth",       "recipient",
    "sender",  "identity", "email_auth", "reputation", "rate",
    "policy",  "content",  "size",       "protocol",   "local_system",
    "loop",    "remote",   "local",      "unknown",    "outcome"};

std::size_t GroupRank(std::string_view group) {
  const auto* at = std::find(std::begin(kGroups), std::end(kGroups), group);
  return static_cast<std::size_t>(at - std::begin(kGroups));
}

std::vector<std::string> SystemAccounts(const std::vector<Rule>& rules) {
  std::vector<std::string> names;
  for (const Rule& rule : rules) {
    for (const Match& match : rule.matches) {
      const auto& kinds = match.sender_kind;
      if (std::find(kinds.begin(), kinds.end(), "system_account") ==
          kinds.end()) {
        continue;
      }
      names.insert(names.end(), match.origin_user.begin(),
                   match.origin_user.end());
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace

std::span<const std::string_view> Groups() { return kGroups; }

Error ErrorOf(const Fault& fault) {
  std::string what = fault.file;
  if (fault.line > 0) what.append(1, ':').append(std::to_string(fault.line));
  return {std::move(what), fault.why, fault.hint};
}

RuleBook::RuleBook(std::vector<Rule> rules) : rules_(std::move(rules)) {
  std::sort(rules_.begin(), rules_.end(), [](const Rule& a, const Rule& b) {
    return std::make_tuple(GroupRank(a.group), std::string_view(a.id)) <
           std::make_tuple(GroupRank(b.group), std::string_view(b.id));
  });
  system_accounts_ = SystemAccounts(rules_);

  // Which rule beats which, closed over any number of steps (Warshall).
  const std::size_t n = rules_.size();
  beats_.assign(n, std::vector<bool>(n, false));
  for (std::size_t a = 0; a < n; ++a) {
    for (const std::string& id : rules_[a].beats) {
      const int b = IndexOf(id);
      if (b >= 0) beats_[a][static_cast<std::size_t>(b)] = true;
    }
  }
  for (std::size_t via = 0; via < n; ++via) {
    for (std::size_t a = 0; a < n; ++a) {
      if (!beats_[a][via]) continue;
      for (std::size_t b = 0; b < n; ++b) {
        if (beats_[via][b]) beats_[a][b] = true;
      }
    }
  }
}

int RuleBook::IndexOf(std::string_view id) const {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (rules_[i].id == id) return static_cast<int>(i);
  }
  return -1;
}

const Rule* RuleBook::Find(std::string_view id) const {
  const int index = IndexOf(id);
  return index < 0 ? nullptr : &rules_[static_cast<std::size_t>(index)];
}

bool RuleBook::Beats(int a, int b) const {
  return beats_[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
}

std::string RuleBook::Cycle() const {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (beats_[i][i]) return rules_[i].id;
  }
  return "";
}

bool IsSystemAccount(const RuleBook& rules, std::string_view login) {
  return rules.IsSystemAccount(login);
}

bool RuleBook::IsSystemAccount(std::string_view login) const {
  std::array<char, 32> lower{};  // no allocation: asked for every address
  if (login.size() > lower.size()) return false;
  std::transform(login.begin(), login.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return std::binary_search(system_accounts_.begin(), system_accounts_.end(),
                            std::string_view(lower.data(), login.size()),
                            std::less<>());
}

}  // namespace mailwhy::classify
