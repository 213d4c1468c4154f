// The fields of RFC 3464.
#include "bounce/fields.h"

#include <doctest/doctest.h>

#include "bounce/text.h"

using namespace mailwhy;
using namespace mailwhy::bounce;

TEST_CASE("each recipient's fields are its own, blank lines or none") {
  for (const char* gap : {"\n", ""}) {
    Bounce bounce;
    const std::string text =
        std::string(
            "Reporting-MTA: dns; mx01.example.org\n"
            "X-Postfix-Queue-ID: 4D1E22A3B2\n\n"
            "Final-Recipient: rfc822; a@example.net\nAction: failed\n"
            "Status: 5.1.1 (unknown)\nDiagnostic-Code: smtp; 550 5.1.1 User\n"
            " unknown\n") +
        gap +
        "Final-Recipient: rfc822; <b@example.net>\nAction: Delayed (x)\n"
        "Status: 4.4.1\nRemote-MTA: dns; mx.example.net (192.0.2.25)\n";
    REQUIRE(ReadFields(text, bounce));
    CHECK(bounce.reporting_mta.name == "mx01.example.org");
    CHECK(bounce.queue_id == "4D1E22A3B2");
    REQUIRE(bounce.recipients.size() == 2);
    CHECK(bounce.recipients[0].recipient == "a@example.net");
    CHECK(bounce.recipients[0].status == "5.1.1");
    REQUIRE(bounce.recipients[0].said.size() == 1);
    CHECK(bounce.recipients[0].said[0] == "550 5.1.1 User unknown");
    CHECK(bounce.recipients[1].recipient == "b@example.net");
    CHECK(bounce.recipients[1].action == "delayed");
    CHECK(bounce.recipients[1].remote_mta ==
          Peer{"mx.example.net", "192.0.2.25", ""});
  }
}

TEST_CASE("an original recipient may come first, as Exchange has it") {
  Bounce bounce;
  REQUIRE(
      ReadFields("Original-Recipient: rfc822;A@example.net\n"
                 "Final-Recipient: rfc822;a@example.net\nAction: failed\n\n"
                 "Original-Recipient: rfc822;B@example.net\n"
                 "Final-Recipient: rfc822;b@example.net\nAction: failed\n",
                 bounce));
  REQUIRE(bounce.recipients.size() == 2);
  CHECK(bounce.recipients[0].original == "A@example.net");
  CHECK(bounce.recipients[1].original == "B@example.net");
}

TEST_CASE("quoted fields, and a value whose indentation was lost, are read") {
  Bounce bounce;
  REQUIRE(
      ReadFields("> > Final-Recipient: rfc822; a@example.net\r\n"
                 "> > Status: 5.7.1\r\n"
                 "> > Diagnostic-Code: smtp; 550 5.7.1 blocked by\r\n"
                 "> > our policy\r\n> >\r\n> > Regards\r\n",
                 bounce));
  CHECK(bounce.recipients[0].said[0] == "550 5.7.1 blocked by our policy");
}

TEST_CASE("an action or a status in ordinary text is no recipient") {
  Bounce bounce;
  CHECK_FALSE(ReadFields("Action: Subscription disabled.\n", bounce));
  CHECK_FALSE(ReadFields("Status: open\nAction: failed\n", bounce));
  CHECK_FALSE(ReadFields("", bounce));
  CHECK(bounce.recipients.empty());
}

TEST_CASE("dates are those of RFC 5322, and nothing where they are not") {
  CHECK(FormatRfc3339(ReadDate("Fri, 27 Nov 2026 18:38:12 +0900 (JST)")) ==
        "2026-11-27T18:38:12+09:00");
  CHECK(FormatRfc3339(ReadDate("27 Nov 2026 18:38 -0330")) ==
        "2026-11-27T18:38:00-03:30");
  CHECK(FormatRfc3339(ReadDate("27 Nov 2026 09:38:12 GMT")) ==
        "2026-11-27T09:38:12+00:00");
  for (const char* bad : {"", "soon", "31 Feb 2026 10:00:00 +0000",
                          "27 Nov 2026 25:00 +0000", "27 Nov 26", "1 2 3 4"}) {
    CHECK_MESSAGE(!ReadDate(bad).known(), bad);
  }
}

TEST_CASE("hosts are read as every server writes them") {
  CHECK(ReadHost("mx.example.net. [192.0.2.1].") ==
        Peer{"mx.example.net", "192.0.2.1", ""});
  CHECK(ReadHost("[192.0.2.1]") == Peer{"", "192.0.2.1", ""});
  CHECK(ReadHost("mx.example.net. (192.0.2.1, the server for example.net.)") ==
        Peer{"mx.example.net", "192.0.2.1", ""});
  CHECK(ReadHost("192.0.2.1 (mx)") == Peer{"", "192.0.2.1", ""});
  CHECK(ReadHost("mx.example.net (2001:db8::1)") ==
        Peer{"mx.example.net", "2001:db8::1", ""});
  CHECK_FALSE(ReadHost("").known());
}
