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
        "「550 5.1.1 no」", "“550 5.1.1 no”",
        "\xEF\xBB\xBF"
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

TEST_CASE("what a mail program tells before a server's reply is taken off") {
  for (const char* text :
       {"Remote host said: 550 5.1.1 no",
        "Remote server returned '550 5.1.1 no'",
        "The response from the remote server was: 550 5.1.1 no",
        "host mx.example.net [192.0.2.1]: 550 5.1.1 no",
        "SMTP error from remote mail server after RCPT TO:<a@example.net>: "
        "host mx.example.net [192.0.2.1]: 550 5.1.1 no",
        "SMTP error from remote server for TEXT command, host: "
        "mx.example.net (192.0.2.1) reason: 550 5.1.1 no"}) {
    CHECK_MESSAGE(FailureOfText(text).response == "550 5.1.1 no", text);
  }
}

TEST_CASE("Postfix's own words keep what stands before a server's reply") {
  for (const char* text :
       {"host mx.example.net[192.0.2.1] said: 550 5.1.1 no",
        "host mx.example.net[192.0.2.1] refused to talk to me: 554 no",
        "SASL authentication failed; server mx.example.net[192.0.2.1] said: "
        "535 no",
        "550 host example.net said 554 no", "server 5500 is down", "host 55"}) {
    CHECK_MESSAGE(FailureOfText(text).response == text, text);
  }
}

TEST_CASE("a line that was pasted without its time is read from its queue ID") {
  const Failure failure = FailureOfText(
      "postfix/cleanup[66014]: B8A44169A1C: milter-reject: END-OF-MESSAGE from "
      "mail.example.net[192.0.2.4]: 4.7.1 Try again later; "
      "from=<a@example.net>");
  CHECK(failure.action == "milter_reject");
  CHECK(failure.client.ip == "192.0.2.4");
}
