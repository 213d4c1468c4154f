// Content filters: the mail that comes back is the same story.
#include "unit/pipeline/told.h"

using namespace mailwhy;

namespace {

// A mail as it comes in by smtpd, up to the queue.
std::string In(const std::string& at, const std::string& id,
               const std::string& client = "c.example.org[192.0.2.9]") {
  return at + " mx1 smtpd[7]: " + id + ": client=" + client + "\n" + at +
         " mx1 cleanup[8]: " + id + ": message-id=<m@example.com>\n" + at +
         " mx1 qmgr[9]: " + id +
         ": from=<a@example.com>, size=9, nrcpt=1 (queue active)\n";
}

std::string Sent(const std::string& at, const std::string& agent,
                 const std::string& id, const std::string& relay,
                 const std::string& reply) {
  return at + " mx1 " + agent + "[10]: " + id +
         ": to=<b@example.net>, relay=" + relay +
         ", delay=2, delays=1/0/0/1, dsn=2.0.0, status=sent (" + reply + ")\n" +
         at + " mx1 qmgr[9]: " + id + ": removed\n";
}

std::string Final(const std::string& at, const std::string& id) {
  return Sent(at, "smtp", id, "mail.example.net[203.0.113.1]:25",
              "250 2.0.0 Ok: queued as F0F0F0");
}

constexpr const char* kLocalhost = "localhost[127.0.0.1]";
const std::string kTwo = Text(R"(
    AAAAA1@mx1 smtpd a@example.com delivered > filter BBBBB1@mx1
    BBBBB1@mx1 smtpd a@example.com delivered < filter AAAAA1@mx1
    )");

std::string HeadsOf(const std::string& log) { return (Told() << log).Heads(); }

}  // namespace

TEST_CASE("amavis: the mail that it passes on is linked by its queue ID") {
  const std::string log =
      In("10:00:00", "AAAAA1") + In("10:00:01", "BBBBB1", kLocalhost) +
      Sent("10:00:02", "smtp", "AAAAA1", "127.0.0.1[127.0.0.1]:10024",
           "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued "
           "as BBBBB1") +
      Final("10:00:03", "BBBBB1");
  CHECK(HeadsOf(log) == kTwo);
}

