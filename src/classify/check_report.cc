// TellExamples: what each example hits, for those who write rules. Beside the
// check itself (check.cc); `mailwhy rules test --verbose` prints it.
#include <fmt/format.h>

#include <algorithm>

#include "classify/classifier.h"
#include "classify/engine.h"

namespace mailwhy::classify {
namespace {

bool Has(const std::vector<int>& values, int value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

const char* NameOf(Certainty certainty) {
  if (certainty == Certainty::kCertain) return "certain";
  return certainty == Certainty::kLikely ? "likely" : "unknown";
}

std::string Judgement(const Engine& engine, const Decision& decision) {
  if (decision.cause < 0) return "unspecified";
  std::string text = engine.rule(decision.cause).id;
  if (decision.cause == decision.own) {
    text += fmt::format(" ({})", NameOf(decision.certainty));
  }
  for (const int index : decision.also) text += ", " + engine.rule(index).id;
  return text;
}

// One regex that the words hold: whether its table holds as well.
std::string HitLine(const Engine& engine, const Decision& decision, int hit) {
  const Engine::Slot& slot = engine.slots()[static_cast<std::size_t>(hit)];
  const char* mark = "does not hold: ";
  if (Has(decision.hits, hit)) mark = "";
  if (slot.beside) mark = "and_text or not_text: ";
  return fmt::format("  {}:{}: {}'{}'", engine.rule(slot.rule).id,
                     slot.pattern->line, mark, slot.pattern->regex);
}

void TellExample(Engine& engine, const Rule& rule, const Example& example,
                 const FailureOfLine& failure_of_line,
                 const std::function<void(std::string)>& tell) {
  const Failure failure =
      failure_of_line(example.line).value_or(FailureOfText(example.line));
  const Facts facts = FactsOf(failure);
  const Decision decision = engine.Decide(failure, facts);
  tell(fmt::format("{}:{}: {}: {}", rule.file, example.toml_line,
                   example.counter ? "counterexample" : "example",
                   Judgement(engine, decision)));
  const std::vector<int> hits = engine.Hits(facts.reply.words);
  for (const int hit : hits) tell(HitLine(engine, decision, hit));
  if (hits.empty()) tell("  no regex; the words: " + facts.reply.words);
}

}  // namespace

void TellExamples(const RuleBook& rules, const FailureOfLine& failure_of_line,
                  const std::function<void(std::string)>& tell) {
  Engine engine(std::make_shared<RuleBook>(rules));
  for (const Rule& rule : rules.rules()) {
    for (const Example& example : rule.examples) {
      TellExample(engine, rule, example, failure_of_line, tell);
    }
  }
}

}  // namespace mailwhy::classify
