#include "classify/unwrap.h"

#include <doctest/doctest.h>

using mailwhy::classify::IsLocal;
using mailwhy::classify::kLongestReply;
using mailwhy::classify::ReadPeer;
using mailwhy::classify::Reply;
using mailwhy::classify::Unwrap;

TEST_CASE("a host's reply comes out of its wrapping") {
  const Reply reply = Unwrap(
      "host mail.example.com[198.51.100.7] said: 550 5.1.1 <a@example.com>: "
      "User unknown (in reply to RCPT TO command)");
  CHECK(reply.words == "<a@example.com>: User unknown");
  CHECK(reply.code == "550");
  CHECK(reply.dsn == "5.1.1");
  CHECK(reply.said_by_them);
  CHECK(reply.stage == "rcpt");
  CHECK(reply.peer.name == "mail.example.com");
  CHECK(reply.peer.ip == "198.51.100.7");
}

TEST_CASE("a refusal to talk is said at the greeting") {
  for (const char* text :
       {"host mail.example.net[203.0.113.112] refused to talk to me: 554 no",
        "host mail.example.net[203.0.113.112]: refused to talk to me: 554 no",
        "delivery temporarily suspended: host mail.example.net[203.0.113.112] "
        "refused to talk to me: 554 no"}) {
    CAPTURE(text);
    const Reply reply = Unwrap(text);
    CHECK(reply.words == "no");
    CHECK(reply.code == "554");
    CHECK(reply.stage == "greeting");
    CHECK(reply.said_by_them);
    CHECK(reply.peer.ip == "203.0.113.112");
  }
}

TEST_CASE("the lines of one reply are joined without their codes") {
  CHECK(Unwrap("550-5.7.1 one two 550-5.7.1 three 550 5.7.1 four").words ==
        "one two three four");
  CHECK(Unwrap("550-one 550-two 550 three").words == "one two three");
  CHECK(Unwrap("421-4.7.0 a 421-4.7.0  b 421 4.7.0 c").words == "a b c");
}

TEST_CASE("numbers in the words of a single line stay") {
  CHECK(Unwrap("550 you sent 550 mails").words == "you sent 550 mails");
  CHECK(Unwrap("452 4.5.3 limit is 4520").words == "limit is 4520");
}

TEST_CASE("codes are taken off in all their spellings") {
  CHECK(Unwrap("550 #5.1.0 Address rejected.").dsn == "5.1.0");
  CHECK(Unwrap("5.7.1 Command rejected").dsn == "5.7.1");
  CHECK(Unwrap("5.7.1 Command rejected").words == "Command rejected");
  CHECK(Unwrap("smtp; 550 5.1.1 gone").code == "550");
  CHECK(Unwrap("550").code == "550");
  CHECK(Unwrap("550").words.empty());
}

TEST_CASE("what only looks like a code stays in the words") {
  CHECK(Unwrap("192.0.2.1 is listed").dsn.empty());
  CHECK(Unwrap("5.7.1234 is no code").dsn.empty());
  CHECK(Unwrap("2001 recipients").code.empty());
  CHECK(Unwrap("599 nobody says this").code.empty());
}

TEST_CASE("a reject line without its envelope is understood") {
  const Reply reply = Unwrap(
      "NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 454 4.7.1 "
      "<b@example.net>: Relay access denied; from=<a@example.org> "
      "to=<b@example.net> proto=ESMTP helo=<h>");
  CHECK(reply.action == "reject");
  CHECK(reply.stage == "rcpt");
  CHECK(reply.client.ip == "192.0.2.9");
  CHECK(reply.code == "454");
  CHECK(reply.words == "<b@example.net>: Relay access denied");
  CHECK(Unwrap("A1B2C3D4E5: milter-reject: END-OF-MESSAGE from "
               "h.example.net[192.0.2.9]: 5.7.1 Spam; from=<a@example.org>")
            .action == "milter_reject");
}

TEST_CASE("the smtp client's own steps are stages") {
  CHECK(Unwrap("Cannot start TLS: handshake failure").stage == "starttls");
  CHECK(Unwrap("TLS is required, but was not offered by host "
               "mail.example.com[192.0.2.1]")
            .stage == "starttls");
  CHECK(Unwrap("SASL authentication failed; server mail.example.com[192.0.2.1] "
               "said: 535 5.7.8 Error: authentication failed")
            .stage == "auth");
}

