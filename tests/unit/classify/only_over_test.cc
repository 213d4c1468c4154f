// Loose tables: asked only where the rules that hold leave room for them.
#include <doctest/doctest.h>

#include "classify/classifier.h"
#include "unit/classify/small_rules.h"

using namespace mailwhy;
using namespace mailwhy::classify;

namespace {

std::vector<File> Rules() {
  return {
      RuleFile("policy_rejected", "policy", R"toml(
[match]
text = ['''\bpolicy\b''']
[hint]
dsn = ["X.7.1"]
)toml"),
      RuleFile("recipient_unknown", "recipient",
               R"toml(beats = ["policy_rejected", "mail_loop"]
[[match]]
text = ['''user unknown''']
[[match]]
only_over = ["policy_rejected"]
text = ['''\buser\b''']
)toml"),
      RuleFile("mail_loop", "loop", R"toml(
[match]
text = ['''\bloop\b''']
)toml"),
      RuleFile("unspecified", "unknown", ""),
  };
}

Verdict JudgedText(const std::string& text) {
  return Classifier(Book(Rules())).Judge(FailureOfText(text));
}

}  // namespace

TEST_CASE("a loose table tells where no other rule does, as likely") {
  const Verdict verdict = JudgedText("550 5.7.1 what user is that");
  CHECK(verdict.cause == "recipient_unknown");
  CHECK(verdict.certainty == Certainty::kLikely);
}

TEST_CASE("a loose table beats a cause that it names") {
  const Verdict verdict = JudgedText("550 policy: what user is that");
  CHECK(verdict.cause == "recipient_unknown");
  CHECK(verdict.certainty == Certainty::kLikely);
  CHECK(verdict.also.empty());
}

TEST_CASE("a loose table is silent beside a cause that it does not name") {
  const Verdict verdict = JudgedText("550 loop at that user");
  CHECK(verdict.cause == "mail_loop");
  CHECK(verdict.certainty == Certainty::kCertain);
  CHECK(verdict.also.empty());
}

TEST_CASE("a rule that holds by a firm table as well is certain") {
  const Verdict verdict = JudgedText("550 user unknown");
  CHECK(verdict.cause == "recipient_unknown");
  CHECK(verdict.certainty == Certainty::kCertain);
}

TEST_CASE("a loose table is silent on a warning of our own") {
  CHECK(JudgedText("warning: no such user in the file").cause.empty());
  CHECK(JudgedText("warning: user unknown").cause == "recipient_unknown");
}

TEST_CASE("a loose table is silent on what was sent") {
  CHECK(JudgedText("status=sent (no user reads this)").cause.empty());
}

TEST_CASE("an empty only_over leaves room beside no rule at all") {
  Classifier classifier(Book({
      RuleFile("mailbox_full", "recipient", R"toml(
[match]
only_over = []
text = ['quota']
)toml"),
      RuleFile("policy_rejected", "policy", "[match]\ntext = ['policy']\n"),
      RuleFile("unspecified", "unknown", ""),
  }));
  const auto cause = [&](const char* text) {
    return classifier.Judge(FailureOfText(text)).cause;
  };
  CHECK(cause("550 quota") == "mailbox_full");
  CHECK(cause("550 quota policy") == "policy_rejected");
}

TEST_CASE("and_text must hold as well, in any order") {
  Classifier classifier(Book({
      RuleFile("mailbox_full", "recipient", R"toml(
[match]
text = ['''\bquota\b''']
and_text = ['''\bover\b''', '''\bexceeded\b''']
not_text = ['''\bnot\b''']
)toml"),
      RuleFile("unspecified", "unknown", ""),
  }));
  const auto cause = [&](const char* text) {
    return classifier.Judge(FailureOfText(text)).cause;
  };
  CHECK(cause("550 over quota") == "mailbox_full");
  CHECK(cause("550 quota is exceeded") == "mailbox_full");
  CHECK(cause("550 exceeded") == "unspecified");
  CHECK(cause("550 quota") == "unspecified");
  CHECK(cause("550 quota is not exceeded") == "unspecified");
}
