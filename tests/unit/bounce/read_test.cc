// Whole messages: what they are, and who they say did not get the mail.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "base/text.h"
#include "bounce/bounce.h"
#include "bounce/prose.h"

using namespace mailwhy;
using namespace mailwhy::bounce;

namespace {

std::string Sample(const std::string& name) {
  const std::string path =
      std::string(MAILWHY_SOURCE_DIR) + "/tests/golden/explain-message/" + name;
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.is_open(), path);
  return {std::istreambuf_iterator<char>(file), {}};
}

const char* const kSamples[] = {
    "postfix.eml",      "postfix-delay.eml", "exchange-attached.eml",
    "exim-quoted.eml",  "qmail.eml",         "sendmail.eml",
    "domino.eml",       "carrier-ja.eml",    "mailman.eml",
    "gmail-pasted.txt", "status-only.txt"};

std::string Quoted(const std::string& text) {
  std::string quoted = "Look:\n";
  for (const std::string_view line : Split(text, '\n')) {
    quoted.append("> ").append(line).append("\n");
  }
  return quoted;
}

std::string Attached(const std::string& mail) {
  return "From: a@example.org\nSubject: Fwd\nContent-Type: multipart/mixed; "
         "boundary=outermost\n\n--outermost\n\nHelp!\n--outermost\n"
         "Content-Type: message/rfc822\n\n" +
         mail + "\n--outermost--\n";
}

void CheckBounce(const Bounce& bounce) {
  CHECK(bounce.recipients.size() <= 1000);
  for (const BouncedRecipient& recipient : bounce.recipients) {
    CHECK(recipient.recipient.size() <= 320);
    CHECK(recipient.said.size() <= 16);
    for (const std::string& said : recipient.said) {
      CHECK(said.size() <= 64 * 1024);
    }
  }
}

}  // namespace

TEST_CASE(
    "every sample is a failure or a delay, with somebody who did not "
    "get the mail and something that was said") {
  for (const char* name : kSamples) {
    const Bounce bounce = ReadBounce(Sample(name));
    CAPTURE(name);
    const bool delay = std::string_view(name) == "postfix-delay.eml";
    CHECK(bounce.kind ==
          (delay ? Bounce::Kind::kDelay : Bounce::Kind::kFailure));
    REQUIRE_FALSE(bounce.recipients.empty());
    CHECK_FALSE(bounce.recipients[0].recipient.empty());
    CHECK_FALSE(bounce.recipients[0].said.empty());
  }
}

TEST_CASE("a message attached to another says what it said alone") {
  for (const char* name : kSamples) {
    const std::string alone = Sample(name);
    const Bounce attached = ReadBounce(Attached(alone));
    CAPTURE(name);
    CHECK(attached.recipients == ReadBounce(alone).recipients);
  }
}

TEST_CASE("a message quoted whole names the same recipients") {
  for (const char* name : kSamples) {
    // What was encoded stays so in a quotation of its source.
    if (std::string_view(name) == "carrier-ja.eml") continue;
    const Bounce alone = ReadBounce(Sample(name));
    const Bounce quoted = ReadBounce(Quoted(Sample(name)));
    CAPTURE(name);
    REQUIRE(quoted.recipients.size() == alone.recipients.size());
    for (std::size_t i = 0; i < alone.recipients.size(); ++i) {
      CHECK(quoted.recipients[i].recipient == alone.recipients[i].recipient);
    }
  }
}

TEST_CASE("line ends do not matter") {
  for (const char* name : kSamples) {
    std::string unix_ends, crlf;
    for (const char c : Sample(name)) {
      if (c == '\r') continue;
      if (c == '\n') crlf += '\r';
      unix_ends += c;
      crlf += c;
    }
    CAPTURE(name);
    CHECK(ReadBounce(unix_ends).recipients == ReadBounce(crlf).recipients);
  }
}

TEST_CASE("the original mail's headers are told, not the notification's") {
  const Bounce bounce = ReadBounce(Sample("postfix.eml"));
  CHECK(bounce.message_id == "figures-1@example.org");
  CHECK(bounce.subject == "お見積りの件");
  CHECK(bounce.sender == "taro@example.org");
  CHECK(bounce.queue_id == "4D1E22A3B2");
  CHECK(bounce.recipients[0].remote_mta ==
        Peer{"mx.example.net", "192.0.2.25", ""});
  CHECK(bounce.recipients[1].original == "sales@example.org");
}

TEST_CASE("answers of programs and receipts are no bounces") {
  CHECK(ReadBounce(Sample("away.eml")).kind == Bounce::Kind::kAutoReply);
  CHECK(ReadBounce(Sample("read.eml")).kind == Bounce::Kind::kReceipt);
  CHECK(ReadBounce(Sample("delivered.eml")).kind == Bounce::Kind::kReceipt);
  CHECK(ReadBounce(Sample("hello.eml")).kind == Bounce::Kind::kOtherMail);
  CHECK(ReadBounce("").kind == Bounce::Kind::kOtherMail);
  CHECK(ReadBounce("From: a@example.net\nSubject: =?utf-8?B?6Ieq5YuV6L+U5L+h?="
                   "\n\nThank you, a@example.net\n")
            .kind == Bounce::Kind::kAutoReply);
}