TEST_CASE("our own words name the other side and the stage") {
  Reply reply = Unwrap(
      "connect to mail.example.com[2001:db8::7]:25: Network is unreachable");
  CHECK_FALSE(reply.said_by_them);
  CHECK(reply.stage == "connect");
  CHECK(reply.peer.ip == "2001:db8::7");
  CHECK(reply.peer.port == "25");
  reply = Unwrap(
      "lost connection with mail.example.com[198.51.100.7] while receiving "
      "the initial server greeting");
  CHECK(reply.stage == "greeting");
  CHECK(reply.peer.name == "mail.example.com");
  CHECK(reply.words.find("lost connection with") == 0);
}

TEST_CASE("who is named in a reply's words is not the other side") {
  for (const char* text :
       {"554 5.7.1 Service unavailable; Client host [203.0.113.111] blocked "
        "using zen.spamhaus.org",
        "Service unavailable; Client host [203.0.113.111] blocked",
        "550 5.7.1 Mail from host mail.example.org[203.0.113.111] refused",
        "550 connect to mail.example.org[203.0.113.111]:25: timed out",
        "451 4.4.2 lost connection with mail.example.org[203.0.113.111]",
        "connect to Milter service inet:127.0.0.1:8891: Connection refused",
        "connect to subsystem private/bounce: Connection refused"}) {
    CAPTURE(text);
    CHECK_FALSE(Unwrap(text).peer.known());
  }
}

TEST_CASE("Postfix's words about TLS and logins name the other side") {
  for (const char* text :
       {"TLS is required, but was not offered by host "
        "mail.example.com[198.51.100.7]",
        "TLS is required, but host mail.example.com[198.51.100.7] refused to "
        "start TLS: 454 no",
        "SASL authentication failed; server mail.example.com[198.51.100.7] "
        "said: 535 no",
        "SASL authentication failed; cannot authenticate to server "
        "mail.example.com[198.51.100.7]: no mechanism available",
        "SSL_connect error to mail.example.com[198.51.100.7]:587: -1",
        "conversation with mail.example.com[198.51.100.7] timed out while "
        "sending RCPT TO"}) {
    CAPTURE(text);
    CHECK(Unwrap(text).peer.ip == "198.51.100.7");
  }
}

TEST_CASE("a socket of this machine is local, other hosts are not") {
  CHECK(IsLocal(ReadPeer("127.0.0.1[127.0.0.1]:10024")));
  CHECK(IsLocal(ReadPeer("mx01[private/dovecot-lmtp]")));
  CHECK(IsLocal(ReadPeer("localhost[::1]:24")));
  CHECK_FALSE(IsLocal(ReadPeer("mail.example.com[198.51.100.7]:25")));
  CHECK_FALSE(IsLocal(ReadPeer("")));
}

TEST_CASE("hostile text is cut, cleaned and survived") {
  const std::string nul("550 5.1.1 a\0b\x1b[31m\xff\n", 20);
  const Reply reply = Unwrap(nul);
  CHECK(reply.words.find('\0') == std::string::npos);
  CHECK(reply.words.find('\x1b') == std::string::npos);
  CHECK(Unwrap(std::string(1 << 20, 'x')).words.size() <= kLongestReply);
  for (const char* text : {"",
                           " ",
                           "host ",
                           "host x",
                           "host x said: ",
                           "(in reply to ",
                           "(in reply to )",
                           "NOQUEUE: reject: RCPT from",
                           "NOQUEUE: reject: ",
                           "a: reject: b from c",
                           "550-",
                           "550 5.",
                           "550 5.7",
                           "5.7.",
                           "#5.7.1",
                           "connect to ",
                           "connect to [",
                           "connect to ][:",
                           "host a[b]c[d] said: "
                           "x",
                           "550-5.7.1 550-5.7.1 550",
                           " while ",
                           "; from=<"}) {
    CAPTURE(text);
    CHECK(Unwrap(text).words.size() <= 60);
  }
}
