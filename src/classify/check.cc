// CheckRules: every example through the real path, every regex by an example.
#include "classify/check.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "classify/classifier.h"
#include "classify/engine.h"

namespace mailwhy::classify {
namespace {

constexpr const char* kUnspecified = "unspecified";
// What the compiled-in causes have at least; a site's own need one example.
constexpr int kExamples = 4, kCounterexamples = 2;

class Check {
 public:
  Check(const RuleBook& rules, const FailureOfLine& failure_of_line,
        const std::function<void(std::string)>& fail)
      : book_(std::make_shared<RuleBook>(rules)),
        failure_of_line_(failure_of_line),
        fail_(fail),
        engine_(book_),
        classifier_(book_) {}

  int Run() {
    CheckBeats();
    for (const Rule& rule : book_->rules()) CheckRule(rule);
    for (const Rule& rule : book_->rules()) CheckExamples(rule);
    CheckHits();
    for (const Rule& rule : book_->rules()) CheckBefore(rule);
    return checks_;
  }

 private:
  void Expect(bool holds, const Rule& rule, int line, const std::string& why) {
    ++checks_;
    if (holds) return;
    fail_(line > 0 ? fmt::format("{}:{}: {}", rule.file, line, why)
                   : fmt::format("{}: {}", rule.file, why));
  }

  void CheckBeats() {
    for (const Rule& rule : book_->rules()) {
      for (const std::string& id : rule.beats) {
        Expect(book_->Find(id) != nullptr, rule, 0,
               "beats: there is no cause \"" + id + "\"");
      }
      CheckOnlyOver(rule);
      const int index = book_->IndexOf(rule.id);
      const bool cycle = book_->Beats(index, index);
      Expect(!cycle, rule, 0,
             "beats: " + rule.id +
                 " beats itself: " + (cycle ? Through(rule, rule.id) : ""));
    }
  }

  // A loose table is there to win over what it names.
  void CheckOnlyOver(const Rule& rule) {
    const int index = book_->IndexOf(rule.id);
    for (const Match& match : rule.matches) {
      if (!match.only_over) continue;
      for (const std::string& id : *match.only_over) {
        const int other = book_->IndexOf(id);
        Expect(other >= 0 && book_->Beats(index, other), rule, 0,
               "only_over: " + rule.id + " does not beat \"" + id + "\"");
      }
    }
  }

  // Those that `rule` beats and that beat `id` in turn.
  std::string Through(const Rule& rule, const std::string& id) const {
    std::string through;
    for (const std::string& beaten : rule.beats) {
      const int index = book_->IndexOf(beaten);
      if (index < 0 || !book_->Beats(index, book_->IndexOf(id))) continue;
      through += (through.empty() ? "through " : ", ") + beaten;
    }
    return through;
  }

  void CheckRule(const Rule& rule) {
    Expect(rule.inbound.has_value() || !rule.one_way.empty(), rule, 0,
           "says neither [inbound] nor one_way");
    Expect(!rule.telling.remedies.empty() || rule.group == "outcome", rule, 0,
           "has no [[remedy]]");
    const auto counters =
        std::count_if(rule.examples.begin(), rule.examples.end(),
                      [](const Example& example) { return example.counter; });
    const auto examples =
        static_cast<std::ptrdiff_t>(rule.examples.size()) - counters;
    const bool own = rule.id.compare(0, 6, "local_") == 0;
    // An outcome that the story alone tells has no words to give examples of.
    const bool wordless = rule.group == "outcome" && rule.matches.empty();
    Expect(wordless || examples >= (own ? 1 : kExamples), rule, 0,
           "has " + std::to_string(examples) + " examples, too few");
    Expect(wordless || own || counters >= kCounterexamples, rule, 0,
           "has " + std::to_string(counters) + " counterexamples, too few");
    for (const Match& match : rule.matches) CheckPatterns(rule, match);
  }

  void CheckPatterns(const Rule& rule, const Match& match) {
    for (const auto* patterns :
         {&match.text, &match.and_text, &match.not_text, &match.preceded_by}) {
      for (const Pattern& pattern : *patterns) {
        const auto gaps = Gaps(pattern.regex);
        Expect(gaps.empty(), rule, pattern.line,
               "a gap of more than a dozen characters: " +
                   (gaps.empty() ? "" : gaps.front()));
      }
    }
  }

  void CheckExamples(const Rule& rule) {
    int number = 0;
    for (const Example& example : rule.examples) {
      ++number;
      for (const std::string& name : RealNames(example.line)) {
        Expect(false, rule, example.toml_line,
               "a name that is not reserved for examples: " + name);
      }
      CheckExample(rule, example, number);
    }
  }

