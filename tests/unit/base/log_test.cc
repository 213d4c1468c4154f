#include "base/log.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <string>

using namespace mailwhy;

namespace {

// What goes to standard error meanwhile (up to a pipe's capacity).
std::string Said(const std::function<void()>& say) {
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  const int old = dup(STDERR_FILENO);
  dup2(ends[1], STDERR_FILENO);
  say();
  dup2(old, STDERR_FILENO);
  close(old);
  close(ends[1]);
  std::array<char, 4096> text{};
  const ssize_t size = read(ends[0], text.data(), text.size());
  close(ends[0]);
  return std::string(text.data(),
                     size > 0 ? static_cast<std::size_t>(size) : 0);
}

}  // namespace

TEST_CASE("an error is one line, and its hint a second one") {
  CHECK(Said([] {
          ShowError({"mail.log", "no such file", ""});
        }) == "mailwhy: mail.log: no such file\n");
  CHECK(Said([] {
          ShowError({"", "nothing to do", "Try --help."});
        }) == "mailwhy: nothing to do\nTry --help.\n");
}

TEST_CASE("an error does not act on the terminal") {
  CHECK(Said([] {
          ShowError({"\x1B[2J", "a\nb {}", ""});
        }) == "mailwhy: ^[[2J: a^Jb {}\n");
}

TEST_CASE("quiet leaves errors alone, verbose adds details") {
  const auto all = [] {
    ShowError({"", "error", ""});
    Note("note {}");
    Detail("detail");
  };
  CHECK(Said(all) == "mailwhy: error\nnote {}\n");
  SetVerbosity(Verbosity::kQuiet);
  CHECK(Said(all) == "mailwhy: error\n");
  SetVerbosity(Verbosity::kVerbose);
  CHECK(Said(all) == "mailwhy: error\nnote {}\ndetail\n");
  SetVerbosity(Verbosity::kNormal);
}
