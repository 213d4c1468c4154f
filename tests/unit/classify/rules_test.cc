#include "classify/rules.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "classify/classifier.h"
#include "unit/classify/small_rules.h"

using namespace mailwhy;
using namespace mailwhy::classify;

namespace {

std::vector<Fault> FaultsOf(const std::string& id, const std::string& text) {
  std::vector<Fault> faults;
  Read({{"patterns/causes/" + id + ".toml", text}}, faults);
  return faults;
}

std::string FirstFault(const std::string& body) {
  const auto faults =
      FaultsOf("some_cause", RuleText("some_cause", "rate", body));
  return faults.empty() ? "" : faults.front().why + "|" + faults.front().hint;
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

constexpr const char* kMatch = "[match]\ntext = ['''x''']\n";

}  // namespace

TEST_CASE("a whole rule file is read") {
  std::vector<Fault> faults;
  const RuleBook book = Read(SmallRules(), faults);
  CHECK(faults.empty());
  const Rule* rule = book.Find("recipient_unknown");
  REQUIRE(rule != nullptr);
  CHECK(rule->group == "recipient");
  CHECK(rule->matches.at(0).text.size() == 3);
  CHECK(rule->matches.at(0).not_text.size() == 1);
  CHECK(rule->hint.dsn == std::vector<std::string>{"X.1.1"});
  CHECK(rule->telling.title.ja == "題 recipient_unknown");
  CHECK(book.Find("no_such") == nullptr);
}

TEST_CASE("causes are listed in the order of the groups") {
  const auto book = Book(SmallRules());
  const auto rows = ListCauses(*book, Language::kEnglish);
  REQUIRE(rows.size() == 15);
  CHECK(rows.front().group == "network");
  CHECK(rows.back().group == "outcome");
}

TEST_CASE("beats holds through any number of steps") {
  const auto book = Book({
      RuleFile("a", "rate", std::string("beats = [\"b\"]\n") + kMatch),
      RuleFile("b", "rate", std::string("beats = [\"c\"]\n") + kMatch),
      RuleFile("c", "rate", kMatch),
  });
  CHECK(book->Beats(book->IndexOf("a"), book->IndexOf("c")));
  CHECK_FALSE(book->Beats(book->IndexOf("c"), book->IndexOf("a")));
  CHECK(book->Cycle().empty());
}

TEST_CASE("a cycle in beats is found") {
  std::vector<Fault> faults;
  const RuleBook book =
      Read({RuleFile("a", "rate", std::string("beats = [\"b\"]\n") + kMatch),
            RuleFile("b", "rate", std::string("beats = [\"a\"]\n") + kMatch)},
           faults);
  CHECK(book.Cycle() == "a");
}

TEST_CASE("a fault names file, line, key and the nearest spelling") {
  const auto faults =
      FaultsOf("some_cause",
               RuleText("some_cause", "rate", "[match]\ntxet = ['''x''']\n"));
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].file == "patterns/causes/some_cause.toml");
  CHECK(faults[0].line == 6);
  CHECK(Has(faults[0].why, "[match] txet"));
  CHECK(faults[0].hint == "did you mean \"text\"?");
  const Error error = ErrorOf(faults[0]);
  CHECK(error.what == "patterns/causes/some_cause.toml:6");
}

TEST_CASE("what is wrong in a rule is said") {
  CHECK(Has(FirstFault("[match]\ntext = ['''(x''']\n"), "bad regex"));
  CHECK(Has(FirstFault("[match]\ntext = ['''(?P<mailboks>x)''']\n"),
            "did you mean \"mailbox\"?"));
  CHECK(Has(FirstFault("[match]\ntext = [5]\n"), "must hold strings"));
  CHECK(Has(FirstFault("[match]\ntext = []\n"), "empty list"));
  CHECK(Has(FirstFault("[match]\nstatus = [\"bouncd\"]\ntext = ['x']\n"),
            "did you mean \"bounced\"?"));
  CHECK(Has(FirstFault("[match]\nrelay_local = \"yes\"\n"), "true or false"));
  CHECK(Has(FirstFault("[match]\nservice = [\"submision\"]\n"),
            "did you mean \"submission\"?"));
  CHECK(Has(FirstFault("[match]\nlogged_in = \"no\"\n"), "true or false"));
  CHECK(Has(FirstFault("[match]\nsaid_by = \"you\"\n"), "not one of us, them"));
  CHECK(Has(FirstFault("match = 5\n"), "must be a table"));
  CHECK(Has(FirstFault("leads = [\"nothing\"]\n"), "not one of"));
  CHECK(Has(FirstFault(std::string(kMatch) +
                       "[inbound.title]\nen = \"{relai}\"\nja = \"あ\"\n"),
            "did you mean {relay}?"));
  CHECK(Has(FirstFault(std::string(kMatch) + "[inbound.title]\nen = \"a\"\n"),
            "ja: is missing"));
  CHECK(
      Has(FirstFault(std::string(kMatch) + "[[counterexample]]\nline = \"a\""),
          "cause: is missing"));
  CHECK(Has(FirstFault(""), "[match] is missing"));
  CHECK(Has(FirstFault("[match\n"), "|"));
}