TEST_CASE("Zimbra: two filters in a row are two links") {
  const std::string log =
      In("10:00:00", "AAAAA1") + In("10:00:01", "BBBBB1", kLocalhost) +
      Sent("10:00:01", "smtp", "AAAAA1", "127.0.0.1[127.0.0.1]:10024",
           "250 2.0.0 from MTA(smtp:[127.0.0.1]:10030): 250 2.0.0 Ok: queued "
           "as BBBBB1") +
      In("10:00:02", "CCCCC1", kLocalhost) +
      Sent("10:00:02", "smtp", "BBBBB1", "127.0.0.1[127.0.0.1]:10032",
           "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued "
           "as CCCCC1") +
      Final("10:00:03", "CCCCC1");
  CHECK(HeadsOf(log) == Text(R"(
    AAAAA1@mx1 smtpd a@example.com delivered > filter BBBBB1@mx1
    BBBBB1@mx1 smtpd a@example.com delivered < filter AAAAA1@mx1 > filter CCCCC1@mx1
    CCCCC1@mx1 smtpd a@example.com delivered < filter BBBBB1@mx1
    )"));
}

TEST_CASE("a filter that does not say as what it brought the mail back") {
  const std::string log = In("10:00:00", "AAAAA1") +
                          In("10:00:01", "BBBBB1", kLocalhost) +
                          Sent("10:00:02", "smtp", "AAAAA1",
                               "127.0.0.1[127.0.0.1]:10026", "250 2.0.0 Ok") +
                          Final("10:00:03", "BBBBB1");
  CHECK(HeadsOf(log) == kTwo);
}

TEST_CASE("an advanced filter on another host brings the mail back") {
  const std::string filter = "filter.example.com[192.0.2.5]";
  const auto log = [&](const std::string& reply) {
    return In("10:00:00", "AAAAA1") + In("10:00:01", "BBBBB1", filter) +
           Sent("10:00:02", "smtp", "AAAAA1", filter + ":10025", reply) +
           Final("10:00:03", "BBBBB1");
  };
  CHECK(HeadsOf(log("250 2.0.0 from MTA(smtp:[192.0.2.1]:10026): 250 2.0.0 Ok: "
                    "queued as BBBBB1")) == kTwo);
  CHECK(HeadsOf(log("250 2.0.0 Ok")) == kTwo);
}

TEST_CASE("orig_queue_id= links though the reply does not") {
  const std::string log =
      In("10:00:00", "AAAAA1") +
      In("10:00:01", "BBBBB1",
         std::string(kLocalhost) +
             ", orig_queue_id=AAAAA1, orig_client=c.example.org[192.0.2.9]") +
      Sent("10:00:02", "smtp", "AAAAA1", "127.0.0.1[127.0.0.1]:10026",
           "250 2.0.0 Ok, id=12345-01") +
      Final("10:00:03", "BBBBB1");
  CHECK(HeadsOf(log) == kTwo);
}

TEST_CASE("a simple filter: pipe takes the mail, sendmail brings it back") {
  const std::string back = R"(
    10:00:02 mx1 pickup[5]: BBBBB1: uid=1001 from=<a@example.com>
    10:00:02 mx1 cleanup[8]: BBBBB1: message-id=<m@example.com>
    10:00:02 mx1 qmgr[9]: BBBBB1: from=<a@example.com>, size=9, nrcpt=1 (queue active)
  )";
  const auto log = [&](const std::string& more) {
    return In("10:00:00", "AAAAA1") + more +
           Sent("10:00:02", "pipe", "AAAAA1", "dfilt",
                "delivered via dfilt service");
  };
  CHECK(HeadsOf(log(back + Final("10:00:03", "BBBBB1"))) == Text(R"(
    AAAAA1@mx1 smtpd a@example.com delivered > filter BBBBB1@mx1
    BBBBB1@mx1 pickup a@example.com delivered < filter AAAAA1@mx1
    )"));
  SUBCASE("to somebody else it is a mail of its own") {
    const std::string other =
        Sent("10:00:03", "smtp", "BBBBB1", "mail.example.net[203.0.113.1]:25",
             "250 2.0.0 Ok");
    std::string to_other = other;
    to_other.replace(to_other.find("b@example.net"), 13, "c@example.net");
    CHECK(HeadsOf(log(back + to_other)) == Text(R"(
    AAAAA1@mx1 smtpd a@example.com delivered
    BBBBB1@mx1 pickup a@example.com delivered
    )"));
  }
}

TEST_CASE(
    "Mailman: what the list sends has another Message-ID, and is its own") {
  const std::string log = In("10:00:00", "AAAAA1") +
                          Sent("10:00:01", "pipe", "AAAAA1", "mailman",
                               "delivered via mailman service") +
                          R"(
    10:00:02 mx1 smtpd[7]: BBBBB1: client=localhost[127.0.0.1]
    10:00:02 mx1 cleanup[8]: BBBBB1: message-id=<list.1@lists.example.com>
    10:00:02 mx1 qmgr[9]: BBBBB1: from=<list-bounces@lists.example.com>, size=9, nrcpt=2 (queue active)
  )";
  CHECK(HeadsOf(log) == Text(R"(
    AAAAA1@mx1 smtpd a@example.com delivered
    BBBBB1@mx1 smtpd list-bounces@lists.example.com queued
    )"));
}

TEST_CASE("a filter that takes each recipient by itself makes several mails") {
  const std::string log = In("10:00:00", "AAAAA1") +
                          In("10:00:01", "BBBBB1", kLocalhost) +
                          In("10:00:01", "CCCCC1", kLocalhost) + R"(
    10:00:02 mx1 smtp[10]: AAAAA1: to=<b@example.net>, relay=127.0.0.1[127.0.0.1]:10024, delay=2, delays=1/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as BBBBB1)
    10:00:02 mx1 smtp[11]: AAAAA1: to=<c@example.net>, relay=127.0.0.1[127.0.0.1]:10024, delay=2, delays=1/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as CCCCC1)
  )";
  CHECK(HeadsOf(log) == Text(R"(
    AAAAA1@mx1 smtpd a@example.com delivered > filter BBBBB1@mx1 > filter CCCCC1@mx1
    BBBBB1@mx1 smtpd a@example.com queued < filter AAAAA1@mx1
    CCCCC1@mx1 smtpd a@example.com queued < filter AAAAA1@mx1
    )"));
}

