// Help, man page and completions, which come from the tables.
#include "cli/help.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/text.h"
#include "cli/commands.h"

using namespace mailwhy;
using namespace mailwhy::cli;

namespace {

bool Holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t LongestLine(const std::string& text) {
  std::size_t longest = 0;
  for (std::string_view line : Split(text, '\n')) {
    longest = std::max(longest, line.size());
  }
  return longest;
}

}  // namespace

TEST_CASE("the program's help names every command") {
  const std::string help = HelpText("");
  for (const CommandRow& row : CommandTable()) {
    CHECK_MESSAGE(Holds(help, std::string("  ") + row.name + " "), row.name);
  }
  CHECK(Holds(help, "--db FILE"));
  CHECK_FALSE(Holds(help, "--queue-lifetime"));
  CHECK(LongestLine(help) <= 80);
}

TEST_CASE("a command's help has its options and no others") {
  for (const CommandRow& command : CommandTable()) {
    const std::string help = HelpText(command.name);
    CAPTURE(command.name);
    CHECK(Holds(help, std::string("usage: mailwhy ") + command.name));
    CHECK(LongestLine(help) <= 80);
    for (const OptionRow& row : OptionTable()) {
      const auto own = OptionsOf(command.name);
      const bool is_own =
          std::any_of(own.begin(), own.end(),
                      [&](const OptionRow* each) { return each == &row; });
      const std::string name = std::string("--") + row.name;
      const bool there = Holds(help, name + " ") || Holds(help, name + "\n") ||
                         Holds(help, name + "...");
      CHECK_MESSAGE(there == is_own, row.name);
    }
  }
}

TEST_CASE("the man page and the completions name every option") {
  for (const char* what : {"man", "bash", "zsh", "fish"}) {
    CAPTURE(what);
    std::string text = Generated(what);
    CHECK(text.size() > 1000);
    std::string plain;
    for (const char c : text) {
      if (c != '\\') plain += c;
    }
    for (const OptionRow& row : OptionTable()) {
      CHECK_MESSAGE(Holds(plain, row.name), row.name);
    }
    for (const CommandRow& row : CommandTable()) {
      CHECK_MESSAGE(Holds(plain, row.name), row.name);
    }
  }
  CHECK(Generated("").empty());
  CHECK(Generated("tcsh").empty());
}

TEST_CASE("the version is one line") {
  const std::string version = VersionText();
  CHECK(StartsWith(version, "mailwhy "));
  CHECK(version.find('\n') == version.size() - 1);
}
