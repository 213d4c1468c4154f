// The table of subcommands. main calls Run; each command is one file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/options.h"

namespace mailwhy::cli {

// Exit statuses (INTERFACE.md).
inline constexpr int kFound = 0;
inline constexpr int kNothingFound = 1;
inline constexpr int kFailed = 2;
inline constexpr int kInterrupted = 130;

struct CommandRow {
  const char* name;
  const char* arguments;   // "[PATH...]"
  const char* summary;     // one line
  const char* more;        // a paragraph or two for its --help and the man page
  int (*run)(const Invocation&);
};

const std::vector<CommandRow>& CommandTable();
const CommandRow* FindCommand(std::string_view name);

int RunLoad(const Invocation& invocation);
int RunWatch(const Invocation& invocation);
int RunWhy(const Invocation& invocation);
int RunTrace(const Invocation& invocation);
int RunExplain(const Invocation& invocation);
int RunReport(const Invocation& invocation);
int RunExport(const Invocation& invocation);
int RunRules(const Invocation& invocation);

// The whole program: arguments without the program's name in, exit status out.
int Run(const std::vector<std::string>& arguments);

}  // namespace mailwhy::cli
