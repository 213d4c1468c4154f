// classify/: any text as a rule file of a site, beside a few of the compiled-in
// ones; what can be used of it judges some replies, and is checked.
#include <array>
#include <string>

#include "base/text.h"
#include "classify/check.h"
#include "classify/classifier.h"
#include "classify/rules.h"
#include "fuzz/target.h"

namespace mailwhy::fuzz {
namespace {

using classify::Fault;
using classify::RuleBook;

constexpr std::size_t kMostBytes = 16'000;

// All of them would take most of the time; these are small ones.
std::vector<EmbeddedFile> FewRules() {
  std::vector<EmbeddedFile> few;
  for (const EmbeddedFile& file : PatternFiles()) {
    if (EndsWith(file.name, "/unspecified.toml") ||
        EndsWith(file.name, "/queue_held.toml")) {
      few.push_back(file);
    }
  }
  return few;
}

void CheckFaults(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    const Error error = classify::ErrorOf(fault);
    Require(!error.what.empty() && !error.why.empty(), "a fault says why");
  }
}

void ReadAlone(const EmbeddedFile& site) {
  std::vector<Fault> faults;
  const bool usable =
      classify::ReadRule(site, classify::Regexes::kCheck, faults).has_value();
  Require(usable || !faults.empty(), "a file that is of no use has a fault");
  CheckFaults(faults);
}

RuleBook ReadAmongOthers(const EmbeddedFile& site) {
  static const std::vector<EmbeddedFile> few = FewRules();
  std::vector<Fault> faults;
  RuleBook book = classify::ReadRulesFrom(few, {&site, 1}, faults,
                                          classify::Regexes::kTrust);
  CheckFaults(faults);
  Require(book.rules().size() <= few.size() + 1, "a file is one rule");
  Require(book.Cycle().empty() || !faults.empty(), "a circle is a fault");
  return book;
}

void Judge(const std::shared_ptr<const RuleBook>& book) {
  constexpr std::array<const char*, 3> kReplies{
      "host mx.example.net[192.0.2.7] said: 552 5.2.2 Mailbox full (in reply "
      "to RCPT TO command)",
      "550 5.1.1 <b@example.org>: no such user", "connection timed out"};
  classify::Classifier classifier(book);
  for (const char* reply : kReplies) {
    const Failure failure = classify::FailureOfText(reply);
    const Verdict verdict = classifier.Judge(failure);
    if (!verdict.known()) continue;
    classify::Describe(*book, verdict, failure, Language::kEnglish);
    classify::Describe(*book, verdict, failure, Language::kJapanese);
  }
}

void Use(const EmbeddedFile& site) {
  const auto book = std::make_shared<const RuleBook>(ReadAmongOthers(site));
  ListCauses(*book, Language::kJapanese);
  Judge(book);
  CheckRules(
      *book,
      [](const std::string& line) -> std::optional<Failure> {
        return classify::FailureOfText(line);
      },
      [](const std::string&) {});
}

void Run(std::string_view text) {
  if (text.size() > kMostBytes) return;
  const Exactly content(text);
  for (const char* name : {"patterns.d/local_one.toml", "queue_held.toml"}) {
    const EmbeddedFile site{name, content.view()};
    ReadAlone(site);
    if (OneIn(128, text)) Use(site);  // takes most of the time
  }
}

}  // namespace
}  // namespace mailwhy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes,
                                      std::size_t size) {
  mailwhy::fuzz::Run(mailwhy::fuzz::TextOf(bytes, size));
  return 0;
}
