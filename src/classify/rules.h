// RuleBook: the rule files of patterns/causes as read and checked, plain data.
// rules_read.cc fills it, the engine matches by it, describe.cc words by it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/embedded.h"
#include "base/result.h"
#include "model/verdict.h"

namespace mailwhy {

// patterns/causes/*.toml, compiled in (cmake/embed.cmake).
std::span<const EmbeddedFile> PatternFiles();

namespace classify {

// The same words in each language; index by Language.
struct Words {
  std::string en, ja;
  const std::string& in(Language language) const {
    return language == Language::kJapanese ? ja : en;
  }
};

struct Pattern {
  std::string regex;
  int line = 0;  // in its rule's file
};

// One [match] table: every key that is given must hold. An empty list is a
// key that is not given.
struct Match {
  std::vector<Pattern> text, and_text, not_text, preceded_by;
  std::vector<std::string> status, code, dsn, agent, service, stage, kind;
  std::vector<std::string> origin, origin_user, sender_kind;
  std::string said_by;  // us, them
  std::optional<bool> relay_local, logged_in;
  // Given: asked only where no rule but these holds; its cause is `likely`.
  std::optional<std::vector<std::string>> only_over;
  Pairs set;  // attributes that hold where this table does
};

// A dsn pattern is "X.1.1", "5.7.X"; a code "552". Weak: no text said more.
struct Hint {
  std::vector<std::string> dsn, code;
};

struct RemedyRule {
  std::string who;
  Words text;
  std::string command;
};

// What people are told; in [inbound] only what differs is filled in.
struct Telling {
  std::string side;
  Words title, explain;
  std::vector<RemedyRule> remedies;
};

struct Example {
  bool counter = false;
  std::string line;   // one or more log lines
  Pairs expect;       // attributes; also "also" and "certainty"
  std::string cause;  // of a counterexample: its right id
  std::string note;
  int toml_line = 0;
};

struct Rule {
  std::string id, group;
  std::string file;
  bool site = false;  // not compiled in
  bool replace = false;
  std::vector<std::string> beats, refs;
  // Set: no rival of the reply's own cause but a finding beside it. It comes
  // first where that cause is of one of these groups ("*": any), else it stands
  // in `also`. With no other cause it is the cause.
  std::optional<std::vector<std::string>> leads;
  std::string one_way;  // outbound, inbound, or "" where [inbound] says more
  std::vector<Match> matches;
  Hint hint;
  Telling telling;
  std::optional<Telling> inbound;
  std::vector<Example> examples;
};

// In a rule file, at a line of it (0: the file as a whole).
struct Fault {
  std::string file;
  int line = 0;
  std::string why, hint;
};
Error ErrorOf(const Fault& fault);

class RuleBook {
 public:
  RuleBook() = default;
  explicit RuleBook(std::vector<Rule> rules);

  // In the order of the groups (kGroups), then of the ids.
  const std::vector<Rule>& rules() const { return rules_; }
  int IndexOf(std::string_view id) const;  // -1: there is none
  const Rule* Find(std::string_view id) const;

  // By index, through any number of steps.
  bool Beats(int a, int b) const;
  // A rule that beats itself, "" where there is none.
  std::string Cycle() const;

  // Login names of web servers and system services: the origin_user lists of
  // the rules that ask for sender_kind = "system_account".
  bool IsSystemAccount(std::string_view login) const;

 private:
  std::vector<Rule> rules_;
  std::vector<std::vector<bool>> beats_;
  std::vector<std::string> system_accounts_;  // sorted
};

// All groups, in the order in which causes are listed.
std::span<const std::string_view> Groups();

// Whether regexes are tried out: the compiled-in ones have been, by the tests,
// and to compile them twice is half the start-up time.
enum class Regexes { kCheck, kTrust };

// One file. What is wrong with it is added to `faults`; nothing if it cannot
// be used.
std::optional<Rule> ReadRule(const EmbeddedFile& file, Regexes regexes,
                             std::vector<Fault>& faults);
// `compiled_in` first, then `site` over it. Rules that are at fault are left
// out; `faults` says why.
RuleBook ReadRulesFrom(std::span<const EmbeddedFile> compiled_in,
                       std::span<const EmbeddedFile> site,
                       std::vector<Fault>& faults,
                       Regexes compiled_in_regexes = Regexes::kCheck);

}  // namespace classify
}  // namespace mailwhy
