// What the tables of commands and options say, as help, man page and shell
// completions.
#pragma once

#include <string>
#include <string_view>

namespace mailwhy::cli {

std::string VersionText();
// Of the program ("") or of a command.
std::string HelpText(std::string_view command);
// "man", "bash", "zsh" or "fish"; "" for anything else.
std::string Generated(std::string_view what);

}  // namespace mailwhy::cli