TEST_CASE(
    "a proxy filter: the true client is the mail's, and its line evidence") {
  Told told;
  told << R"(
    10:00:00 mx1 smtpd[7]: connect from c.example.org[192.0.2.9]
    10:00:00 mx1 smtpd[7]: NOQUEUE: client=c.example.org[192.0.2.9]
    10:00:00 mx1 smtpd[17]: BBBBB1: client=localhost[127.0.0.1], orig_client=c.example.org[192.0.2.9]
    10:00:00 mx1 cleanup[8]: BBBBB1: message-id=<m@example.com>
    10:00:00 mx1 smtpd[7]: proxy-accept: END-OF-MESSAGE: 250 2.0.0 Ok: queued as BBBBB1; from=<a@example.com> to=<b@example.net> proto=ESMTP helo=<c.example.org>
    10:00:00 mx1 qmgr[9]: BBBBB1: from=<a@example.com>, size=9, nrcpt=1 (queue active)
  )" << Final("10:00:01", "BBBBB1");
  CHECK(told.Heads() == "BBBBB1@mx1 smtpd a@example.com delivered\n");
  CHECK(told.Of("BBBBB1").client.ip == "192.0.2.9");
}

TEST_CASE(
    "a proxy filter without XFORWARD: proxy-accept tells the true client") {
  Told told;
  told << R"(
    10:00:00 mx1 smtpd[17]: BBBBB1: client=localhost[127.0.0.1]
    10:00:00 mx1 cleanup[8]: BBBBB1: message-id=<m@example.com>
    10:00:00 mx1 smtpd[7]: NOQUEUE: proxy-accept: END-OF-MESSAGE from c.example.org[192.0.2.9]: 250 2.0.0 Ok: queued as BBBBB1; from=<a@example.com> to=<b@example.net> proto=ESMTP helo=<c.example.org>
    10:00:00 mx1 qmgr[9]: BBBBB1: from=<a@example.com>, size=9, nrcpt=1 (queue active)
  )" << Final("10:00:01", "BBBBB1");
  CHECK(told.Heads() == "BBBBB1@mx1 smtpd a@example.com delivered\n");
  CHECK(told.Of("BBBBB1").client.ip == "192.0.2.9");
  CHECK(told.Of("BBBBB1").helo == "c.example.org");
  CHECK(told.Of("BBBBB1").evidence.size() == 6);
}

TEST_CASE("the apache user's mail has its origin at the story's beginning") {
  const std::string log =
      R"(
    10:00:00 mx1 pickup[5]: AAAAA1: uid=48 from=<apache>
    10:00:00 mx1 cleanup[8]: AAAAA1: message-id=<m@example.com>
    10:00:00 mx1 qmgr[9]: AAAAA1: from=<apache@example.com>, size=9, nrcpt=1 (queue active)
  )" + In("10:00:01", "BBBBB1", kLocalhost) +
      Sent("10:00:02", "smtp", "AAAAA1", "127.0.0.1[127.0.0.1]:10024",
           "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued "
           "as BBBBB1");
  Told told;
  told << log;
  const Mail first = told.Of("AAAAA1");
  CHECK(first.origin == "pickup");
  CHECK(first.origin_uid == 48);
  CHECK(first.origin_user == "apache");
  REQUIRE(told.Of("BBBBB1").links.size() == 1);
  CHECK(told.Of("BBBBB1").links[0].id == first.id);
}
