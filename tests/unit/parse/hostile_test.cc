// Lines that nobody meant well with: cut anywhere, any bytes, very long.
#include <doctest/doctest.h>

#include <chrono>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "parse/daemons.h"
#include "parse/parser.h"

namespace mailwhy::parse {
namespace {

const std::vector<std::string>& Samples() {
  static const std::vector<std::string> samples = {
      "Dec  5 18:38:12 mx01 postfix/smtpd[1]: connect from h[192.0.2.4]:47",
      "<22>1 2022-12-05T18:38:12.5+09:00 mx01 postfix/smtp 7 - [a b=\"c\"] "
      "8B84D8D1CF: to=<\"a\\\"b\"@example.com>, orig_to=<x>, relay=mx[2001:db8"
      "::1]:25, conn_use=2, delay=1, delays=1/2/3/4, tls=x, dsn=2.0.0, "
      "status=sent (250 2.0.0 Ok: queued as 8B84D8D1CE)",
      "Dec  5 18:38:12 mx01 postfix/smtpd[1]: NOQUEUE: reject: RCPT from "
      "h[192.0.2.4]:47: 554 5.7.1 <x; from=<y>>: no; from=<> to=<b@example.org>"
      " proto=ESMTP helo=<h> sasl_username=u",
      "Dec  5 18:38:12 mx01 postfix/smtpd[1]: disconnect from h[192.0.2.4] "
      "ehlo=1 auth=0/1 commands=1/2",
      "Dec  5 18:38:12 mx01 postfix/smtpd[1]: 4104E3D: client=h[192.0.2.4], "
      "sasl_method=LOGIN, sasl_username=u@example.com",
      "Dec  5 18:38:12 mx01 postfix/smtpd[1]: lost connection after DATA (12 "
      "bytes) from h[192.0.2.4]",
      "Dec  5 18:38:12 mx01 postfix/smtpd[1]: warning: h[192.0.2.4]: SASL "
      "LOGIN "
      "authentication failed: x, sasl_username=u",
      "Dec  5 18:38:12 mx01 postfix/smtpd[1]: warning: Connection rate limit "
      "exceeded: 61 from h[192.0.2.4] for service smtp",
      "Dec  5 18:38:12 mx01 postfix/smtpd[1]: warning: hostname h does not "
      "resolve to address 192.0.2.4: x",
      "Dec  5 18:38:12 mx01 postfix/cleanup[1]: 4104E3D: reject: header "
      "Subject: x from h[192.0.2.4]; from=<a> to=<b> proto=ESMTP helo=<h>: "
      "5.7.1 no",
      "Dec  5 18:38:12 mx01 postfix/cleanup[1]: 4104E3D: message-id=<a@b>",
      "Dec  5 18:38:12 mx01 postfix/qmgr[1]: 4104E3D: from=<a@example.com>, "
      "size=1, nrcpt=1 (queue active)",
      "Dec  5 18:38:12 mx01 postfix/smtp[1]: 4104E3D: host mx[192.0.2.4] said: "
      "450 4.2.0 x (in reply to RCPT TO command)",
      "Dec  5 18:38:12 mx01 postfix/smtp[1]: connect to mx[192.0.2.4]:25: x",
      "Dec  5 18:38:12 mx01 postfix/smtp[1]: 4104E3D: SASL authentication "
      "failed; server mx[192.0.2.4] said: 535 5.7.8 no",
      "Dec  5 18:38:12 mx01 postfix/postscreen[1]: PREGREET 1 after 0 from "
      "[192.0.2.4]:47: EHLO",
      "Dec  5 18:38:12 mx01 postfix/dnsblog[1]: addr 192.0.2.4 listed by "
      "domain zen.example.org as 127.0.0.2",
      "Dec  5 18:38:12 mx01 postfix/smtpd[1]: Anonymous TLS connection "
      "established from h[192.0.2.4]: TLSv1.3 with x",
      "Dec  5 18:38:12 mx01 postfix/bounce[1]: 4104E3D: sender non-delivery "
      "notification: 4104E3E",
      "Dec  5 18:38:12 mx01 postfix/smtpd[1]: message repeated 2 times: [ "
      "connect from h[192.0.2.4]]",
      "Dec  5 18:38:12 mx01 mail.info postfix/qmgr[1]: [ID 1 mail.info] "
      "4104E3D: removed",
  };
  return samples;
}

std::vector<std::string_view> ViewsOf(const Event& e) {
  std::vector<std::string_view> views = {
      e.host,          e.program,     e.instance,       e.service,
      e.daemon,        e.text,        e.queue_id,       e.peer.name,
      e.peer.ip,       e.peer.port,   e.sender,         e.recipient,
      e.orig_to,       e.helo,        e.proto,          e.sasl_method,
      e.sasl_username, e.sasl_sender, e.orig_client,    e.orig_queue_id,
      e.message_id,    e.size,        e.nrcpt,          e.uid,
      e.relay,         e.delay,       e.delays,         e.dsn,
      e.status,        e.tls,         e.conn_use,       e.response,
      e.action,        e.code,        e.linked_queue_id};
  for (int i = 0; i < e.extra_count; ++i) {
    views.push_back(e.extra[static_cast<std::size_t>(i)].value);
  }
  return views;
}

// In memory of its own, exactly as long, so that a sanitizer sees a step
// outside.
void ParseExactly(Parser& parser, std::string_view text) {
  const auto copy = std::make_unique<char[]>(text.size());
  if (!text.empty()) std::memcpy(copy.get(), text.data(), text.size());
  const std::string_view line(copy.get(), text.size());
  const Event& event = parser.Parse(line);
  LooksFinished(event);
  ReadYearless(line);
  for (std::string_view view : ViewsOf(event)) {
    if (view.empty()) continue;
    // Not in the line: the instance of a daemon named without one.
    if (view.data() == event.instance.data() && IsBareDaemon(event)) continue;
    CAPTURE(view);
    CAPTURE(line);
    REQUIRE(std::greater_equal<>()(view.data(), line.data()));
    REQUIRE(std::less_equal<>()(view.data() + view.size(),
                                line.data() + line.size()));
  }
}

TEST_CASE("every beginning of every line is read within its bounds") {
  Parser parser{Zone()};
  parser.Begin(2022, 0);
  for (const std::string& sample : Samples()) {
    for (std::size_t n = 0; n <= sample.size(); ++n) {
      ParseExactly(parser, std::string_view(sample).substr(0, n));
    }
  }
}

TEST_CASE("lines with bytes changed at random are read within their bounds") {
  Parser parser{Zone()};
  parser.Begin(2022, 0);
  std::mt19937 random(20221205);
  const std::string special =
      "<>[](),;:=\" \\/\0\x80\xff\r\t%"
      "0aF";
  for (int round = 0; round < 20'000; ++round) {
    std::string line = Samples()[random() % Samples().size()];
    for (unsigned i = random() % 6; i > 0; --i) {
      const std::size_t at = random() % line.size();
      const char c = special[random() % special.size()];
      if (random() % 2 == 0) {
        line[at] = c;
      } else {
        line.insert(at, 1, c);
      }
    }
    ParseExactly(parser, line);
  }
}

TEST_CASE("very long lines cost time in proportion to their length") {
  Parser parser{Zone()};
  parser.Begin(2022, 0);
  const std::string heads[] = {
      "Dec  5 18:38:12 mx01 postfix/smtp[1]: 4104E3D: ",
      "Dec  5 18:38:12 mx01 postfix/smtpd[1]: NOQUEUE: reject: RCPT from "
      "h[192.0.2.4]: 554 ",
      "Dec  5 18:38:12 mx01 postfix/cleanup[1]: 4104E3D: reject: header x",
      "<22>1 2022-12-05T18:38:12Z mx01 postfix/smtp 7 - "};
  const std::string parts[] = {"to=<a>, ",
                               "to=<\"a\\>, ",
                               "to=<a>to=<",
                               "; from=<a> ",
                               "; from=<a> to=<b> helo=<",
                               "status=sent (",
                               "a=",
                               "> ",
                               ", a",
                               "[x y=\"",
                               "from=<\"",
                               "queued as ",
                               "(in reply to ",
                               "x from y[",
                               " sasl_",
                               "host [",
                               "]: SASL "};
  for (const std::string& head : heads) {
    for (const std::string& part : parts) {
      std::string line = head;
      while (line.size() < 256 * 1024) line += part;
      CAPTURE(head);
      CAPTURE(part);
      const auto begin = std::chrono::steady_clock::now();
      parser.Parse(line);
      const std::chrono::duration<double> took =
          std::chrono::steady_clock::now() - begin;
      // Quadratic work would take minutes here; sanitizers and load a little.
      CHECK(took.count() < 2.0);
    }
  }
}

}  // namespace
}  // namespace mailwhy::parse
