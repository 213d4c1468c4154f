// The command line and the configuration file, as far as they are words.
#include "cli/options.h"

#include "cli/commands.h"
#include "unit/source/files.h"

using namespace mailwhy;
using namespace mailwhy::cli;
using source::TempDir;
using Words = std::vector<std::string>;

namespace {

Invocation Read(const Words& words) {
  Result<Invocation> invocation = ReadArguments(words);
  if (!invocation.ok()) FAIL(invocation.error().what, invocation.error().why);
  return *invocation;
}

// "WHAT: WHY / HINT"
std::string ErrorOf(const Words& words) {
  const Result<Invocation> invocation = ReadArguments(words);
  if (invocation.ok()) return "";
  const Error& error = invocation.error();
  return error.what + ": " + error.why + " / " + error.hint;
}

bool Holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string ErrorOfConfiguration(const TempDir& dir, const std::string& text,
                                 const std::string& command = "why") {
  Invocation invocation;
  invocation.command = command;
  const Status status =
      ReadConfiguration(dir.Write("mailwhy.conf", text), invocation);
  if (status.ok()) return "";
  return status.error().what + ": " + status.error().why + " / " +
         status.error().hint;
}

}  // namespace

TEST_CASE("a command line is taken apart") {
  const Invocation why =
      Read({"why", "--from", "a@example.com", "--to=b@example.net", "-q", "-o",
            "out.txt", "8B84D8D1CF", "--json"});
  CHECK(why.command == "why");
  CHECK(why.Get("from") == "a@example.com");
  CHECK(why.Get("to") == "b@example.net");
  CHECK(why.Get("output") == "out.txt");
  CHECK(why.Has("quiet"));
  CHECK(why.Has("json"));
  CHECK_FALSE(why.Has("verbose"));
  CHECK(why.Get("cause", "none") == "none");
  CHECK(why.positionals == Words{"8B84D8D1CF"});
}

TEST_CASE("--log takes files as long as there are such, and leaves the rest") {
  const TempDir dir;
  const std::string a = dir.Write("a.log", ""), b = dir.Write("b.log", "");
  const Invocation why = Read({"why", "--log", a, b, "taro@example.com"});
  CHECK(why.All("log") == Words{a, b});
  CHECK(why.positionals == Words{"taro@example.com"});
  const Invocation twice =
      Read({"why", "taro@example.com", "--log", a, "--log=" + b, "--json"});
  CHECK(twice.All("log") == Words{a, b});
  CHECK(twice.positionals == Words{"taro@example.com"});
  // The first word after --log is its own, there or not.
  const Invocation missing =
      Read({"why", "--log", "no-such.log", "x@y.example"});
  CHECK(missing.All("log") == Words{"no-such.log"});
  CHECK(missing.positionals == Words{"x@y.example"});
}

TEST_CASE("the last one of several values counts") {
  CHECK(Read({"why", "--from", "a@example.com", "--from", "b@example.com"})
            .Get("from") == "b@example.com");
}

TEST_CASE("words that look like options where they are values") {
  CHECK(Read({"why", "--at", "-2h"}).Get("at") == "-2h");
  CHECK(Read({"why", "--since=-2h"}).Get("since") == "-2h");
  CHECK(Read({"explain", "-"}).positionals == Words{"-"});
  CHECK(Read({"load", "-"}).positionals == Words{"-"});
  CHECK(Read({"why", "--from", "<>"}).Get("from") == "<>");
  CHECK(Read({"explain", "--", "--from is odd"}).positionals ==
        Words{"--from is odd"});
  CHECK(Read({"why", "--from", ""}).Get("from", "else").empty());
}

TEST_CASE("unknown options are errors that name the nearest") {
  CHECK(Holds(ErrorOf({"why", "--form", "a@example.com"}), "--from?"));
  CHECK(Holds(ErrorOf({"why", "--form=a@example.com"}), "--from?"));
  CHECK(Holds(ErrorOf({"why", "--jsno"}), "--json?"));
  CHECK(Holds(ErrorOf({"why", "--nothing-like-it"}), "mailwhy why --help"));
  CHECK(Holds(ErrorOf({"why", "-Z"}), "-Z"));
}

TEST_CASE("abbreviated options are errors") {
  CHECK(Holds(ErrorOf({"why", "--fro", "a@example.com"}), "--from?"));
  CHECK_FALSE(ErrorOf({"why", "--queue", "8B84D8D1CF"}).empty());
  CHECK_FALSE(ErrorOf({"load", "--y", "2022"}).empty());
}

TEST_CASE("an option of another command says of which") {
  const std::string error = ErrorOf({"load", "--from", "a@example.com"});
  CHECK(Holds(error, "not an option of load"));
  CHECK(Holds(error, "why"));
}

TEST_CASE("values: missing, and where none is taken") {
  CHECK(Holds(ErrorOf({"why", "--from"}), "--from"));
  CHECK(Holds(ErrorOf({"why", "--patterns"}), "--patterns"));
  CHECK(Holds(ErrorOf({"why", "--json=yes"}), "--json"));
}

TEST_CASE("a value outside the choices names them") {
  CHECK(Holds(ErrorOf({"why", "--lang", "fr"}), "en, ja"));
  CHECK(Holds(ErrorOf({"why", "--status", "delivred"}), "delivered?"));
  CHECK(Holds(ErrorOf({"why", "--format", "yaml"}), "text, json"));
  CHECK(ErrorOf({"why", "--lang", "ja"}).empty());
}

