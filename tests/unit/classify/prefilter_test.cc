// Literals and prefilter: never may a regex that matches be left out.
#include "classify/prefilter.h"

#include <doctest/doctest.h>
#include <re2/re2.h>

#include <algorithm>

#include "classify/classifier.h"
#include "classify/engine.h"
#include "unit/classify/small_rules.h"

using namespace mailwhy;
using namespace mailwhy::classify;

namespace {

std::string Folded(std::string_view text) {
  std::string out;
  Fold(text, out);
  return out;
}

// Texts that are near what the regexes of the rules look for: the examples, in
// capitals, cut, and joined with each other.
std::vector<std::string> NearTexts(const RuleBook& book) {
  std::vector<std::string> texts;
  for (const Rule& rule : book.rules()) {
    for (const Example& example : rule.examples) {
      texts.push_back(example.line);
      std::string capitals = example.line;
      for (char& c : capitals) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      }
      texts.push_back(capitals);
      texts.push_back(example.line.substr(example.line.size() / 2) + " " +
                      capitals.substr(0, capitals.size() / 2));
    }
  }
  return texts;
}

}  // namespace

TEST_CASE("literals are read off what a regex cannot match without") {
  const auto only = [](const char* regex) {
    const auto alternatives = LiteralsOf(regex);
    REQUIRE(alternatives.size() == 1);
    return alternatives.front();
  };
  CHECK(only("(?i)\\bUser unknown\\b") == AllOf{{"user unknown"}});
  CHECK(only("mail(?:box)? full") == AllOf{{"mail full", "mailbox full"}});
  CHECK(only("abc.{0,12}defgh") == AllOf{{"defgh"}, {"abc"}});
  CHECK(only("(?:abc|abcd)") == AllOf{{"abc"}});
  CHECK(only("over ?quota[ -]ed") == AllOf{{"overquota ed", "overquota-ed",
                                            "over quota ed", "over quota-ed"}});
  CHECK(only("(?P<list>\\S+) listed").front() == AnyOf{" listed"});
  CHECK(only("(?:abc)+x{2,}def") == AllOf{{"abc"}, {"def"}});
  CHECK(LiteralsOf("abc|def").size() == 2);
}

TEST_CASE("of a regex without literals nothing is known") {
  for (const char* regex : {"",
                            "a",
                            "x?b",
                            "\\w+",
                            "abc|d",
                            "(?:abc)?",
                            "(?:abc)*",
                            "(?:abc){0,2}",
                            "[abc]",
                            "x|",
                            "\\x41\\x42\\x43",
                            "\\pLabc",
                            "abc)",
                            "(abc",
                            "[abc",
                            "abc\\",
                            "*abc",
                            "(?P<abc",
                            "(?zabc)",
                            "\\Qabc\\E"}) {
    CAPTURE(regex);
    CHECK(LiteralsOf(regex).empty());
  }
}

TEST_CASE("letters are folded as (?i) does, in all languages of the rules") {
  CHECK(Folded("User ÄÖÜ ÉÑ ŁĄ İı ПОЛЬЗОВАТЕЛЬ Ё ΧΡΉΣΤΗΣ 宛先") ==
        "user äöü éñ łą İı пользователь ё χρήστησ 宛先");
  CHECK(Folded("\xE2\x84\xAA \xC5\xBF \xC3 \xE1\xB2 \xFF") ==
        "k s \xC3 \xE1\xB2 \xFF");
}

TEST_CASE("whatever (?i) matches of a character is folded alike") {
  RE2::Options options;
  options.set_log_errors(false);
  std::vector<std::string> characters;
  const auto add = [&](unsigned first, unsigned last) {
    for (unsigned c = first; c <= last; ++c) {
      std::string one;
      if (c < 0x80) {
        one = static_cast<char>(c);
      } else if (c < 0x800) {
        one = {static_cast<char>(0xC0 | c >> 6),
               static_cast<char>(0x80 | (c & 0x3F))};
      } else {
        one = {static_cast<char>(0xE0 | c >> 12),
               static_cast<char>(0x80 | (c >> 6 & 0x3F)),
               static_cast<char>(0x80 | (c & 0x3F))};
      }
      characters.push_back(one);
    }
  };
  add(0x20, 0x7E);
  add(0xA0, 0x58F);
  add(0x1C80, 0x1CBF);
  add(0x1E00, 0x1FFF);
  add(0x2010, 0x214F);
  for (const std::string& letter : characters) {
    const RE2 regex("(?i)abc" + RE2::QuoteMeta(letter), options);
    const auto known = LiteralsOf("(?i)abc[" + RE2::QuoteMeta(letter) + "]");
    REQUIRE(known.size() == 1);
    const std::string literal = known.front().front().front();
    if (literal == "abc") continue;  // nothing is relied on
    std::string all;
    for (const std::string& other : characters) all += "abc" + other + "\n";
    re2::StringPiece rest(all), found;
    const RE2 each("((?i)abc" + RE2::QuoteMeta(letter) + ")", options);
    while (RE2::FindAndConsume(&rest, each, &found)) {
      CAPTURE(std::string(found));
      CHECK(Folded(std::string_view(found.data(), found.size())) == literal);
    }
  }
}

TEST_CASE("a text is a candidate for what it may match, and for little else") {
  const std::vector<std::string> regexes{
      "(?i)user unknown", "mailbox.{0,9}full", "\\d", "SPAM|virus", "\\bIP\\b"};
  Prefilter prefilter(regexes);
  CHECK(prefilter.always() == std::vector<int>{2});
  CHECK(prefilter.Candidates("xUSER UNKNOWN") == std::vector<int>{0, 2});
  CHECK(prefilter.Candidates("mailbox is") == std::vector<int>{2});
  CHECK(prefilter.Candidates("full mailbox") == std::vector<int>{1, 2});
  CHECK(prefilter.Candidates("a virus") == std::vector<int>{2, 3});
  CHECK(prefilter.Candidates("") == std::vector<int>{2});
  CHECK(prefilter.Candidates("us") == std::vector<int>{2});
  CHECK(prefilter.Candidates("an ip") == std::vector<int>{2, 4});
  CHECK(prefilter.Candidates("i") == std::vector<int>{2});
}

TEST_CASE("no regex of the real rules is left out where it matches") {
  const auto book = ReadRules({});
  REQUIRE(book);
  Engine engine(*book);
  std::vector<std::string> regexes;
  for (const auto& slot : engine.slots()) {
    regexes.push_back(slot.pattern->regex);
  }
  Prefilter prefilter(regexes);
  std::vector<std::unique_ptr<RE2>> compiled;
  for (const std::string& regex : regexes) {
    compiled.push_back(std::make_unique<RE2>(regex, RE2::Quiet));
  }
  const std::vector<std::string> texts = NearTexts(**book);
  std::size_t hits = 0;
  for (std::size_t t = 0; t < texts.size(); t += 3) {  // of each example one
    const std::string& text = texts[t + t / 3 % 3];
    std::vector<bool> candidate(regexes.size(), false);
    for (const int index : prefilter.Candidates(text)) {
      candidate[static_cast<std::size_t>(index)] = true;
    }
    for (std::size_t i = 0; i < regexes.size(); ++i) {
      if (candidate[i] || !RE2::PartialMatch(text, *compiled[i])) continue;
      FAIL_CHECK("left out: " << regexes[i] << " on " << text);
    }
    hits += prefilter.Candidates(text).size();
  }
  CHECK(hits > texts.size());
}
