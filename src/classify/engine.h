// Engine: a failure -> the rules that hold, and which of them is the answer.
// Classifier makes verdicts of it; the rule check looks at the rivals.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "classify/attributes.h"
#include "classify/matcher.h"
#include "classify/rules.h"
#include "model/failure.h"
#include "model/verdict.h"

namespace mailwhy::classify {

// Rules are named by their index in the book.
struct Decision {
  int own = -1;  // the reply's own cause; -1: no words tell
  Certainty certainty = Certainty::kUnknown;  // of `own`
  std::vector<int> rivals;  // held as well, and neither beats the other
  // Rules with `leads` that hold: by their words, and by circumstances alone.
  std::vector<int> findings, circumstances;
  std::vector<int> hits;    // text slots of the rules that hold
  std::vector<int> tables;  // their [match] tables

  // What comes out: the cause (-1: unspecified) and what else to say.
  int cause = -1;
  std::vector<int> also;
};

class Engine {
 public:
  explicit Engine(std::shared_ptr<const RuleBook> book);

  Decision Decide(const Failure& failure, const Facts& facts);
  // Only the findings that need no words: for mails that did not fail.
  std::vector<int> Circumstances(const Failure& failure, const Facts& facts);
  // Whether there can be any, for a mail of that origin: a quick no for most.
  bool MayTell(const std::string& origin) const;
  // Puts findings beside the reply's own cause. For causes judged earlier too.
  void Compose(Decision& decision) const;

  // Attributes that the rules give: of their [match] tables, and by the named
  // groups of their regexes. The cause's own before those of what is in `also`.
  struct Captured {
    Pairs values;
    // Where in the words regexes took them: begin, size.
    std::vector<std::pair<std::size_t, std::size_t>> places;
  };
  Captured Capture(const Decision& decision, std::string_view words);

  const RuleBook& book() const { return *book_; }
  const Rule& rule(int index) const {
    return book_->rules()[static_cast<std::size_t>(index)];
  }
  // Whether a rule can hold by circumstances alone and leads.
  bool IsCircumstance(int rule) const;

  // For the rule check and the fuzzer: the text patterns, and whose they are.
  struct Slot {
    int rule = 0, table = 0;  // table: index in tables_
    bool beside = false;      // and_text, not_text: tells nothing alone
    const Pattern* pattern = nullptr;
  };
  const std::vector<Slot>& slots() const { return slots_; }
  // The slots whose regexes match, rising; those beside as well, which a
  // decision asks only where it needs them.
  std::vector<int> Hits(std::string_view words);
  std::string Shown(std::string_view words) const {
    return matcher_->Shown(words);
  }

 private:
  struct Table {  // one [match]
    int rule = 0;
    const Match* match = nullptr;
    std::vector<int> conditions;  // slots: and_text
    std::vector<int> negatives;   // slots: not_text
    std::vector<int> before;      // preceded_by, as before_ counts them
  };
  struct Held {
    int rule = 0;
    bool by_text = false;
    bool firm = false;  // by a table without only_over
  };

  void AddTable(int rule, const Match& match, std::vector<std::string>& before);
  enum class WithWords { kNo, kYes };

  bool Holds(const Table& table, WithWords with_words, const Failure& failure,
             const Facts& facts) const;
  bool PrecededBy(const Table& table, const Failure& failure) const;
  bool IsLoose(const Slot& slot) const;
  bool LeavesRoom(const Table& table, const std::vector<Held>& firm) const;
  std::vector<Held> AllHeld(const Failure& failure, const Facts& facts,
                            Decision& decision);
  void ChooseOwn(std::vector<Held> held, std::string_view words,
                 Decision& decision);
  void CaptureOf(int rule, const Decision& decision, std::string_view words,
                 Captured& captured);
  std::size_t Longest(int rule, std::string_view words,
                      const std::vector<int>& hits);

  std::shared_ptr<const RuleBook> book_;
  std::vector<Slot> slots_;
  std::vector<Table> tables_;
  std::vector<int> textless_;  // tables
  std::unique_ptr<Matcher> matcher_;
  std::unique_ptr<Matcher> before_;  // the preceded_by regexes, one by one
};

// Whether one [match] table's keys other than its texts hold.
bool ContextHolds(const Match& match, const Failure& failure,
                  const Facts& facts, const RuleBook& book);

// The rule whose hint fits best, -1 for none.
int BestHint(const RuleBook& book, const Failure& failure, const Facts& facts);

}  // namespace mailwhy::classify
