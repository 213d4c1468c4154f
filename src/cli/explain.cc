// mailwhy explain: the cause of a log line or a server's reply. Needs no store.
#include <iostream>
#include <string>

#include "base/log.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/explain_message.h"
#include "cli/line_failure.h"
#include "cli/setup.h"
#include "cli/terminal.h"
#include "parse/parser.h"

namespace mailwhy::cli {
namespace {

// What somebody pastes is short; more is not one line any more.
constexpr std::size_t kMostText = 1 << 20;

class Explainer {
 public:
  Explainer(std::shared_ptr<const classify::RuleBook> rules, Language language)
      : rules_(std::move(rules)), classifier_(rules_), language_(language) {}

  report::Explained Explain(const std::string& text) {
    report::Explained explained;
    explained.input = text;
    if (Trim(text).empty()) return explained;
    const std::optional<Failure> failure = FailureIn(text);
    if (!failure) return explained;
    const Verdict verdict = classifier_.Judge(*failure);
    if (verdict.known()) {
      explained.cause =
          classify::Describe(*rules_, verdict, *failure, language_);
    }
    return explained;
  }

 private:
  // A log line goes the way that all lines go; anything else is a reply.
  static std::optional<Failure> FailureIn(const std::string& text) {
    parse::Parser parser{Zone()};
    const std::string_view first_line =
        std::string_view(text).substr(0, text.find('\n'));
    if (parser.Parse(first_line).kind == LineKind::kNotALog) {
      return classify::FailureOfText(text);
    }
    return FailureOfLine(text);
  }

  std::shared_ptr<const classify::RuleBook> rules_;
  classify::Classifier classifier_;
  Language language_;
};

std::string AllOfStandardInput() {
  std::string text;
  char buffer[4096];
  while (std::cin.read(buffer, sizeof buffer) || std::cin.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(std::cin.gcount()));
    if (text.size() > kMostText) break;
  }
  return text;
}

// One line in, one object out: for programs that ask many times.
Result<int> ExplainLines(Explainer& explainer, const Invocation& invocation) {
  Result<LineOutput> output = LineOutput::Open(invocation);
  if (!output) return output.error();
  std::string line;
  bool any = false;
  while (std::getline(std::cin, line)) {
    if (EndsWith(line, "\r")) line.pop_back();
    const report::Explained explained = explainer.Explain(line);
    any = any || explained.cause;
    Result<bool> wrote = output->Write(report::ExplainLine(explained));
    if (!wrote) return wrote.error();
    if (!*wrote) break;
  }
  return any ? kFound : kNothingFound;
}

}  // namespace

int RunExplain(const Invocation& invocation) {
  Result<std::shared_ptr<const classify::RuleBook>> rules = RulesOf(invocation);
  if (!rules) {
    ShowError(rules.error());
    return kFailed;
  }
  if (invocation.Has("message")) {
    const Result<int> status = ExplainMessage(*rules, invocation);
    if (status) return *status;
    ShowError(status.error());
    return kFailed;
  }
  std::string text;
  for (const std::string& word : invocation.positionals) {
    text += (text.empty() ? "" : " ") + word;
  }
  const report::Style style = StyleOf(invocation, nullptr);
  Explainer explainer(*rules, style.language);
  if (text == "-") {
    const Result<int> status = ExplainLines(explainer, invocation);
    if (status) return *status;
    ShowError(status.error());
    return kFailed;
  }
  if (invocation.positionals.empty()) {
    if (OnTerminal(0)) {
      ShowError({"explain", "wants a log line or a server's reply",
                 "mailwhy explain '550 5.1.1 User unknown'; - reads standard "
                 "input, line by line"});
      return kFailed;
    }
    text = AllOfStandardInput();
  }
  if (text.size() > kMostText) {
    ShowError({"explain", "the text is longer than 1 MiB",
               "for whole logs: mailwhy why --log FILE"});
    return kFailed;
  }
  const report::Explained explained = explainer.Explain(text);
  const auto writer = report::MakeWriter(FormatOf(invocation), style);
  if (Status wrote = WriteOut(invocation, writer->Explain(explained)); !wrote) {
    ShowError(wrote.error());
    return kFailed;
  }
  return explained.cause ? kFound : kNothingFound;
}

}  // namespace mailwhy::cli
