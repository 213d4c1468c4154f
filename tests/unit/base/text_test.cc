#include "base/text.h"

#include <doctest/doctest.h>

#include "base/utf8.h"

using namespace mailwhy;

TEST_CASE("case is ignored in ASCII alone") {
  CHECK(LowerAscii("TaRo@Example.COM") == "taro@example.com");
  CHECK(LowerAscii("\xC3\x89") == "\xC3\x89");
  CHECK(EqualsIgnoringCase("MX01", "mx01"));
  CHECK_FALSE(EqualsIgnoringCase("mx01", "mx01."));
}

TEST_CASE("prefixes and suffixes longer than the text do not fit") {
  CHECK(StartsWith("abc", "ab"));
  CHECK_FALSE(StartsWith("ab", "abc"));
  CHECK(EndsWith("abc", "bc"));
  CHECK_FALSE(EndsWith("bc", "abc"));
  CHECK(EndsWith("", ""));
}

TEST_CASE("splitting keeps empty parts, trimming takes every blank") {
  CHECK(Split("a,,b,", ',') == std::vector<std::string_view>{"a", "", "b", ""});
  CHECK(Split("", ',') == std::vector<std::string_view>{""});
  CHECK(Trim(" \t a b\r\n") == "a b");
  CHECK(Trim(" \n ").empty());
}

TEST_CASE("digits alone are digits") {
  CHECK(IsAllDigits("0123"));
  CHECK_FALSE(IsAllDigits(""));
  CHECK_FALSE(IsAllDigits("12a"));
  CHECK_FALSE(IsAllDigits("-1"));
}

TEST_CASE("addresses of both kinds are known, names are not") {
  CHECK(LooksLikeIp("192.0.2.1"));
  CHECK(LooksLikeIp("2001:db8::1"));
  CHECK(LooksLikeIp("fe80::1%eth0"));
  CHECK_FALSE(LooksLikeIp("192.0.2.256"));
  CHECK_FALSE(LooksLikeIp("mail.example.com"));
  CHECK_FALSE(LooksLikeIp(""));
  CHECK_FALSE(LooksLikeIp("[192.0.2.1]"));
  CHECK_FALSE(LooksLikeIp(std::string(5000, '1')));
  CHECK_FALSE(LooksLikeIp(std::string_view("192.0.2.1\0x", 11)));
}

TEST_CASE("the stored hash never changes") {
  // From the xxHash library's own test vectors: XXH3, no input, seed 0.
  CHECK(StableHash("") == 0x2D06800538D394C2u);
  CHECK(StableHash("a") != StableHash("a", 1));
  CHECK(StableHash("ab") != StableHash("ba"));
}