TEST_CASE("unknown commands are errors that name the nearest") {
  CHECK(Holds(ErrorOf({"wyh", "a@example.com"}), "why?"));
  CHECK(Holds(ErrorOf({"lo", "mail.log"}), "unknown command"));
  CHECK(Holds(ErrorOf({"wh", "a@example.com"}), "unknown command"));
  CHECK(Holds(ErrorOf({""}), "unknown command"));
  CHECK(Read({}).command.empty());
  CHECK(Read({"--version"}).Has("version"));
}

TEST_CASE("options, names and letters, stand once") {
  std::map<std::string, int> names;
  std::map<char, int> letters;
  for (const OptionRow& row : OptionTable()) {
    CHECK_MESSAGE(++names[row.name] == 1, row.name);
    if (row.letter != 0) CHECK_MESSAGE(++letters[row.letter] == 1, row.name);
    CHECK(std::string_view(row.help).size() > 5);
  }
}

TEST_CASE("options belong to commands that there are") {
  for (const OptionRow& row : OptionTable()) {
    if (std::string_view(row.commands) == "*") continue;
    std::string word;
    for (const char c : std::string(row.commands) + " ") {
      if (c != ' ') {
        word += c;
        continue;
      }
      CHECK_MESSAGE(FindCommand(word) != nullptr, row.name, ": ", word);
      word.clear();
    }
  }
}

TEST_CASE("the configuration stands in for options that are not given") {
  const TempDir dir;
  const std::string path = dir.Write("mailwhy.conf",
                                     "# ours\n"
                                     "\n"
                                     "db = /srv/mail.db   # here\n"
                                     "  lang=ja\r\n"
                                     "quiet\n"
                                     "unrecognized = odd.txt\n");
  Invocation why = Read({"why", "--lang", "en"});
  REQUIRE(ReadConfiguration(path, why).ok());
  CHECK(why.Get("db") == "/srv/mail.db");
  CHECK(why.Get("lang") == "en");
  CHECK(why.Has("quiet"));
  CHECK_FALSE(why.Has("unrecognized"));  // of load
  Invocation load = Read({"load"});
  REQUIRE(ReadConfiguration(path, load).ok());
  CHECK(load.Get("unrecognized") == "odd.txt");
  CHECK(load.Get("lang") == "ja");
}

TEST_CASE("mistakes in the configuration are told with their line") {
  const TempDir dir;
  CHECK(Holds(ErrorOfConfiguration(dir, "\nfrmo = x\n"), "mailwhy.conf:2: "));
  CHECK(Holds(ErrorOfConfiguration(dir, "frmo = x\n"), "did you mean from?"));
  CHECK(Holds(ErrorOfConfiguration(dir, "lang = fr\n"), "en, ja"));
  CHECK(Holds(ErrorOfConfiguration(dir, "from\n"), "wants a value"));
  CHECK(Holds(ErrorOfConfiguration(dir, "json = yes\n"), "takes no value"));
  CHECK_FALSE(ErrorOfConfiguration(dir, "config = other.conf\n").empty());
  CHECK_FALSE(ErrorOfConfiguration(dir, "= x\n").empty());
  CHECK(ErrorOfConfiguration(dir, "").empty());
}

TEST_CASE("a configuration that is named and cannot be read is an error") {
  const TempDir dir;
  Invocation why = Read({"why"});
  const Status missing = ReadConfiguration(dir / "none.conf", why);
  REQUIRE_FALSE(missing.ok());
  CHECK(Holds(missing.error().what, "none.conf"));
  CHECK_FALSE(ReadConfiguration(dir.path(), why).ok());
}

TEST_CASE("options may stand before the command") {
  const Invocation why = Read({"--db", "why", "-q", "--lang=ja", "why", "--to",
                               "a@example.com", "8B84D8D1CF"});
  CHECK(why.command == "why");
  CHECK(why.Get("db") == "why");
  CHECK(why.Get("lang") == "ja");
  CHECK(why.Has("quiet"));
  CHECK(why.Get("to") == "a@example.com");
  CHECK(why.positionals == Words{"8B84D8D1CF"});
  CHECK(Read({"-o", "load", "report"}).command == "report");
  CHECK(Read({"--json", "load"}).command == "load");
  CHECK(Read({"--version"}).command == "");
  CHECK(Read({"--help", "load"}).command == "load");
}

TEST_CASE("wrong options before the command are told as such") {
  CHECK(Holds(ErrorOf({"--dbb", "x.db", "why"}), "x.db: unknown command"));
  CHECK(Holds(ErrorOf({"--unrecognized", "x", "why"}), "not an option of why"));
  CHECK(Holds(ErrorOf({"--db"}), "--db: a value is missing"));
  CHECK(Holds(ErrorOf({"--db", "x.db", "whi"}), "did you mean why?"));
}

TEST_CASE("--log alone is the machine's log") {
  for (const Words& words : {Words{"why", "--log", "--to", "a@example.com"},
                             Words{"why", "--to", "a@example.com", "--log"}}) {
    const Invocation why = Read(words);
    CHECK(why.Has("log"));
    CHECK(why.All("log").empty());
    CHECK(why.Get("to") == "a@example.com");
  }
  CHECK(Holds(ErrorOf({"why", "--patterns"}), "a value is missing"));
}

TEST_CASE("--log takes journals among its files") {
  const Invocation why =
      Read({"why", "--log", "a.log", "journal:", "journal:/srv", "ID"});
  CHECK(why.All("log") == Words{"a.log", "journal:", "journal:/srv"});
  CHECK(why.positionals == Words{"ID"});
}
