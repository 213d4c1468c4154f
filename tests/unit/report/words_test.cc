#include "report/words.h"

#include <doctest/doctest.h>

#include <cstring>
#include <set>
#include <string>
#include <vector>

namespace mailwhy::report {
namespace {

std::vector<const char*> PhrasesOf(const Words& words) {
  static_assert(sizeof(Words) % sizeof(const char*) == 0);
  std::vector<const char*> phrases(sizeof(Words) / sizeof(const char*));
  std::memcpy(phrases.data(), &words, sizeof(Words));
  return phrases;
}

std::set<std::string> NamesIn(const std::string& phrase) {
  std::set<std::string> names;
  std::size_t open = 0;
  while ((open = phrase.find('{', open)) != std::string::npos) {
    const std::size_t close = phrase.find('}', open);
    REQUIRE(close != std::string::npos);
    names.insert(phrase.substr(open + 1, close - open - 1));
    open = close;
  }
  return names;
}

TEST_CASE("both languages have every phrase, with the same values in it") {
  const auto english = PhrasesOf(EnglishWords());
  const auto japanese = PhrasesOf(JapaneseWords());
  for (std::size_t i = 0; i < english.size(); ++i) {
    CAPTURE(i);
    REQUIRE(english[i] != nullptr);
    REQUIRE(japanese[i] != nullptr);
    CHECK_MESSAGE(NamesIn(english[i]) == NamesIn(japanese[i]), english[i]);
  }
}

TEST_CASE("every side, stage, verdict and link has words in both languages") {
  const auto check = [](const char* word, auto in_words) {
    CHECK_MESSAGE(in_words(word, Language::kEnglish) !=
                      in_words(word, Language::kJapanese),
                  word);
  };
  for (const char* side :
       {"our_server", "our_network", "our_dns", "remote_server", "remote_dns",
        "sender", "recipient", "nobody", "unknown"}) {
    check(side, SideInWords);
  }
  for (const char* who :
       {"sender", "recipient", "our_admin", "their_admin", "our_provider"}) {
    check(who, WhoInWords);
  }
  for (const char* verdict :
       {"delivered", "deferred", "bounced", "expired", "rejected", "discarded",
        "held", "queued", "login_failed", "never_arrived", "mixed"}) {
    check(verdict, VerdictInWords);
  }
  for (const char* link :
       {"bounce", "forward", "filter", "relay", "resubmit"}) {
    check(link, LinkInWords);
  }
  CHECK(StageInWords("rcpt", Language::kJapanese) == "RCPT TO");
}

TEST_CASE("a word that there is no phrase for stays as it is") {
  CHECK(SideInWords("moon", Language::kEnglish) == "moon");
}

TEST_CASE("values are put in once and never looked into") {
  CHECK(Fill("{a} and {b}", {{"a", "{b}"}, {"b", "x"}}) == "{b} and x");
  CHECK(Fill("{unknown}!", {{"a", "x"}}) == "!");
  CHECK(Fill("open { only", {{"a", "x"}}) == "open { only");
  CHECK(Fill("", {}) == "");
}

}  // namespace
}  // namespace mailwhy::report
