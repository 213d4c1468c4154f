#include "source/log_like.h"
#include "source/wrapped.h"
#include "unit/source/files.h"

using namespace mailwhy;
using namespace mailwhy::source;

namespace {

using Lines = std::vector<std::string>;

Lines Mended(const std::string& text) {
  OpenOptions options;
  options.join_pasted = true;
  return ReadAll(*OpenText(text, options)).lines;
}

constexpr const char* kHead = "Dec 5 18:38:12 mx01 postfix/";

std::string Line(const std::string& rest) { return kHead + rest; }

// Wraps a line after `left` and mends it again.
void CheckWrap(const std::string& left, const std::string& right,
               const std::string& whole) {
  CAPTURE(left);
  CHECK(Mended(Line(left) + "\n" + right + "\n") == Lines{Line(whole)});
}

}  // namespace

TEST_CASE("lines of every kind of log look like lines of a log") {
  for (const char* line :
       {"Dec  5 18:38:12 mx01 postfix/qmgr[1]: x", "Dec 5 18:38:12 mx01 x: y",
        "Dec 05 8:38:12 mx01 x: y", "<22>Dec  5 18:38:12 mx01 x: y",
        "2022-12-05T18:38:12.345+09:00 mx01 x: y", "2022-12-05 18:38:12 x",
        "<22>1 2022-12-05T18:38:12Z mx01 x 1 - - y", "{\"message\":\"x\"}",
        "mail-1  | Dec  5 18:38:12 mx01 x: y", "12月  5 18:38:12 mx01 x: y",
        "déc.  5 18:38:12 mx01 x: y",
        "Mon 2022-12-05 18:38:12 JST mx01 postfix/qmgr[1]: x",
        "月 2022-12-05 18:38:12 JST mx01 postfix/qmgr[1]: x",
        "[pod/mail-0/postfix] Dec  5 18:38:12 mx01 postfix/qmgr[1]: x"}) {
    CAPTURE(line);
    CHECK(BeginsLikeLogLine(line));
  }
  CHECK(BeginsLikeLogLine(std::string(10, '\0') + "Dec  5 18:38:12 mx01 x"));
}

TEST_CASE("other text does not look like a line of a log") {
  for (const char* line :
       {"", " ", "~略", "SHA384 (256/256 bits)", "Dec", "Dec  5",
        "Dec  5 18:38", "<", "<22>", "2022-12-05", "2022-12-05T",
        "Dear 5 people", "/0.09/0.17, dsn", "12:Dec 5 18:38:12 mx01 x",
        "12 5 18:38:12 mx01 x"}) {
    CAPTURE(line);
    CHECK_FALSE(BeginsLikeLogLine(line));
  }
}

TEST_CASE("wrapped lines become whole again") {
  CheckWrap("smtp[1]: TLSv1.2 with cipher ADH-AES256-GCM-",
            "SHA384 (256/256 bits)",
            "smtp[1]: TLSv1.2 with cipher ADH-AES256-GCM-SHA384 "
            "(256/256 bits)");
  CheckWrap("smtp[1]: A1B2C3D4E5: to=<a@example.net>, delays=0.16/0.05",
            "/0.09/0.17, dsn=2.0.0, status=sent (250 Ok)",
            "smtp[1]: A1B2C3D4E5: to=<a@example.net>, delays=0.16/0.05/0.09/"
            "0.17, dsn=2.0.0, status=sent (250 Ok)");
  CheckWrap("smtp[1]: A1B2C3D4E5: to=<a@example.net>, dsn=2.0.0,",
            "status=sent (250 Ok)",
            "smtp[1]: A1B2C3D4E5: to=<a@example.net>, dsn=2.0.0, status=sent "
            "(250 Ok)");
  CheckWrap("qmgr[1]: A1B2C3D4E5: from=<a@example.com>, size=1284, nrcpt=1",
            "(queue active)",
            "qmgr[1]: A1B2C3D4E5: from=<a@example.com>, size=1284, nrcpt=1 "
            "(queue active)");
  CheckWrap(
      "smtp[1]: A1B2C3D4E5: to=<a@example.net>, status=sent (250 Ok: "
      "queued as EEC70",
      "2AAC0E)",
      "smtp[1]: A1B2C3D4E5: to=<a@example.net>, status=sent (250 Ok: "
      "queued as EEC702AAC0E)");
  CheckWrap(
      "smtp[1]: A1B2C3D4E5: to=<a@example.net>, status=deferred (connect "
      "to mail.example.net[192.0.2.1]:",
      "25: Connection timed out)",
      "smtp[1]: A1B2C3D4E5: to=<a@example.net>, status=deferred (connect "
      "to mail.example.net[192.0.2.1]:25: Connection timed out)");
  CheckWrap(
      "smtp[1]: A1B2C3D4E5: to=<a@example.net>, status=deferred "
      "(Connection timed",
      "out)",
      "smtp[1]: A1B2C3D4E5: to=<a@example.net>, status=deferred "
      "(Connection timed out)");
}

TEST_CASE("a line in three pieces becomes one") {
  CHECK(Mended(Line("smtp[1]: A1B2C3D4E5: to=<a@example.net>,\n"
                    "    relay=none, delay=30,\n"
                    "status=deferred (timeout)\n")) ==
        Lines{Line("smtp[1]: A1B2C3D4E5: to=<a@example.net>,    relay=none, "
                   "delay=30, status=deferred (timeout)")});
}

