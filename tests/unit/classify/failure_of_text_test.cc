// Bare text as people paste it.
#include <doctest/doctest.h>

#include "classify/classifier.h"

using namespace mailwhy;
using classify::FailureOfText;

TEST_CASE("what frames a reply where people copy it from is taken off") {
  for (const char* text :
       {"550 5.1.1 no", "\"550 5.1.1 no\"", "'550 5.1.1 no'", "> 550 5.1.1 no",
        "> > \"550 5.1.1 no\"", "<<< 550 5.1.1 no", "smtp; 550 5.1.1 no",
        "SMTP;550 5.1.1 no", "Diagnostic-Code: smtp; 550 5.1.1 no",
        "「550 5.1.1 no」", "“550 5.1.1 no”", "\xEF\xBB\xBF"
        "550 5.1.1 no"}) {
    CHECK_MESSAGE(FailureOfText(text).response == "550 5.1.1 no", text);
  }
}

TEST_CASE("quotes within a reply stay, and so do empty ones") {
  for (const char* text : {"\"a\" is unknown", "user 'b'", "\"\"", "''", "\"",
                           "「」", "<a@example.net>: unknown user: \"taro\""}) {
    CHECK_MESSAGE(FailureOfText(text).response == text, text);
  }
}

TEST_CASE("a delivery line that was cut before its reason keeps its status") {
  const Failure failure = FailureOfText(
      "8B84D8D1CF: to=<a@example.net>, relay=mx.example.net[192.0.2.1]:25, "
      "dsn=5.1.1, status=bounced");
  CHECK(failure.status == "bounced");
  CHECK(failure.dsn == "5.1.1");
  CHECK(failure.recipient == "a@example.net");
  CHECK(failure.response.empty());
  CHECK(FailureOfText("status=unheard of").status.empty());
}
