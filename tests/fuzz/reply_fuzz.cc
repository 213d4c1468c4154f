// classify/: any reply of any server, judged by the compiled-in rules and put
// into words. Lines: the settings (of what it is a failure; a status), the
// reply, sender, recipient, agent, relay, what was said before, stage.
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "classify/classifier.h"
#include "classify/engine.h"
#include "classify/rules.h"
#include "classify/unwrap.h"
#include "fuzz/target.h"

namespace mailwhy::fuzz {
namespace {

using classify::RuleBook;

Failure FailureIn(std::string_view text) {
  constexpr std::array<const char*, 8> kStatus{"bounced", "deferred", "reject",
                                               "expired", "sent",     "warning",
                                               "",        "held"};
  constexpr std::array<Failure::Of, 4> kOf{
      Failure::Of::kAttempt, Failure::Of::kReject, Failure::Of::kSession,
      Failure::Of::kText};
  const std::string_view settings = TakeLine(text);
  Failure failure;
  failure.of = kOf[Setting(settings, 0) % kOf.size()];
  failure.status = kStatus[Setting(settings, 1) % kStatus.size()];
  failure.response = TakeLine(text);
  failure.sender = TakeLine(text);
  failure.recipient = TakeLine(text);
  failure.agent = TakeLine(text);
  failure.relay = classify::ReadPeer(TakeLine(text));
  failure.preceded_by = TakeLine(text);
  failure.stage = TakeLine(text);
  failure.dsn = TakeLine(text);
  return failure;
}

// The rules, and all their regexes one by one: what the set and its memory of
// earlier replies must agree with.
struct Rules {
  Rules() : book(*classify::ReadRules({})), classifier(book), engine(book) {
    RE2::Options options;
    options.set_log_errors(false);
    for (const auto& slot : engine.slots()) {
      regexes.push_back(std::make_unique<RE2>(slot.pattern->regex, options));
    }
  }
  std::shared_ptr<const RuleBook> book;
  classify::Classifier classifier;
  classify::Engine engine;
  std::vector<std::unique_ptr<RE2>> regexes;
};

void CheckHits(Rules& rules, std::string_view words) {
  const std::vector<int> hits = rules.engine.Hits(words);
  const std::string shown = rules.engine.Shown(words);
  for (std::size_t i = 0; i < rules.regexes.size(); ++i) {
    const bool hit =
        std::binary_search(hits.begin(), hits.end(), static_cast<int>(i));
    if (hit == RE2::PartialMatch(shown, *rules.regexes[i])) continue;
    std::fprintf(stderr, "%s\n", rules.regexes[i]->pattern().c_str());
    Require(false, "the set and its memory say what each regex says");
  }
}

// What a shell acts on, in the order of the command. {name} and <name> (what is
// not known, in quotes) count for nothing.
std::string ShellSigns(std::string_view command) {
  static const RE2 kPlaceholder(R"(\{[a-z_]+\}|<[a-z_]+>)");
  static const RE2 kQuoted(R"('([^' ]*<[a-z_]+>[^' ]*)')");
  static const RE2 kHarmless(R"([A-Za-z0-9._:@/=,+%-]+)");
  std::string signs(command);
  RE2::GlobalReplace(&signs, kQuoted, "\\1");
  RE2::GlobalReplace(&signs, kPlaceholder, "");
  RE2::GlobalReplace(&signs, kHarmless, "");
  return signs;
}

// Whether one of the rule's commands became this.
bool IsCommandOf(const std::vector<classify::RemedyRule>& remedies,
                 const std::string& command) {
  return std::any_of(remedies.begin(), remedies.end(),
                     [&](const classify::RemedyRule& remedy) {
                       return ShellSigns(remedy.command) == ShellSigns(command);
                     });
}

void CheckText(const Rules& rules, const Verdict& verdict,
               const Failure& failure, Language language) {
  const CauseText text =
      classify::Describe(*rules.book, verdict, failure, language);
  Require(text.id == verdict.cause, "the words are the cause's");
  Require(!text.title.empty() && !text.explanation.empty(),
          "a cause has its words");
  const classify::Rule* rule = rules.book->Find(verdict.cause);
  for (const Remedy& remedy : text.remedies) {
    if (remedy.command.empty()) continue;
    Require(IsCommandOf(rule->telling.remedies, remedy.command) ||
                (rule->inbound &&
                 IsCommandOf(rule->inbound->remedies, remedy.command)),
            "what strangers wrote adds nothing to a command");
  }
}

void CheckVerdict(const Rules& rules, const Verdict& verdict) {
  if (!verdict.known()) return;
  Require(rules.book->Find(verdict.cause) != nullptr, "the cause has a rule");
  for (const std::string& id : verdict.also) {
    Require(rules.book->Find(id) != nullptr, "so has what stands beside it");
    Require(id != verdict.cause, "and that is another");
  }
  for (const auto& [key, value] : verdict.attributes) {
    Require(!key.empty() && !value.empty(), "attributes have values");
  }
}

void Judge(Rules& rules, const Failure& failure) {
  const classify::Reply reply = classify::Unwrap(failure.response);
  Require(reply.words.size() <= classify::kLongestReply, "replies are cut");
  Require(ValidUtf8(reply.words) == reply.words, "and are UTF-8");
  Require(reply.words.find('\n') == std::string::npos, "and one line");
  if (OneIn(32, reply.words)) CheckHits(rules, reply.words);
  const Verdict verdict = rules.classifier.Judge(failure);
  CheckVerdict(rules, verdict);
  const Verdict again = rules.classifier.Judge(failure);
  Require(again.cause == verdict.cause && again.also == verdict.also &&
              again.attributes == verdict.attributes,
          "a failure is judged the same when it comes again");
  if (!verdict.known()) return;
  CheckText(rules, verdict, failure, Language::kEnglish);
  CheckText(rules, verdict, failure, Language::kJapanese);
}

void Run(std::string_view text) {
  static Rules rules;
  Judge(rules, FailureIn(text));
  Judge(rules, classify::FailureOfText(text));
}

}  // namespace
}  // namespace mailwhy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes,
                                      std::size_t size) {
  mailwhy::fuzz::Run(mailwhy::fuzz::TextOf(bytes, size));
  return 0;
}
