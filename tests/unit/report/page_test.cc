#include "report/page.h"

#include <doctest/doctest.h>

#include "base/text.h"
#include "report/format.h"

namespace mailwhy::report {
namespace {

using Lines = std::vector<std::string>;

TEST_CASE("text breaks at blanks") {
  CHECK(Wrap("one two three", 9) == Lines{"one two", "three"});
  CHECK(Wrap("one", 9) == Lines{"one"});
  CHECK(Wrap("", 9) == Lines{""});
}

TEST_CASE("wide characters count two columns and break anywhere") {
  CHECK(Wrap("あいうえおか", 8) == Lines{"あいうえ", "おか"});
}

TEST_CASE("no line begins with a full stop or ends with an opening bracket") {
  CHECK(Wrap("あいうえ。お", 8) == Lines{"あいう", "え。お"});
  CHECK(Wrap("あいう（えお", 8) == Lines{"あいう", "（えお"});
  CHECK(Wrap("あいのキュー全", 8) == Lines{"あいの", "キュー全"});
  CHECK(Wrap("あいうフィル", 8) == Lines{"あいう", "フィル"});
}

TEST_CASE("a word longer than the line is cut, between characters") {
  CHECK(Wrap(std::string(20, 'x'), 8) == Lines{"xxxxxxxx", "xxxxxxxx", "xxxx"});
  for (const std::string& line : Wrap("ééééééééééééé", 8)) {
    CHECK(ValidUtf8(line) == line);
  }
}

TEST_CASE("an address of the web is not cut, unless it is endless") {
  const std::string url = "https://example.org/lookup?ip=192.0.2.1";
  CHECK(Wrap("see " + url + " there", 20) == Lines{"see", url, "there"});
  CHECK(Wrap(url + std::string(400, 'x'), 20).size() > 10);
}

TEST_CASE("no line is wider than asked for, whatever comes") {
  const std::string text =
      "配送済み: mail.example.net[203.0.113.112]:25 に渡しました（相手側の"
      "キューID: EEC702AAC0E）。and some English at the end of it all.";
  for (const int width : {8, 20, 33, 80}) {
    for (const std::string& line : Wrap(text, width)) {
      CHECK(DisplayWidth(line) <= width);
    }
  }
}

TEST_CASE("a page shows controls, and sends none but its own colour") {
  Page page(40, false);
  page.Headline("a\x1b[2Jb", Tone::kBad);
  page.Section("c\x07");
  page.Paragraph("d\re\nf");
  page.Row("\x1b]0;g", 8, "h\x9b");
  page.Verbatim("i\x1b[31m\xe2\x80\xaej");
  for (const char c : page.text()) {
    const auto byte = static_cast<unsigned char>(c);
    CHECK((byte >= 0x20 || c == '\n'));
  }
  CHECK(page.text().find("\xe2\x80\xae") == std::string::npos);
}

TEST_CASE("colour is there only where it is wanted, and always ends") {
  Page plain(40, false), coloured(40, true);
  plain.Headline("x", Tone::kGood);
  coloured.Headline("x", Tone::kGood);
  CHECK(plain.text() == "x\n");
  CHECK(coloured.text() == "\x1b[1;32mx\x1b[0m\n");
}

TEST_CASE("rows stand in columns also with wide labels") {
  Page page(40, false);
  page.Row("宛先", 6, "a");
  page.Row("From", 6, "b");
  CHECK(page.text() == "  宛先    a\n  From    b\n");
}

TEST_CASE("a log line of a megabyte is cut") {
  Page page(80, false);
  page.Verbatim(std::string(1 << 20, 'x'));
  CHECK(page.text().size() < 2100);
}

TEST_CASE("text is clipped between characters") {
  CHECK(Clip("abc", 3) == "abc");
  CHECK(Clip("abcd", 3) == "abc…");
  CHECK(Clip("ああ", 4) == "あ…");
}

TEST_CASE("only harmless names may stand in a command") {
  CHECK(SafeInCommand("8B84D8D1CF"));
  CHECK(SafeInCommand("tu@example.com"));
  for (const char* bad : {"", "-H", "a b", "a;b", "$(x)", "a\nb", "é"}) {
    CHECK_MESSAGE(!SafeInCommand(bad), bad);
  }
}

}  // namespace
}  // namespace mailwhy::report
