// From one host of ours to another, whichever log is read first.
#include "base/text.h"
#include "unit/pipeline/told.h"

using namespace mailwhy;

namespace {

// Sent on by mx1 as `relay`, with that Message-ID.
std::string OnFirst(const std::string& relay, const std::string& id) {
  return "10:00:00 mx1 smtpd[7]: AAAAA1: client=c.example.org[192.0.2.9]\n"
         "10:00:00 mx1 cleanup[8]: AAAAA1: message-id=<" +
         id +
         ">\n"
         "10:00:00 mx1 qmgr[9]: AAAAA1: from=<a@example.com>, size=9, nrcpt=1 "
         "(queue active)\n"
         "10:00:02 mx1 smtp[10]: AAAAA1: to=<b@example.net>, relay=" +
         relay +
         ", delay=2, delays=1/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: "
         "queued as BBBBB1)\n"
         "10:00:02 mx1 qmgr[9]: AAAAA1: removed\n";
}

std::string OnSecond(const std::string& id, const std::string& minute = "00",
                     const std::string& host = "mx2") {
  const std::string at = "10:" + minute + ":01 " + host + " ";
  return at + "smtpd[7]: BBBBB1: client=mx1.example.com[192.0.2.1]\n" + at +
         "cleanup[8]: BBBBB1: message-id=<" + id + ">\n" + at +
         "qmgr[9]: BBBBB1: from=<a@example.com>, size=9, nrcpt=1 (queue "
         "active)\n" +
         at +
         "local[10]: BBBBB1: to=<b@example.net>, relay=local, delay=0, "
         "delays=0/0/0/0, dsn=2.0.0, status=sent (delivered to mailbox)\n" +
         at + "qmgr[9]: BBBBB1: removed\n";
}

const std::string kLinked = Text(R"(
    AAAAA1@mx1 smtpd a@example.com delivered > relay BBBBB1@mx2
    BBBBB1@mx2 smtpd a@example.com delivered < relay AAAAA1@mx1
    )");
const std::string kApart = Text(R"(
    AAAAA1@mx1 smtpd a@example.com delivered
    BBBBB1@mx2 smtpd a@example.com delivered
    )");
constexpr const char* kMx2 = "mx2.example.com[192.0.2.2]:25";
constexpr const char* kAlias = "mail.example.com[192.0.2.2]:25";

std::string HeadsOf(const std::vector<std::string>& logs) {
  Told told;
  for (const std::string& log : logs) told << log;
  return told.Heads();
}

}  // namespace

TEST_CASE("a relay between our hosts is linked whichever log is read first") {
  const std::string one = OnFirst(kMx2, "m@example.com");
  const std::string two = OnSecond("m@example.com");
  CHECK(HeadsOf({one, two}) == kLinked);
  CHECK(HeadsOf({two, one}) == kLinked);
  CHECK(HeadsOf({one + two}) == kLinked);
}

TEST_CASE("another name of our host will do where the Message-IDs are equal") {
  for (const char* relay : {kAlias, "192.0.2.2[192.0.2.2]:25"}) {
    const std::string one = OnFirst(relay, "m@example.com");
    CHECK(HeadsOf({one, OnSecond("m@example.com")}) == kLinked);
    CHECK(HeadsOf({OnSecond("m@example.com"), one}) == kLinked);
    CHECK(HeadsOf({one, OnSecond("n@example.com")}) == kApart);
  }
}

TEST_CASE("another Message-ID or another time is another mail") {
  const std::string one = OnFirst(kMx2, "m@example.com");
  CHECK(HeadsOf({one, OnSecond("n@example.com")}) == kApart);
  CHECK(HeadsOf({one, OnSecond("m@example.com", "09")}) == kLinked);
  CHECK(HeadsOf({one, OnSecond("m@example.com", "11")}) == kApart);
}

TEST_CASE("without Message-IDs the host's name decides") {
  const auto without_id = [](const std::string& log) {
    std::string left;
    for (const std::string_view line : Split(log, '\n')) {
      if (line.find("message-id") == std::string_view::npos) {
        left += std::string(line) + "\n";
      }
    }
    return left;
  };
  const std::string one = without_id(OnFirst(kMx2, ""));
  const std::string two = without_id(OnSecond(""));
  CHECK(HeadsOf({one, two}) == kLinked);
  CHECK(HeadsOf({two, one}) == kLinked);
  CHECK(HeadsOf({without_id(OnFirst(kAlias, "")), two}) == kApart);
}

