// Shell completions from the tables of commands and options.
#pragma once

#include <string>

namespace mailwhy::cli {

std::string BashCompletion();
std::string ZshCompletion();
std::string FishCompletion();

}  // namespace mailwhy::cli
