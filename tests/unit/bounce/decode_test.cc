// Transfer encodings, character sets, encoded words and pages.
#include "bounce/decode.h"

#include <doctest/doctest.h>

#include "base/text.h"

using namespace mailwhy;
using namespace mailwhy::bounce;

TEST_CASE("base64 is read over line ends and without its padding") {
  CHECK(DecodeBase64("VXNl\r\nciB1bmtub3du") == "User unknown");
  CHECK(DecodeBase64("VXNlciB1bmtub3duIQ==") == "User unknown!");
  CHECK(DecodeBase64("VXNlciB1bmtub3duIQ") == "User unknown!");
  CHECK(DecodeBase64("").empty());
  CHECK(DecodeBase64("\xff\xfe!").empty());
}

TEST_CASE("quoted-printable joins soft line ends and keeps what is broken") {
  CHECK(DecodeQuotedPrintable("550 5.1.1 user=20un=\r\nknown") ==
        "550 5.1.1 user unknown");
  CHECK(DecodeQuotedPrintable("a=3Db = c=") == "a=b = c");
  CHECK(DecodeQuotedPrintable("=ZZ=4") == "=ZZ=4");
}

TEST_CASE("a text comes out as UTF-8 from the charset that its part names") {
  CHECK(ToUtf8("Postf\xe4"
               "cher voll",
               "iso-8859-1") == "Postfächer voll");
  CHECK(ToUtf8("\x1b$B08@h\x1b(B", "iso-2022-jp") == "宛先");
  CHECK(ToUtf8("\xef\xee\xf2\xee\xeb", "windows-1251") == "потол");
  CHECK(ToUtf8("\x88\xb6\x90\xe6", "Shift_JIS") == "宛先");
}

TEST_CASE("a charset that is missing, unknown or wrong is guessed") {
  CHECK(ToUtf8("宛先", "") == "宛先");
  CHECK(ToUtf8("宛先", "us-ascii") == "宛先");
  CHECK(ToUtf8("\x1b$B08@h\x1b(B", "") == "宛先");
  CHECK(ToUtf8("\xb0\xb8\xc0\xe8", "") == "宛先");
  CHECK(ToUtf8("\x88\xb6\x90\xe6", "no-such-set") == "宛先");
  CHECK(ToUtf8("Empf\xe4nger", "x-unknown") == "Empfänger");
  CHECK(ToUtf8("plain", "utf-8//TRANSLIT") == "plain");
}

TEST_CASE("whatever the bytes, the result is UTF-8") {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  for (const char* charset : {"", "utf-8", "iso-2022-jp", "euc-jp", "shift_jis",
                              "gb2312", "big5", "windows-1252", "utf-16"}) {
    const std::string text = ToUtf8(all + all, charset);
    CHECK_MESSAGE(ValidUtf8(text) == text, charset);
    CHECK_MESSAGE(!text.empty(), charset);
  }
}

TEST_CASE("encoded words of a header are joined, other text stays") {
  CHECK(DecodeWords("=?utf-8?B?5a6b?= =?utf-8?Q?=E5=85=88?= ok") == "宛先 ok");
  CHECK(DecodeWords("Re: =?iso-8859-1?Q?M=FCll_da?=") == "Re: Müll da");
  CHECK(DecodeWords("plain =? text ?= here") == "plain =? text ?= here");
  CHECK(DecodeWords("=?utf-8?B?") == "=?utf-8?B?");
}

TEST_CASE("a page becomes its text, without scripts, styles and comments") {
  CHECK(TextOfHtml("<style>p{}</style>a<br>b &lt;c@example.net&gt;&#39;") ==
        "a\nb <c@example.net>'");
  CHECK(TextOfHtml("<pre>a\nb</pre>c\nd") == "\na\nb\nc d");
  CHECK(TextOfHtml("x<!-- 550 --><script>if (a<b) {}</script>y") == "xy");
  CHECK(TextOfHtml("a &unknown; &#xD800; &") == "a &unknown; \uFFFD &");
  CHECK(TextOfHtml("<b").empty());
}
