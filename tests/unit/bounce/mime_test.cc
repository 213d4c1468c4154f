// A mail taken apart.
#include "bounce/mime.h"

#include <doctest/doctest.h>

using namespace mailwhy::bounce;

TEST_CASE("headers are unfolded and found whatever their case") {
  std::string_view mail = "SUBJECT: one\r\n two\r\nTo: a@example.net\r\n\r\nx";
  const Headers headers = Headers::Take(mail);
  CHECK(headers.Get("subject") == "one two");
  CHECK(headers.Get("to") == "a@example.net");
  CHECK(headers.Get("from").empty());
  CHECK(mail == "x");
}

TEST_CASE("a media type's parameters may be quoted, and its name be a file's") {
  std::string_view mail =
      "Content-Type: Multipart/Report; boundary=\"a;\\\"b\"; "
      "report-type=Delivery-Status\n"
      "Content-Disposition: attachment; filename=\"x.eml\"\n\n";
  const MediaType type = ReadMediaType(Headers::Take(mail));
  CHECK(type.type == "multipart/report");
  CHECK(type.boundary == "a;\"b");
  CHECK(type.report_type == "delivery-status");
  CHECK(type.name == "x.eml");
}

TEST_CASE("the parts of a report are told apart by what they are") {
  const Message message = ReadMessage(
      "From: a@example.net\nContent-Type: multipart/report; boundary=b\n\n"
      "preamble\n--b\n\ntext\n--b\nContent-Type: message/delivery-status\n\n"
      "Action: failed\n--b\nContent-Type: message/rfc822\n\nSubject: x\n\ny\n"
      "--b--\nepilogue");
  CHECK(message.report_type == "delivery-status");
  REQUIRE(message.texts.size() == 1);
  CHECK(message.texts[0] == "text\n");
  REQUIRE(message.reports.size() == 1);
  CHECK(message.reports[0] == "Action: failed\n");
  REQUIRE(message.mails.size() == 1);
  CHECK(message.mails[0] == "Subject: x\n\ny\n");
}

TEST_CASE(
    "a longer boundary is not the shorter one, and an end may be missing") {
  const Message message = ReadMessage(
      "From: a@example.net\nContent-Type: multipart/mixed; boundary=b\n\n"
      "--b\n\none\n--bb\ntwo\n--b\n\nthree");
  REQUIRE(message.texts.size() == 2);
  CHECK(message.texts[0] == "one\n--bb\ntwo\n");
  CHECK(message.texts[1] == "three");
}

TEST_CASE("a multipart whose boundary never comes is read as text") {
  const Message message = ReadMessage(
      "From: a@example.net\nContent-Type: multipart/mixed; boundary=b\n\ntext");
  REQUIRE(message.texts.size() == 1);
  CHECK(message.texts[0] == "text");
}

TEST_CASE("a mail attached as a file, in base64, is a mail") {
  const Message message = ReadMessage(
      "From: a@example.net\nContent-Type: application/octet-stream; "
      "name=\"=?utf-8?Q?b.EML?=\"\nContent-Transfer-Encoding: base64\n\n"
      "U3ViamVjdDogeAoK\n");
  REQUIRE(message.mails.size() == 1);
  CHECK(message.mails[0] == "Subject: x\n\n");
}

TEST_CASE("text without a mail's headers is what somebody pasted") {
  CHECK(ReadMessage("Hello\nFrom: x\n").pasted);
  CHECK(ReadMessage("Reporting-MTA: dns; mx.example.net\n\n").pasted);
  CHECK_FALSE(ReadMessage("From a\nFrom: a@example.net\n\nx").pasted);
  CHECK_FALSE(ReadMessage("\r\nSubject: x\r\n\r\n").pasted);
}

TEST_CASE("parts without the headers above them are still parts") {
  const Message message = ReadMessage(
      "--boundary1\nContent-Type: message/delivery-status\n\nAction: failed\n"
      "--boundary1--\n");
  REQUIRE(message.reports.size() == 1);
}

TEST_CASE("nesting and the number of parts have their limits") {
  std::string deep = "From: a@example.net\n";
  for (int i = 0; i < 200; ++i) {
    const std::string mark = "b" + std::to_string(i);
    deep += "Content-Type: multipart/mixed; boundary=" + mark + "x\n\n--" +
            mark + "x\n";
  }
  CHECK(ReadMessage(deep + "\ntext").texts.empty());
  std::string wide =
      "From: a@example.net\nContent-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 5000; ++i) wide += "--b\n\nx\n";
  CHECK(ReadMessage(wide).texts.size() <= kMostParts);
}