  void CheckExample(const Rule& rule, const Example& example, int number) {
    const std::string name = fmt::format(
        "{} ({}): ", example.counter ? "counterexample" : "example", number);
    const Failure failure =
        failure_of_line_(example.line).value_or(FailureOfText(example.line));
    const Facts facts = FactsOf(failure);
    const Decision decision = engine_.Decide(failure, facts);
    Remember(rule, example, facts, decision);
    if (!example.counter) RememberBefore(rule, failure);
    const Verdict verdict = classifier_.Judge(failure);
    const int line = example.toml_line;
    if (example.counter) {
      CheckCounter(rule, example, verdict, name);
    } else {
      const bool said =
          verdict.cause == rule.id ||
          (rule.leads && std::find(verdict.also.begin(), verdict.also.end(),
                                   rule.id) != verdict.also.end());
      Expect(said, rule, line,
             name + "is judged " + verdict.cause + ", not " + rule.id +
                 "; the words: " + facts.reply.words);
      CheckExpected(rule, example, verdict, name);
    }
    for (const int rival : decision.rivals) {
      Expect(false, rule, line,
             name + "claimed by " + verdict.cause + " and " +
                 engine_.rule(rival).id + ": say which beats the other");
    }
  }

  void CheckCounter(const Rule& rule, const Example& example,
                    const Verdict& verdict, const std::string& name) {
    Expect(example.cause != rule.id, rule, example.toml_line,
           name + "is of the cause itself, not of a neighbour");
    const bool exists =
        example.cause == kUnspecified || book_->Find(example.cause) != nullptr;
    Expect(exists, rule, example.toml_line,
           name + "there is no cause \"" + example.cause + "\"");
    if (exists) {
      Expect(verdict.cause == example.cause, rule, example.toml_line,
             name + "is judged " + verdict.cause + ", not " + example.cause);
    } else {
      Expect(verdict.cause != rule.id, rule, example.toml_line,
             name + "is judged " + verdict.cause);
    }
  }

  static std::string Actual(const Verdict& verdict, const std::string& key) {
    if (key == "certainty") {
      return verdict.certainty == Certainty::kCertain  ? "certain"
             : verdict.certainty == Certainty::kLikely ? "likely"
                                                       : "unknown";
    }
    return std::string(GetAttribute(verdict.attributes, key));
  }

  void CheckExpected(const Rule& rule, const Example& example,
                     const Verdict& verdict, const std::string& name) {
    for (const auto& [key, value] : example.expect) {
      if (key == "also") {
        // A cause that has no file yet cannot be found.
        const auto& also = verdict.also;
        Expect(std::find(also.begin(), also.end(), value) != also.end(), rule,
               example.toml_line, name + "also does not hold " + value);
        continue;
      }
      const std::string actual = Actual(verdict, key);
      Expect(actual == value, rule, example.toml_line,
             name + key + " is \"" + actual + "\", not \"" + value + "\"");
    }
  }

  // A text counts as evidenced by an example of its own rule; one beside it by
  // any text that it hits.
  void Remember(const Rule& rule, const Example& example, const Facts& facts,
                const Decision& decision) {
    for (const int hit : engine_.Hits(facts.reply.words)) {
      if (engine_.slots()[static_cast<std::size_t>(hit)].beside) {
        seen_.insert(hit);
      }
    }
    if (example.counter) return;
    for (const int hit : decision.hits) {
      const auto& slot = engine_.slots()[static_cast<std::size_t>(hit)];
      if (engine_.rule(slot.rule).id == rule.id) seen_.insert(hit);
    }
  }

  // A preceded_by counts as evidenced by a line before an example of its rule.
  void RememberBefore(const Rule& rule, const Failure& failure) {
    if (failure.preceded_by.empty()) return;
    const auto lines = Split(failure.preceded_by, '\n');
    for (const Match& match : rule.matches) {
      for (const Pattern& pattern : match.preceded_by) {
        const RE2 regex(pattern.regex, RE2::Quiet);
        const bool hit =
            std::any_of(lines.begin(), lines.end(), [&](const auto& line) {
              return RE2::PartialMatch(re2::StringPiece(line), regex);
            });
        if (hit) seen_before_.insert(pattern.regex);
      }
    }
  }

  void CheckBefore(const Rule& rule) {
    for (const Match& match : rule.matches) {
      for (const Pattern& pattern : match.preceded_by) {
        Expect(seen_before_.count(pattern.regex) > 0, rule, pattern.line,
               "preceded_by that no example hits: '" + pattern.regex + "'");
      }
    }
  }

  void CheckHits() {
    const auto& slots = engine_.slots();
    for (std::size_t i = 0; i < slots.size(); ++i) {
      Expect(seen_.count(static_cast<int>(i)) > 0, engine_.rule(slots[i].rule),
             slots[i].pattern->line,
             std::string(slots[i].beside ? "and_text or not_text" : "text") +
                 " that no example hits: '" + slots[i].pattern->regex + "'");
    }
  }

  std::shared_ptr<const RuleBook> book_;
  const FailureOfLine& failure_of_line_;
  const std::function<void(std::string)>& fail_;
  Engine engine_;
  Classifier classifier_;
  std::set<int> seen_;                 // slots
  std::set<std::string> seen_before_;  // preceded_by
  int checks_ = 0;
};

}  // namespace

int CheckRules(const RuleBook& rules, const FailureOfLine& failure_of_line,
               const std::function<void(std::string)>& fail) {
  return Check(rules, failure_of_line, fail).Run();
}

}  // namespace mailwhy::classify
