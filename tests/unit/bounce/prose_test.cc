// Bounces in prose, and what they say of one refusal.
#include "bounce/prose.h"

#include <doctest/doctest.h>

#include "bounce/reply.h"
#include "bounce/text.h"

using namespace mailwhy;
using namespace mailwhy::bounce;

TEST_CASE("a refusal is what the other server said, whoever tells it") {
  const auto said = [](const char* words) { return ReadRefusal(words).said; };
  CHECK(said("(reason: 550 5.1.1 User unknown)") == "550 5.1.1 User unknown");
  CHECK(said("Remote Server returned '550 5.7.1 Spam ##'") ==
        "550 5.7.1 Spam ##");
  CHECK(said("192.0.2.1 failed after I sent the message. Remote host said: "
             "554 no Giving up on 192.0.2.1.") == "554 no");
  CHECK(said("Unrouteable address") == "Unrouteable address");
  CHECK(said("").empty());
}

TEST_CASE("a number that is no reply code does not begin a reply") {
  CHECK(FindReply("retry timeout exceeded after 550 attempts") ==
        std::string_view::npos);
  CHECK(FindReply("connect to 192.0.2.1:465: timed out") ==
        std::string_view::npos);
  CHECK(FindReply("mx.example.net said: 550 no") == 21);
  CHECK(FindReply("it was 550 5.1.1 no") == 7);
  CHECK(FindReply("5.1.1") == std::string_view::npos);
  CHECK(BeginsWithReply("5.1.1 no"));
  CHECK(BeginsWithReply("#550 5.1.1 no"));
  CHECK_FALSE(BeginsWithReply("550x"));
}

TEST_CASE("exim names the host and the step, before the reply or above it") {
  const Refusal refusal = ReadRefusal(
      "SMTP error from remote mail server after end of data: host "
      "mx.example.net [192.0.2.25]: 554 5.7.1 no");
  CHECK(refusal.said == "554 5.7.1 no");
  CHECK(refusal.stage == "end_of_data");
  CHECK(refusal.peer == Peer{"mx.example.net", "192.0.2.25", ""});
}

TEST_CASE("Postfix's own form keeps its host and step") {
  const Refusal refusal = ReadRefusal(
      "host mx.example.net[192.0.2.25] said: 550 no (in reply to RCPT TO "
      "command)");
  CHECK(refusal.as_logged);
  CHECK(refusal.peer == Peer{"mx.example.net", "192.0.2.25", ""});
  CHECK(refusal.said ==
        "host mx.example.net[192.0.2.25] said: 550 no (in reply to RCPT TO "
        "command)");
}

TEST_CASE("a wrapped reply that begins a line with an address goes on") {
  const Prose prose = ReadProse(
      "<a@example.net>: host mx.example.net[192.0.2.25] said: 550 5.1.1\n"
      "    <a@example.net>: User unknown (in reply to RCPT TO command)\n"
      "<b@example.net>: unknown user: \"b\"\n");
  REQUIRE(prose.recipients.size() == 2);
  CHECK(prose.recipients[0].said[0] ==
        "host mx.example.net[192.0.2.25] said: 550 5.1.1 <a@example.net>: User "
        "unknown (in reply to RCPT TO command)");
  CHECK(prose.recipients[1].said[0] == "unknown user: \"b\"");
}

TEST_CASE("a transcript's replies go to the recipient named last") {
  const Prose prose = ReadProse(
      "The following addresses had delivery errors:\n\n"
      ">>> RCPT TO:<a@example.net>\n<<< 550-5.1.1 No\n<<< 550 5.1.1 user\n"
      ">>> RCPT TO:<b@example.net>\n<<< 452 4.2.2 Full\n");
  REQUIRE(prose.recipients.size() == 2);
  CHECK(prose.recipients[0].said[0] == "550-5.1.1 No 550 5.1.1 user");
  CHECK(prose.recipients[1].said[0] == "452 4.2.2 Full");
  CHECK(prose.announced);
  CHECK(prose.has_code);
}

