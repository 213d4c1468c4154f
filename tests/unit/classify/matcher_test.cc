#include "classify/matcher.h"

#include <doctest/doctest.h>

using mailwhy::classify::Mask;
using mailwhy::classify::Matcher;

namespace {

bool KeepsApache(std::string_view local) { return local == "apache"; }

std::string Masked(std::string_view text) {
  std::string out;
  Mask(text, KeepsApache, out);
  return out;
}

}  // namespace

TEST_CASE("masking takes out what differs from mail to mail") {
  CHECK(Masked("<taro@example.com>: no") == "<#@example.com>: no");
  CHECK(Masked("ip 203.0.113.5 listed") == "ip # listed");
  CHECK(Masked("client [2001:db8::1:2] blocked") == "client [#] blocked");
  CHECK(Masked("queued as EEC702AAC0E") == "queued as #");
  CHECK(Masked("id=20006d2552d7000000b006 ok") == "id=# ok");
  CHECK(Masked("limit 10485760 bytes") == "limit # bytes");
  CHECK(Masked("a+b.c=d@example.com") == "#@example.com");
}

TEST_CASE("masking leaves what may tell the cause") {
  for (const char* text :
       {"S3140", "[TSS04] gone", "OFR_101 no", "5.7.606 Access denied", "18:38",
        "connect to 127.0.0.1:2525 refused", "<apache@example.com> no",
        "too many (1000) mails", "日本語です", "", "@", "::", "...."}) {
    CAPTURE(text);
    CHECK(Masked(text) == text);
  }
}

TEST_CASE("all regexes that a text holds are hit, in their order") {
  Matcher matcher({"b", "(?i)A", "zzz", "^x"}, {}, KeepsApache);
  CHECK(matcher.Hits("a b") == std::vector<int>{0, 1});
  CHECK(matcher.Hits("xa").size() == 2);
  CHECK(matcher.Hits("q").empty());
}

TEST_CASE("a remembered text gives the same hits, with its own captures") {
  Matcher matcher({"user (?P<mailbox>\\S+) unknown", "limit (?P<limit>\\d+)"},
                  {}, KeepsApache);
  for (int round = 0; round < 2; ++round) {
    CHECK(matcher.Hits("user a@example.com unknown").size() == 1);
    CHECK(matcher.Hits("user b@example.com unknown").size() == 1);
  }
  CHECK(matcher.Find(0, "user b@example.com unknown").groups.at(0).second ==
        "b@example.com");
  CHECK(matcher.Find(1, "limit 52428800").groups.at(0).first == "limit");
  CHECK(matcher.Find(1, "no such").length == 0);
}

TEST_CASE("no regexes at all hit nothing") {
  Matcher matcher({}, {}, KeepsApache);
  CHECK(matcher.Hits("anything").empty());
}

TEST_CASE("more texts than are remembered are all judged rightly") {
  Matcher matcher({"word7 ", "never"}, {}, KeepsApache);
  int hits = 0;
  for (int i = 0; i < 20000; ++i) {
    // Short numbers are not masked, so that all keys differ.
    const std::string text = "word" + std::to_string(i % 10) + " " +
                             std::to_string(i / 10 % 1000) + " x" +
                             std::to_string(i / 10000);
    hits += static_cast<int>(matcher.Hits(text).size());
  }
  CHECK(hits == 2000);
}

TEST_CASE(
    "what the regexes are shown tells local parts apart no more than the "
    "memory does") {
  Matcher matcher({R"(using \w+\.\w+)"}, {}, KeepsApache);
  CHECK(matcher.Shown("using zen.one@example.org") ==
        matcher.Shown("using zen@example.org"));
  CHECK(matcher.Shown("using apache@example.org") !=
        matcher.Shown("using zen@example.org"));
  CHECK(matcher.Shown("a.b@ and c@") == matcher.Shown("a@ and c.d@"));
  CHECK(matcher.Hits("using zen.one@example.org").empty());
  CHECK(matcher.Hits("using zen@example.org").empty());
}

TEST_CASE("regexes aside are told only when asked, of the last text") {
  using Ask = Matcher::Ask;
  Matcher matcher({"apple", "pear", "plum", "fig x"},
                  {Ask::kListed, Ask::kAside, Ask::kAside, Ask::kLater},
                  KeepsApache);
  for (int round = 0; round < 2; ++round) {
    CHECK(matcher.Hits("apple pear") == std::vector<int>{0});
    CHECK(matcher.Holds(1));
    CHECK_FALSE(matcher.Holds(2));
    CHECK(matcher.Hits("plum").empty());
    CHECK_FALSE(matcher.Holds(1));
    CHECK(matcher.Holds(2));
    CHECK(matcher.Hits("FIG X") == std::vector<int>{3});  // it may match
    CHECK_FALSE(matcher.Holds(3));
    CHECK(matcher.Hits("fig x") == std::vector<int>{3});
    CHECK(matcher.Holds(3));
  }
  const std::string longer(5000, ' ');
  CHECK(matcher.Hits(longer + "apple plum") == std::vector<int>{0});
  CHECK(matcher.Holds(2));
  CHECK(matcher.Hits(longer + "pear").empty());
  CHECK_FALSE(matcher.Holds(2));
}
