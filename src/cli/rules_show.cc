#include "cli/rules_show.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "classify/rules.h"
#include "cli/commands.h"
#include "cli/setup.h"
#include "cli/terminal.h"

namespace mailwhy::cli {
namespace {

Result<std::string> CauseNamed(const std::string& id,
                               const classify::RuleBook& rules) {
  if (rules.Find(id) != nullptr) return id;
  std::vector<std::string> ids;
  for (const classify::Rule& rule : rules.rules()) ids.push_back(rule.id);
  const std::string nearest = Nearest(id, ids);
  return Error{id, "no such cause",
               nearest.empty() ? "mailwhy rules list shows them"
                               : fmt::format("did you mean {}?", nearest)};
}

Verdict VerdictOf(const classify::Rule& rule) {
  Verdict verdict;
  verdict.cause = rule.id;
  verdict.certainty = Certainty::kCertain;
  return verdict;
}

report::ShownCause::Told ToldOf(const classify::RuleBook& rules,
                                const classify::Rule& rule, Language language) {
  report::ShownCause::Told told;
  Verdict verdict = VerdictOf(rule);
  told.plain = classify::Describe(rules, verdict, {}, language);
  if (!rule.inbound) return told;
  verdict.attributes = {{"said_by", "us"}, {"flow", "inbound"}};
  told.inbound = classify::Describe(rules, verdict, {}, language);
  return told;
}

std::string InFormat(const Invocation& invocation,
                     const report::ShownCauses& causes) {
  const report::Style style = StyleOf(invocation, nullptr);
  const std::string format = FormatOf(invocation);
  if (format == "html") {
    // Who names no language links to the page for readers of either.
    const bool both = !invocation.Has("lang");
    return report::CausesHtml(
        causes, both ? std::vector{Language::kEnglish, Language::kJapanese}
                     : std::vector{style.language});
  }
  if (format == "json") return report::CausesJson(causes, style.language);
  return report::CausesText(causes, style);
}

// One cause, as `explain` shows it.
std::string OneCause(const Invocation& invocation,
                     const classify::RuleBook& rules, const std::string& id) {
  const report::Style style = StyleOf(invocation, nullptr);
  report::Explained explained;
  explained.input = id;
  explained.cause =
      classify::Describe(rules, VerdictOf(*rules.Find(id)), {}, style.language);
  const auto writer = report::MakeWriter(FormatOf(invocation), style);
  return writer->Explain(explained);
}

}  // namespace

report::ShownCauses ShownCausesOf(const classify::RuleBook& rules) {
  report::ShownCauses causes;
  for (const classify::Rule& rule : rules.rules()) {
    report::ShownCause cause;
    cause.id = rule.id;
    cause.group = rule.group;
    cause.one_way = rule.one_way;
    cause.told = {ToldOf(rules, rule, Language::kEnglish),
                  ToldOf(rules, rule, Language::kJapanese)};
    causes.push_back(std::move(cause));
  }
  return causes;
}

Result<int> ShowRules(const Invocation& invocation,
                      const classify::RuleBook& rules) {
  if (invocation.positionals.size() > 2) {
    return Error{"rules show", "wants one cause, or none for all",
                 "mailwhy rules list shows them"};
  }
  std::string text;
  if (invocation.positionals.size() == 2) {
    const Result<std::string> id = CauseNamed(invocation.positionals[1], rules);
    if (!id) return id.error();
    if (FormatOf(invocation) != "html") {
      text = OneCause(invocation, rules, *id);
    } else {
      report::ShownCauses causes = ShownCausesOf(rules);
      std::erase_if(causes, [&](const auto& each) { return each.id != *id; });
      text = InFormat(invocation, causes);
    }
  } else {
    text = InFormat(invocation, ShownCausesOf(rules));
  }
  if (Status wrote = WriteOut(invocation, text); !wrote) return wrote.error();
  return kFound;
}

}  // namespace mailwhy::cli
