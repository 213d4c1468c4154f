#include "classify/check.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "classify/classifier.h"
#include "unit/classify/small_rules.h"

using namespace mailwhy;
using namespace mailwhy::classify;

namespace {

std::string Line(const std::string& words) {
  return "'''host mail.example.com[198.51.100.7] said: 550 " + words + "'''";
}

std::string Sample(const std::string& words, const std::string& more = "") {
  return "[[example]]\nline = " + Line(words) + "\n" + more;
}

std::string Counter(const std::string& words, const std::string& cause) {
  return "[[counterexample]]\nline = " + Line(words) + "\ncause = \"" + cause +
         "\"\n";
}

// A rule that keeps all its promises.
File Good(const std::string& id, const std::string& word,
          const std::string& other_word, const std::string& other_id,
          const std::string& head = "", const std::string& more = "") {
  return RuleFile(id, "rate",
                  head + "[match]\ntext = ['''\\b" + word + "\\b''']\n" +
                      Sample(word) + Sample(word + " 2") + Sample(word + " 3") +
                      Sample(word + " 4") + Counter(other_word, other_id) +
                      Counter(other_word + " 2", other_id) + more);
}

std::vector<std::string> Check(const std::vector<File>& files) {
  std::vector<Fault> faults;
  const RuleBook book = Read(files, faults);
  REQUIRE(faults.empty());
  std::vector<std::string> said;
  CheckRules(
      book,
      [](const std::string& text) -> std::optional<Failure> {
        return Attempted(text);
      },
      [&](const std::string& fault) { said.push_back(fault); });
  return said;
}

bool Says(const std::vector<std::string>& said, const std::string& part) {
  return std::any_of(said.begin(), said.end(), [&](const std::string& fault) {
    return fault.find(part) != std::string::npos;
  });
}

std::vector<File> Two(const std::string& head = "",
                      const std::string& more = "") {
  return {Good("aa", "apple", "pear", "bb", head, more),
          Good("bb", "pear", "apple", "aa")};
}

}  // namespace

TEST_CASE("rules that keep their promises pass") {
  CHECK(Check(Two()).empty());
}

TEST_CASE("each broken promise is found") {
  CHECK(Says(Check(Two("beats = [\"cc\"]\n")), "no cause \"cc\""));
  CHECK(Says(Check({RuleFile("aa", "rate",
                             "[match]\nonly_over = ['bb']\n"
                             "text = ['apple']\n" +
                                 Sample("apple"))}),
             "only_over: aa does not beat \"bb\""));
  CHECK(Says(Check(Two("", Sample("apple pear"))), "claimed by aa and bb"));
  CHECK(Says(Check(Two("", Sample("plum"))), "is judged unspecified"));
  CHECK(Says(Check(Two("", Counter("apple", "bb"))), "is judged aa, not bb"));
  CHECK(Says(Check(Two("", Counter("apple", "zz"))), "no cause \"zz\""));
  CHECK(Says(Check(Two("", Counter("apple 5", "aa"))),
             "is of the cause itself, not of a neighbour"));
  CHECK(Says(Check({RuleFile("aa", "rate",
                             "[match]\ntext = ['apple']\n"
                             "preceded_by = ['nobody']\n" +
                                 Sample("apple"))}),
             "preceded_by that no example hits: 'nobody'"));
  CHECK(Says(Check(Two("", Sample("apple 9", "expect = {limit = \"5\"}\n"))),
             "limit is \"\", not \"5\""));
  CHECK(Says(Check(Two("", Sample("apple 9", "expect = {also = \"bb\"}\n"))),
             "also does not hold bb"));
  CHECK(Says(Check(Two("", Sample("apple a@mycompany.com"))),
             "not reserved for examples: @mycompany.com"));
  CHECK(Says(Check({RuleFile(
                 "aa", "rate",
                 "[match]\ntext = ['apple', 'nowhere']\n" + Sample("apple"))}),
             "text that no example hits: 'nowhere'"));
  CHECK(Says(Check({Good("aa", "apple", "pear", "bb", "beats = [\"bb\"]\n"),
                    Good("bb", "pear", "apple", "aa", "beats = [\"aa\"]\n")}),
             "aa beats itself"));
  CHECK(Says(
      Check({RuleFile("aa", "rate",
                      "[match]\ntext = ['''apple''']\n" + Sample("apple"))}),
      "1 examples, too few"));
}

TEST_CASE("the report tells by which regexes each example is judged") {
  std::vector<Fault> faults;
  const RuleBook book =
      Read({RuleFile("aa", "rate",
                     "beats = ['bb']\n[match]\ntext = ['apple', 'pie']\n" +
                         Sample("apple pie") + Counter("pear", "bb")),
            RuleFile("bb", "rate",
                     "[[match]]\ntext = ['pear', 'pie']\n"
                     "[[match]]\ntext = ['apple']\nnot_text = ['apple p']\n")},
           faults);
  REQUIRE(faults.empty());
  std::string told;
  TellExamples(
      book, [](const std::string& text) { return Attempted(text); },
      [&](const std::string& line) { told += line + "\n"; });
  CHECK(told.find(": example: aa (certain)\n") != told.npos);
  CHECK(told.find("'apple'\n") != told.npos);
  CHECK(told.find("'pie'\n") != told.npos);
  CHECK(told.find(": does not hold: 'apple'\n") != told.npos);
  CHECK(told.find(": and_text or not_text: 'apple p'\n") != told.npos);
  CHECK(told.find(": counterexample: bb (certain)\n") != told.npos);
}

TEST_CASE("a fault says where") {
  const auto said = Check(Two("", Sample("plum")));
  REQUIRE(said.size() == 1);
  CHECK(said[0].find("patterns/causes/aa.toml:") == 0);
}

TEST_CASE("wide gaps are found, fields that end by themselves are not") {
  for (const char* regex :
       {"a.*b", "a.+b", "a.{0,40}b", "a.{3,}b", "a[^x]*b", "(?:a|.{0,13})b",
        "a[^.]{0,40}b", "(?P<list>x).*"}) {
    CAPTURE(regex);
    CHECK(Gaps(regex).size() == 1);
  }
  for (const char* regex :
       {"a.{0,12}b", "<[^>]+>: b", "\"(?P<mailbox>[^\"]+)\"", "a.b", "a\\.*b",
        "[.*]+", "\\S+", "[^ ]+ b", "a{2}", "x[", "(", ")", "{", "a.?", "",
        "(?P<list>[^ ]*)", "[^\\s]+x", "\\"}) {
    CAPTURE(regex);
    CHECK(Gaps(regex).empty());
  }
}

TEST_CASE("only reserved names and addresses pass, and lists and providers") {
  for (const char* text :
       {"taro@example.com", "mail.example.net[198.51.100.7]:25",
        "zen.spamhaus.org", "mx.google.com", "2001:db8::1", "127.0.0.1",
        "10.1.2.3", "postfix/smtp[1]: x", "smtp_connect.c", "18:38:12", "5.7.1",
        "http://www.openspf.org/why.html", "1.2.0.192.zen.spamhaus.org", "a@b",
        "", "@", "..", "virus Eicar.Test"}) {
    CAPTURE(text);
    CHECK(RealNames(text).empty());
  }
  for (const char* text :
       {"taro@gmail.com", "mail.mycompany.com", "8.8.8.8", "2a00:1450::1",
        "x@notexample.com", "www.amazon.co.jp", "notspamhaus.org"}) {
    CAPTURE(text);
    CHECK(RealNames(text).size() == 1);
  }
}