TEST_CASE("a reply introduced by a sentence may be in the next paragraph") {
  const Prose prose = ReadProse(
      "Delivery to the following recipient failed permanently:\n\n"
      "     a@example.net\n\nTechnical details of permanent failure: \n"
      "It was rejected by mx.example.net. [192.0.2.25].\n\n"
      "The error that the other server returned was:\n550 5.1.1 No such "
      "user\n");
  REQUIRE(prose.recipients.size() == 1);
  CHECK(prose.recipients[0].said[0] == "550 5.1.1 No such user");
  CHECK(prose.recipients[0].remote_mta ==
        Peer{"mx.example.net", "192.0.2.25", ""});
}

TEST_CASE("the returned mail is not read as part of the notice") {
  const std::string text =
      "<a@example.net>: Mailbox full\n\n"
      "--- Below this line is a copy of the message.\n\n550 5.7.1 spam\n";
  const Prose prose = ReadProse(text);
  REQUIRE(prose.recipients.size() == 1);
  CHECK(prose.recipients[0].said.size() == 1);
  CHECK(prose.rest.substr(0, 22) == "--- Below this line is");
}

TEST_CASE("quote marks of several forwards are taken off, indentation stays") {
  const auto lines = LinesOf("> > a\n>>b\n| c\n>     d\n<e>\n");
  REQUIRE(lines.size() == 5);
  CHECK(lines[0] == "a");
  CHECK(lines[1] == "b");
  CHECK(lines[2] == "c");
  CHECK(lines[3] == "    d");
  CHECK(lines[4] == "<e>");
}

TEST_CASE("addresses are found in text, in brackets and in quotes") {
  CHECK(FindAddress("to 'a.b@example.net'.") == "a.b@example.net");
  CHECK(FindAddress("<\"a b\"@example.net>") == "\"a b\"@example.net");
  CHECK(FindAddress("a..b.@example.co.jp,") == "a..b.@example.co.jp");
  CHECK(FindAddress("宛先:<c@example.net>") == "c@example.net");
  CHECK_FALSE(FindAddress("@ at @ home"));
}

TEST_CASE("older Exchange names the recipient with a date") {
  const Prose prose = ReadProse(
      "Your message did not reach some or all of the recipients.\n\n"
      "      'a@example.net' on 11/22/2026 1:02 AM\n"
      "            The e-mail account does not exist.\n"
      "            <ex01.example.org #5.1.1 smtp;550 5.1.1 unknown>\n");
  REQUIRE(prose.recipients.size() == 1);
  CHECK(prose.recipients[0].recipient == "a@example.net");
  CHECK(prose.recipients[0].said[0] == "550 5.1.1 unknown>");
}

TEST_CASE("a label after the reply is not part of it") {
  const Prose prose = ReadProse(
      "Your message to a@example.net couldn't be delivered.\n"
      "Reported error:\t550 5.1.10 not found\n"
      "DSN generated by:\tex01.example.org\nRemote server:\tmx.example.net\n");
  REQUIRE(prose.recipients.size() == 1);
  CHECK(prose.recipients[0].said[0] == "550 5.1.10 not found");
  CHECK(prose.recipients[0].remote_mta.name == "mx.example.net");
  CHECK(prose.reporting_mta.name == "ex01.example.org");
}

TEST_CASE("log lines, Postfix's words and a reply within a sentence are read") {
  const auto said = [](const char* text) {
    const Prose prose = ReadProse(text);
    REQUIRE(prose.recipients.size() == 1);
    CHECK(prose.has_code);
    return prose.recipients[0].said[0];
  };
  CHECK(said("Nov 22 09:15:42 mx01 postfix/smtp[1]: 4D1E22A3B2: to=<a@example."
             "net>, relay=none, delay=1, dsn=5.1.1, status=bounced (host "
             "mx.example.net[192.0.2.25] said: 550 5.1.1 no)") ==
        "host mx.example.net[192.0.2.25] said: 550 5.1.1 no");
  CHECK(said("They wrote:\nhost mx.example.net[192.0.2.25] said: 452 full\n") ==
        "host mx.example.net[192.0.2.25] said: 452 full");
  CHECK(said("Since yesterday they say \"550 5.7.1 likely spam\". Why?") ==
        "550 5.7.1 likely spam\". Why?");
  CHECK(said("<a@example.net>:\n554: 5.7.9: not accepted\n") ==
        "554 5.7.9: not accepted");
}