TEST_CASE("a mail that waited for days is linked with where it went") {
  Told told;
  told << OnSecond("m@example.com") << R"(
    1 10:00:00 mx1 smtpd[7]: AAAAA1: client=c.example.org[192.0.2.9]
    1 10:00:00 mx1 cleanup[8]: AAAAA1: message-id=<m@example.com>
    1 10:00:00 mx1 qmgr[9]: AAAAA1: from=<a@example.com>, size=9, nrcpt=1 (queue active)
    1 10:00:02 mx1 smtp[10]: AAAAA1: to=<b@example.net>, relay=none, delay=2, delays=1/0/1/0, dsn=4.4.1, status=deferred (connect to mx2.example.com[192.0.2.2]:25: Connection refused)
    5 10:00:02 mx1 smtp[10]: AAAAA1: to=<b@example.net>, relay=mail.example.com[192.0.2.2]:25, delay=345602, delays=345600/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as BBBBB1)
    5 10:00:02 mx1 qmgr[9]: AAAAA1: removed
  )";
  CHECK(told.Heads() == kLinked);
}

TEST_CASE("a long transmission ends long after the other host's first line") {
  Told told;
  told << OnSecond("m@example.com") << R"(
    10:00:00 mx1 smtpd[7]: AAAAA1: client=c.example.org[192.0.2.9]
    10:00:00 mx1 cleanup[8]: AAAAA1: message-id=<m@example.com>
    10:00:00 mx1 qmgr[9]: AAAAA1: from=<a@example.com>, size=9, nrcpt=1 (queue active)
    10:20:02 mx1 smtp[10]: AAAAA1: to=<b@example.net>, relay=mx2[192.0.2.2]:25, delay=1202, delays=1/0/0/1201, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as BBBBB1)
  )";
  CHECK(told.Heads() == kLinked);
}

TEST_CASE("the other server's queue ID is no link though we have one like it") {
  const std::string one =
      OnFirst("mail.example.net[203.0.113.1]:25", "m@example.com");
  const std::string two = OnSecond("other@example.org");
  CHECK(HeadsOf({one, two}) == kApart);
  CHECK(HeadsOf({two, one}) == kApart);
}

TEST_CASE("instances of one host relay to each other") {
  const auto story = [](const std::string& relay) {
    return R"(
    10:00:00 mx1 postfix-in/smtpd[7]: AAAAA1: client=c.example.org[192.0.2.9]
    10:00:00 mx1 postfix-in/cleanup[8]: AAAAA1: message-id=<m@example.com>
    10:00:00 mx1 postfix-in/qmgr[9]: AAAAA1: from=<a@example.com>, size=9, nrcpt=1 (queue active)
    10:00:01 mx1 postfix-out/smtpd[17]: AAAAA1: client=mx1.example.com[192.0.2.1]
    10:00:01 mx1 postfix-out/cleanup[18]: AAAAA1: message-id=<m@example.com>
    10:00:01 mx1 postfix-out/qmgr[19]: AAAAA1: from=<a@example.com>, size=9, nrcpt=1 (queue active)
    10:00:02 mx1 postfix-in/smtp[10]: AAAAA1: to=<b@example.net>, relay=)" +
           relay +
           R"(, delay=2, delays=1/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as AAAAA1)
    10:00:02 mx1 postfix-in/qmgr[9]: AAAAA1: removed
    10:00:03 mx1 postfix-out/smtp[20]: AAAAA1: to=<b@example.net>, relay=mail.example.net[203.0.113.1]:25, delay=2, delays=1/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as CCCCC1)
    10:00:03 mx1 postfix-out/qmgr[19]: AAAAA1: removed
  )";
  };
  const std::string linked = Text(R"(
    AAAAA1@mx1 smtpd a@example.com delivered > filter AAAAA1@mx1
    AAAAA1@mx1 smtpd a@example.com delivered < filter AAAAA1@mx1
    )");
  CHECK(HeadsOf({story("127.0.0.1[127.0.0.1]:10025")}) == linked);
  CHECK(HeadsOf({story("mx1.example.com[192.0.2.1]:10025")}) == linked);
  CHECK(HeadsOf({story("out.example.com[192.0.2.1]:25")}) == linked);
}