TEST_CASE("Postfix marks its bounces as automatic, and they are bounces") {
  CHECK(Sample("postfix.eml").find("Auto-Submitted: auto-replied") !=
        std::string::npos);
  CHECK(ReadBounce(Sample("postfix.eml")).kind == Bounce::Kind::kFailure);
}

TEST_CASE("of several recipients one that failed makes it a failure") {
  const Bounce bounce = ReadBounce(
      "Final-Recipient: rfc822; a@example.net\nAction: relayed\n"
      "Status: 2.0.0\n\nFinal-Recipient: rfc822; b@example.net\n"
      "Action: failed\nStatus: 5.1.1\n");
  CHECK(bounce.kind == Bounce::Kind::kFailure);
  CHECK(bounce.recipients.size() == 2);
}

TEST_CASE("a bare reply in a pasted text is a failure without a recipient") {
  const Bounce bounce = ReadBounce("550 5.7.1 Blocked, see example.net\n");
  CHECK(bounce.kind == Bounce::Kind::kFailure);
  REQUIRE(bounce.recipients.size() == 1);
  CHECK(bounce.recipients[0].recipient.empty());
  CHECK(bounce.recipients[0].said[0] == "550 5.7.1 Blocked, see example.net");
}

TEST_CASE("text saved as UTF-16 is read") {
  std::string utf16 = "\xFF\xFE";
  for (const char c : std::string("550 5.1.1 <a@example.net> unknown\n")) {
    utf16 += c;
    utf16 += '\0';
  }
  CHECK(ReadBounce(utf16).kind == Bounce::Kind::kFailure);
}

TEST_CASE("messages that are cut anywhere, or damaged, do no harm") {
  std::mt19937 random(7);
  for (const char* name : kSamples) {
    const std::string whole = Sample(name);
    for (std::size_t end = 0; end < whole.size(); end += 37) {
      CheckBounce(ReadBounce(std::string_view(whole).substr(0, end)));
    }
    for (int i = 0; i < 20; ++i) {
      std::string damaged = whole;
      for (int j = 0; j < 40; ++j) {
        damaged[random() % damaged.size()] = static_cast<char>(random());
      }
      CheckBounce(ReadBounce(damaged));
    }
  }
}

TEST_CASE("mails within mails within mails end somewhere") {
  std::string mail = Sample("qmail.eml");
  for (int i = 0; i < 100; ++i)
    mail = "Content-Type: message/rfc822\n\n" + mail;
  CHECK(ReadBounce(mail).kind == Bounce::Kind::kOtherMail);
}

TEST_CASE("a message of very many recipients, lines or long lines is bounded") {
  std::string many = "This is the mail system at host mx01.example.org.\n";
  for (int i = 0; i < 5000; ++i) {
    many += "<u" + std::to_string(i) + "@example.net>: 550 5.1.1 unknown\n";
  }
  const Bounce bounce = ReadBounce(many);
  CHECK(bounce.recipients.size() == 1000);
  CheckBounce(bounce);
  CheckBounce(ReadBounce("<a@example.net>: " + std::string(3'000'000, '5')));
  CheckBounce(ReadBounce(std::string(300'000, '@')));
  CheckBounce(ReadBounce("From: a\n\n" + std::string(300'000, '<')));
  CheckBounce(ReadBounce("From: =?" + std::string(300'000, '?') + "\n\nx"));
}

TEST_CASE("a server's notice without a reply code is known by its subject") {
  const Bounce bounce = ReadBounce(
      "From: Postmaster@mail.example.com\nTo: taro@example.org\n"
      "Subject: Mail System Error - Returned Mail\n\n"
      "The mailbox is over quota.\n\n<goro@example.com>\n");
  CHECK(bounce.kind == Bounce::Kind::kFailure);
  REQUIRE(bounce.recipients.size() == 1);
  CHECK(bounce.recipients[0].recipient == "goro@example.com");
  REQUIRE_FALSE(bounce.recipients[0].said.empty());
}

TEST_CASE("a postmaster's report that lists addresses is no bounce") {
  CHECK(ReadBounce("From: postmaster@example.org\nSubject: Your quarantine\n\n"
                   "Held for you:\n\na@example.net\nb@example.net\n")
            .kind == Bounce::Kind::kOtherMail);
}

TEST_CASE("ordinary text announces no failure") {
  const Prose prose = ReadProse("Dear all,\nlunch is at 12.\n");
  CHECK_FALSE(prose.announced);
  CHECK_FALSE(prose.delayed);
  CHECK(prose.recipients.empty());
}

TEST_CASE("very much text is read in bounded time, the first of it") {
  std::string wide =
      "From: a@example.net\nContent-Type: multipart/mixed; boundary=b\n\n";
  std::string at_signs;
  while (at_signs.size() < 500'000) at_signs += "\"@";
  for (int i = 0; i < 20; ++i) wide += "--b\n\n" + at_signs + "\n";
  CHECK(ReadBounce(wide).kind == Bounce::Kind::kOtherMail);
}
