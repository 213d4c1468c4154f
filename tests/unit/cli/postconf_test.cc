// What postconf says, and where it says nothing.
#include "cli/postconf.h"

#include <sys/stat.h>

#include <cstdlib>

#include "unit/source/files.h"

using namespace mailwhy;
using namespace mailwhy::cli;

namespace {

// A postconf of our own before any other, while this lives.
class FakePostconf {
 public:
  explicit FakePostconf(const std::string& script)
      : path_(std::getenv("PATH")) {
    dir_.Write("postconf", "#!/bin/sh\n" + script);
    REQUIRE(chmod((dir_ / "postconf").c_str(), 0755) == 0);
    setenv("PATH", (dir_.path() + ":" + path_).c_str(), 1);
  }
  ~FakePostconf() { setenv("PATH", path_.c_str(), 1); }
  FakePostconf(const FakePostconf&) = delete;
  FakePostconf& operator=(const FakePostconf&) = delete;

 private:
  source::TempDir dir_;
  std::string path_;
};

}  // namespace

TEST_CASE("Postfix's times are read; these two are days where no unit stands") {
  CHECK(ReadPostfixTime("5d") == 5 * kDay);
  CHECK(ReadPostfixTime("432000s\n") == 5 * kDay);
  CHECK(ReadPostfixTime(" 90m ") == 90 * kMinute);
  CHECK(ReadPostfixTime("12h") == 12 * kHour);
  CHECK(ReadPostfixTime("2w") == 14 * kDay);
  CHECK(ReadPostfixTime("3") == 3 * kDay);
  CHECK(ReadPostfixTime("0") == 0);
}

TEST_CASE("what is no time of Postfix's is none") {
  for (const char* text : {"", " ", "d", "5x", "five", "-5d", "5 d", "1.5h",
                           "99999999999d", "$bounce_queue_lifetime"}) {
    CAPTURE(text);
    CHECK_FALSE(ReadPostfixTime(text).has_value());
  }
}

TEST_CASE("postconf is asked for both lifetimes") {
  const FakePostconf postconf("echo 2d; echo 6h\n");
  const QueueLifetimes lifetimes = AskPostconf();
  CHECK(lifetimes.mail == 2 * kDay);
  CHECK(lifetimes.bounce == 6 * kHour);
}

TEST_CASE("a postconf that fails says nothing") {
  const FakePostconf postconf("echo no main.cf >&2; exit 1\n");
  const QueueLifetimes lifetimes = AskPostconf();
  CHECK_FALSE(lifetimes.mail.has_value());
  CHECK_FALSE(lifetimes.bounce.has_value());
}

TEST_CASE("a postconf that talks too much does no harm") {
  const FakePostconf postconf(
      "i=0; while [ $i -lt 2000 ]; do printf 'word '; i=$((i + 1)); done\n");
  CHECK_FALSE(AskPostconf().mail.has_value());
}