TEST_CASE("bytes that are no UTF-8 become the replacement character") {
  CHECK(ValidUtf8("日本語 abc") == "日本語 abc");
  CHECK(ValidUtf8("a\xFFz") == "a\xEF\xBF\xBDz");
  CHECK(ValidUtf8("\xE6\x97") == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(ValidUtf8("\xC0\xAF") == "\xEF\xBF\xBD\xEF\xBF\xBD");  // overlong
  CHECK(ValidUtf8("\xED\xA0\x80").find("\xED\xA0") == std::string::npos);
  CHECK(ValidUtf8("\xF4\x90\x80\x80").find('\xF4') == std::string::npos);
  CHECK(ValidUtf8("\xF0\x9F\x93\xA7") == "\xF0\x9F\x93\xA7");
}

TEST_CASE("every byte is taken by some character") {
  for (int first = 0; first < 256; ++first) {
    const std::string bytes{static_cast<char>(first), '\x80', '\xBF'};
    CHECK(DecodeUtf8(bytes).length >= 1);
    CHECK(DecodeUtf8(bytes).length <= bytes.size());
    CHECK(DecodeUtf8(bytes.substr(0, 1)).length == 1);
  }
}

TEST_CASE("nothing printable acts on a terminal") {
  CHECK(Printable("\x1B[2Jred\x1B[0m") == "^[[2Jred^[[0m");
  CHECK(Printable("a\tb\nc\x7F") == "a^Ib^Jc^?");
  CHECK(Printable(std::string_view("\0", 1)) == "^@");
  CHECK(Printable("\xC2\x9B"
                  "31m") == "\\u009b31m");
  CHECK(Printable("\xE2\x80\xAE"
                  "gpj.exe") == "\\u202egpj.exe");
  CHECK(Printable("\x9B") == "\xEF\xBF\xBD");
  CHECK(Printable("配信できません") == "配信できません");
}

TEST_CASE("wide characters take two columns, combining ones none") {
  CHECK(DisplayWidth("abc") == 3);
  CHECK(DisplayWidth("日本語") == 6);
  CHECK(DisplayWidth("ｱ") == 1);
  CHECK(DisplayWidth("e\xCC\x81") == 1);
  CHECK(DisplayWidth("") == 0);
}

TEST_CASE("the nearest candidate is what was meant") {
  const std::vector<std::string> options{"queue-id", "query", "since", "status",
                                         "to"};
  CHECK(Nearest("quue-id", options) == "queue-id");
  CHECK(Nearest("staus", options) == "status");
  CHECK(Nearest("sicne", options) == "since");  // neighbours swapped
  CHECK(Nearest("STATUS", options) == "status");
  CHECK(Nearest("ot", options) == "to");
  CHECK(Nearest("frobnicate", options) == "");
  CHECK(Nearest("", options) == "");
  CHECK(Nearest(std::string(100'000, 'a'), options) == "");
  CHECK(Nearest("status", {std::string(100'000, 's')}) == "");
}

TEST_CASE("a star matches anything") {
  CHECK(MatchesWildcard("mail.example.com", "*.Example.com"));
  CHECK(MatchesWildcard("abc", "*"));
  CHECK(MatchesWildcard("", "*"));
  CHECK(MatchesWildcard("", ""));
  CHECK(MatchesWildcard("aXbXc", "a*b*c"));
  CHECK_FALSE(MatchesWildcard("abc", "ab"));
  CHECK_FALSE(MatchesWildcard("ab", "abc"));
  CHECK_FALSE(MatchesWildcard("abd", "*c"));
}

TEST_CASE("a hostile pattern takes no time out of proportion") {
  const std::string text(5'000, 'a');
  std::string pattern;
  for (int i = 0; i < 1'000; ++i) pattern += "a*";
  CHECK_FALSE(MatchesWildcard(text, pattern + "b"));
}

TEST_CASE("address patterns mean what the contract says") {
  CHECK(AddressMatches("taro@example.com", "TARO@example.com"));
  CHECK_FALSE(AddressMatches("taro@example.com", "taro"));
  CHECK(AddressMatches("taro@example.com", "@example.com"));
  CHECK_FALSE(AddressMatches("taro@mail.example.com", "@example.com"));
  CHECK(AddressMatches("taro@mail.example.com", "@*.example.com"));
  CHECK_FALSE(AddressMatches("taro@example.com", "@*.example.com"));
  CHECK(AddressMatches("taro@example.com", "ta*@*"));
  CHECK(AddressMatches("", "<>"));
  CHECK_FALSE(AddressMatches("taro@example.com", "<>"));
  CHECK(AddressMatches("<taro@example.com>", "taro@example.com"));
  CHECK(AddressMatches("taro@example.com", "<taro@example.com>"));
  CHECK(AddressMatches("taro@example.com", ""));
  CHECK_FALSE(AddressMatches("root", "@example.com"));
  // The domain follows the last @ (RFC 5321: quoted local parts may hold one).
  CHECK(AddressMatches("\"a@b\"@example.com", "@example.com"));
  CHECK(DomainOf("\"a@b\"@Example.COM") == "example.com");
  CHECK(DomainOf("root") == "");
}
