// argv in, exit status out.
#include <csignal>
#include <string>
#include <vector>

#include "cli/commands.h"

int main(int argc, char** argv) {
  // A reader that goes away is an error of write(), not the end of the program.
  std::signal(SIGPIPE, SIG_IGN);
  return mailwhy::cli::Run(std::vector<std::string>(argv + (argc > 0), argv + argc));
}