TEST_CASE("filling between log lines stays by itself") {
  const std::string first = Line("smtp[1]: A1B2C3D4E5: to=<a@example.net>,");
  const std::string last = Line("qmgr[1]: A1B2C3D4E5: removed");
  for (const char* filler :
       {"~略", "...", "", "（略）", "(snip)", "…", "---"}) {
    CAPTURE(filler);
    CHECK(Mended(first + "\n" + filler + "\n" + last + "\n") ==
          Lines{first, filler, last});
  }
}

TEST_CASE("talk after a line that was cut stays by itself") {
  const std::string cut = Line(
      "smtp[1]: A1B2C3D4E5: to=<a@example.net>, status=bounced (host "
      "mx.example.net said: 550 5.1.1 user unkn");
  const std::string early =
      Line("smtp[1]: A1B2C3D4E5: to=<a@example.net>, rel");
  for (const char* talk :
       {"What shall I do?", "What does that mean (I am new to this)?",
        "Please help me.", "Thanks in advance!", "このメールが届きません。",
        "と出ています", "Best regards,", "I can't find anything about it."}) {
    CAPTURE(talk);
    CHECK(Mended(cut + "\n" + talk + "\n") == Lines{cut, talk});
    CHECK(Mended(early + "\n" + talk + "\n") == Lines{early, talk});
  }
  CHECK(Mended(cut + "\nown <a@example.net>\nWhat now?\nYours, B.\n") ==
        Lines{cut + " own <a@example.net>", "What now?", "Yours, B."});
}

TEST_CASE("a cut line in pieces is joined as far as it goes") {
  CheckWrap(
      "smtp[1]: A1B2C3D4E5: to=<a@example.net>, status=bounced (host "
      "mx.example.net said: 550 5.1.1",
      "Recipient address rejected: User unkn",
      "smtp[1]: A1B2C3D4E5: to=<a@example.net>, status=bounced (host "
      "mx.example.net said: 550 5.1.1 Recipient address rejected: User unkn");
  CheckWrap(
      "smtp[1]: A1B2C3D4E5: to=<a@example.net>, status=bounced (host "
      "mx.example.net said: 550",
      "宛先不明です。 (in reply to RCPT TO command))",
      "smtp[1]: A1B2C3D4E5: to=<a@example.net>, status=bounced (host "
      "mx.example.net said: 550 宛先不明です。 (in reply to RCPT TO command))");
}

TEST_CASE("talk after a whole line stays by itself") {
  const std::string line =
      Line("smtp[1]: A1B2C3D4E5: to=<a@example.net>, status=sent (250 Ok)");
  CHECK(Mended(line + "\nand then nothing came\n") ==
        Lines{line, "and then nothing came"});
  const std::string removed = Line("qmgr[1]: A1B2C3D4E5: removed");
  CHECK(Mended(removed + "\nと出ています。\n") ==
        Lines{removed, "と出ています。"});
  CHECK(Mended("talk before\n" + removed + "\n") ==
        Lines{"talk before", removed});
}

TEST_CASE("what pasting put before a log line is taken off") {
  const std::string line = Line("qmgr[1]: A1B2C3D4E5: removed");
  for (const char* mark : {"> ", ">> ", "  ", "\t",
                           "/var/log/mail.log:", "12:", "mail.log:12:", "* ",
                           "\xE3\x80\x80", "`", "\xEF\xBB\xBF"}) {
    CAPTURE(mark);
    CHECK(Mended(mark + line + "\n") == Lines{line});
  }
}

TEST_CASE("no-break spaces become blanks") {
  CHECK(Mended("Dec\xC2\xA0 5 18:38:12 mx01 postfix/qmgr[1]: A: removed\n") ==
        Lines{"Dec  5 18:38:12 mx01 postfix/qmgr[1]: A: removed"});
}

TEST_CASE("text that is no log comes through as it is") {
  const Lines lines{"Dear all,", "  the mail did not come.", "> quoted", ":-)",
                    "a: b"};
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  CHECK(Mended(text) == lines);
}

TEST_CASE("without being asked nothing is mended") {
  const std::string text =
      Line("smtp[1]: A: to=<a@example.net>,\nrelay=none\n");
  CHECK(ReadAll(*OpenText(text, {})).lines.size() == 2);
}

TEST_CASE("a mended line does not grow without bounds") {
  std::string text = Line("smtp[1]: A1B2C3D4E5: status=deferred (said:\n");
  for (int i = 0; i < 10'000; ++i) text += "and more and more and more\n";
  for (const std::string& line : Mended(text)) CHECK(line.size() <= kMaxLine);
}

TEST_CASE("a last line without its end is mended too") {
  OpenOptions options;
  options.join_pasted = true;
  const Read read = ReadAll(
      *OpenText(Line("smtp[1]: A: to=<a@example.net>,\nrelay=none"), options));
  CHECK(read.lines ==
        Lines{Line("smtp[1]: A: to=<a@example.net>, relay=none")});
  CHECK_FALSE(read.last_complete);
}

TEST_CASE("hostile text is mended without harm") {
  Mended(std::string(300'000, '('));
  Mended(Line(std::string(300'000, '[')) + "\n" + std::string(300'000, ')'));
  Mended(Line("") + "\n\n" + std::string("\0\0", 2) + "\n)\n(\n");
  Mended("Dec 5 18:38:12 \n/\n");
  Mended(Line("(") + "\n \n\t\n\r\n");
  CHECK(Mended("\xE7\x95\n").size() == 1);
}