TEST_CASE("an id must be the file's name") {
  const auto faults = FaultsOf("other", RuleText("some_cause", "rate", kMatch));
  REQUIRE(faults.size() == 1);
  CHECK(Has(faults[0].why, "is not the file's name"));
}

TEST_CASE("a broken file is left out and the others stay") {
  std::vector<Fault> faults;
  const RuleBook book = Read({RuleFile("good", "rate", kMatch),
                              {"patterns/causes/bad.toml", "id = \"bad\n"}},
                             faults);
  CHECK(faults.size() == 1);
  CHECK(faults[0].line == 1);
  CHECK(book.Find("good") != nullptr);
  CHECK(book.rules().size() == 1);
}

TEST_CASE("a site's file adds regexes to a cause") {
  const auto book =
      Book(SmallRules(), {{"/etc/x/recipient_unknown.toml",
                           "id = \"recipient_unknown\"\n[match]\n"
                           "text = ['''(?i)nobody of that name''']\n"}});
  const Rule* rule = book->Find("recipient_unknown");
  CHECK(rule->matches.size() == 2);
  CHECK(rule->telling.title.en == "Title of recipient_unknown");
}

TEST_CASE("a site's file replaces a cause where it says so") {
  File file = RuleFile("recipient_unknown", "recipient",
                       std::string("replace = true\n") + kMatch);
  const auto book = Book(SmallRules(), {file});
  CHECK(book->Find("recipient_unknown")->matches.at(0).text.size() == 1);
}

TEST_CASE("a site's own cause begins with local_") {
  CHECK(Book(SmallRules(), {RuleFile("local_thing", "local", kMatch)})
            ->Find("local_thing") != nullptr);
  std::vector<Fault> faults;
  Read(SmallRules(), faults, {RuleFile("recipient_unknwon", "rate", kMatch)});
  REQUIRE(faults.size() == 1);
  CHECK(Has(faults[0].hint, "recipient_unknown"));
}

TEST_CASE("a site's beats must name causes that there are") {
  std::vector<Fault> faults;
  Read(SmallRules(), faults,
       {RuleFile("local_thing", "local",
                 std::string("beats = [\"policy_rejektd\"]\n") + kMatch)});
  REQUIRE(faults.size() == 1);
  CHECK(Has(faults[0].hint, "policy_rejected"));
}

TEST_CASE("the compiled-in rules are all sound") {
  std::vector<Fault> faults;
  const RuleBook book = ReadRulesFrom(PatternFiles(), {}, faults);
  for (const Fault& fault : faults) {
    MESSAGE(fault.file << ":" << fault.line << ": " << fault.why);
  }
  CHECK(faults.empty());
  CHECK(book.Cycle().empty());
}

TEST_CASE(
    "directories of rules: a missing one is an error, a broken file too") {
  const auto missing = ReadRules({"/nonexistent/patterns"});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().what == "/nonexistent/patterns");

  namespace fs = std::filesystem;
  const fs::path dir = fs::temp_directory_path() / "mailwhy-rules-test";
  fs::remove_all(dir);
  fs::create_directories(dir);
  std::ofstream(dir / "notes.txt") << "not a rule";
  CHECK(ReadRules({dir.string()}));
  std::ofstream(dir / "local_x.toml") << "id = \"local_x\"\ngruop = \"rate\"\n";
  const auto broken = ReadRules({dir.string()});
  REQUIRE_FALSE(broken);
  CHECK(broken.error().what == (dir / "local_x.toml").string() + ":2");
  CHECK(broken.error().hint == "did you mean \"group\"?");
  fs::remove_all(dir);
}

TEST_CASE("hostile rule files are faults, never a crash") {
  for (const std::string& text :
       {std::string(), std::string("\0\0\0", 3), std::string(100, '['),
        std::string("id = [[[[[[[["), std::string("\xff\xfe"),
        std::string("id = 1\ngroup = []\nmatch = [[]]\nexample = [1]")}) {
    CHECK_FALSE(FaultsOf("x", text).empty());
  }
}
