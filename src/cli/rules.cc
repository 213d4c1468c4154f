// mailwhy rules: the causes that there are, what each means, and whether the
// rule files keep their own promises.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/line_failure.h"
#include "cli/rules_show.h"
#include "cli/setup.h"
#include "cli/terminal.h"

namespace mailwhy::cli {
namespace {

using Json = nlohmann::ordered_json;

Result<int> Written(const Invocation& invocation, const std::string& text,
                    int status) {
  if (Status wrote = WriteOut(invocation, text); !wrote) return wrote.error();
  return status;
}

Result<int> List(const Invocation& invocation,
                 const classify::RuleBook& rules) {
  const Language language = LanguageOf(invocation);
  const auto rows = classify::ListCauses(rules, language);
  std::string text;
  if (FormatOf(invocation) == "json") {
    Json causes = Json::array();
    for (const classify::CauseRow& row : rows) {
      causes.push_back({{"id", row.id},
                        {"group", row.group},
                        {"side", row.side},
                        {"title", row.title}});
    }
    text =
        Json{{"schema", "mailwhy.rules/1"}, {"causes", causes}}.dump() + "\n";
    return Written(invocation, text, kFound);
  }
  std::string group;
  for (const classify::CauseRow& row : rows) {
    if (row.group != group)
      text += (text.empty() ? "" : "\n") + row.group + "\n";
    group = row.group;
    text += fmt::format("  {:<28} {}\n", row.id, row.title);
  }
  return Written(invocation, text, kFound);
}

Result<int> Test(const Invocation& invocation,
                 const classify::RuleBook& rules) {
  std::string text;
  if (invocation.Has("verbose")) {
    classify::TellExamples(rules, FailureOfLine, [&](const std::string& line) {
      text += line + "\n";
    });
  }
  int failed = 0;
  const int checks =
      classify::CheckRules(rules, FailureOfLine, [&](const std::string& fault) {
        text += fault + "\n";
        ++failed;
      });
  text += fmt::format("{} passed, {} failed\n",
                      checks - std::min(checks, failed), failed);
  return Written(invocation, text, failed == 0 ? kFound : kFailed);
}

Result<int> Rules(const Invocation& invocation) {
  Result<std::shared_ptr<const classify::RuleBook>> rules = RulesOf(invocation);
  if (!rules) return rules.error();
  const std::string what =
      invocation.positionals.empty() ? "" : invocation.positionals.front();
  if (FormatOf(invocation) == "html" && what != "show") {
    return Error{"--format html", "only rules show has it",
                 "mailwhy rules show --format html -o causes.html"};
  }
  if (what == "list") return List(invocation, **rules);
  if (what == "show") return ShowRules(invocation, **rules);
  if (what == "test") return Test(invocation, **rules);
  const std::string nearest = Nearest(what, {"list", "show", "test"});
  return Error{"rules " + what, "wants list, show [CAUSE] or test",
               nearest.empty() ? "mailwhy rules list"
                               : fmt::format("did you mean {}?", nearest)};
}

}  // namespace

int RunRules(const Invocation& invocation) {
  Result<int> status = Rules(invocation);
  if (status) return *status;
  ShowError(status.error());
  return kFailed;
}

}  // namespace mailwhy::cli
