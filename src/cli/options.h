// The one table of options: parsing, --help, the man page and the shell completions
// all come from it (options.cc), and the table of commands (commands.cc).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mailwhy::cli {

struct OptionRow {
  const char* name;       // without dashes
  char letter;            // 0: none
  const char* argument;   // "FILE"; null: a switch
  bool many;              // takes several values, and may be repeated
  const char* commands;   // "why export"; "*": all
  // "text json html:rules": what one command has alone follows a colon; null:
  // anything.
  const char* choices;
  const char* help;
};

const std::vector<OptionRow>& OptionTable();
std::vector<const OptionRow*> OptionsOf(std::string_view command);
// The row's choices for this command; "*": for any.
std::vector<std::string> ChoicesOf(const OptionRow& row,
                                   std::string_view command);

// What the command line, and below it the configuration file, said.
class Invocation {
 public:
  std::string command;
  std::vector<std::string> positionals;

  bool Has(const std::string& name) const { return values_.count(name) > 0; }
  // The last value given; `otherwise` where there is none.
  std::string Get(const std::string& name,
                  const std::string& otherwise = "") const;
  std::vector<std::string> All(const std::string& name) const;
  void Set(const std::string& name, std::vector<std::string> values) {
    values_[name] = std::move(values);
  }

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

// argv without the program's name. Options may stand before the command. Unknown commands and options are errors with the
// nearest right spelling; so are values outside `choices`.
Result<Invocation> ReadArguments(const std::vector<std::string>& arguments);

// Adds what a configuration file says (long options as keys, `key = value`, # comments)
// where the command line said nothing. Keys of other commands are passed by; unknown ones
// are an error with their line.
Status ReadConfiguration(const std::string& path, Invocation& invocation);

}  // namespace mailwhy::cli
