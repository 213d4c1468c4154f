// What a process says before it says what became of a mail.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "unit/group/log.h"

namespace mailwhy::group {
namespace {

constexpr const char* kActive =
    "10:00:00 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=2 "
    "(queue active)\n";
constexpr const char* kConnect =
    "10:00:10 smtp[10]: connect to mail.example.net[203.0.113.1]:25: "
    "Connection refused\n";

std::string Deferred(std::string_view time, int pid, std::string_view id,
                     std::string_view to = "b@example.net") {
  return fmt::format(
      "{} smtp[{}]: {}: to=<{}>, relay=none, delay=1, delays=0/0/1/0, "
      "dsn=4.4.1, status=deferred (no luck)\n",
      time, pid, id, to);
}

TEST_CASE("Failed connections come before the attempt that they explain") {
  Log log;
  log << kActive << kConnect << Deferred("10:00:11", 10, "A1B2C3D4E5");
  const Mail mail = log.Only();
  CHECK(mail.deliveries[0].attempts[0].preceded_by ==
        "connect to mail.example.net[203.0.113.1]:25: Connection refused");
  CHECK(mail.evidence == std::vector<LineRef>{1, 2, 3});
}

TEST_CASE("All recipients of the attempt get the explanation") {
  Log log;
  log << kActive << kConnect << kConnect
      << Deferred("10:00:11", 10, "A1B2C3D4E5", "b@example.net")
      << Deferred("10:00:11", 10, "A1B2C3D4E5", "c@example.net");
  const Mail mail = log.Only();
  REQUIRE(mail.deliveries.size() == 2);
  const std::string both =
      "connect to mail.example.net[203.0.113.1]:25: Connection refused\n"
      "connect to mail.example.net[203.0.113.1]:25: Connection refused";
  CHECK(mail.deliveries[0].attempts[0].preceded_by == both);
  CHECK(mail.deliveries[1].attempts[0].preceded_by == both);
  CHECK(mail.evidence == std::vector<LineRef>{1, 2, 3, 4, 5});
}

TEST_CASE("Another process, another mail after it, or a late one gets none") {
  Log log;
  log << kConnect << Deferred("10:00:11", 11, "A1B2C3D4E5")
      << Deferred("10:00:11", 10, "B1B2C3D4E5")
      << Deferred("10:00:12", 10, "C1B2C3D4E5") << kConnect
      << Deferred("10:01:30", 10, "D1B2C3D4E5");
  CHECK(log.Of("A1B2C3D4E5").deliveries[0].attempts[0].preceded_by == "");
  CHECK(log.Of("B1B2C3D4E5").deliveries[0].attempts[0].preceded_by != "");
  CHECK(log.Of("C1B2C3D4E5").deliveries[0].attempts[0].preceded_by == "");
  CHECK(log.Of("D1B2C3D4E5").deliveries[0].attempts[0].preceded_by == "");
  CHECK(log.Of("C1B2C3D4E5").evidence.size() == 1);
}

TEST_CASE("What a host said to one mail does not explain another") {
  Log log;
  log << R"(
    10:00:00 smtp[10]: A1B2C3D4E5: host mail.example.net[203.0.113.1] said: 450 4.2.0 Greylisted (in reply to RCPT TO command)
  )" << Deferred("10:00:01", 10, "B1B2C3D4E5")
      << R"(
    10:00:10 smtp[10]: A1B2C3D4E5: host mail.example.net[203.0.113.1] said: 450 4.2.0 Greylisted (in reply to RCPT TO command)
  )" << Deferred("10:00:11", 10, "A1B2C3D4E5");
  CHECK(log.Of("B1B2C3D4E5").deliveries[0].attempts[0].preceded_by == "");
  const Mail mail = log.Of("A1B2C3D4E5");
  CHECK(mail.deliveries[0].attempts[0].preceded_by.find("Greylisted") !=
        std::string::npos);
  CHECK(mail.evidence == std::vector<LineRef>{1, 3, 4});
}

TEST_CASE("A client without a name explains all refusals of its session") {
  Log log;
  log << R"(
    10:00:00 smtpd[7]: warning: hostname x.example.org does not resolve to address 192.0.2.9: Name or service not known
    10:00:00 smtpd[7]: connect from unknown[192.0.2.9]
    10:00:01 smtpd[7]: NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.9]; from=<a@example.org> to=<b@example.com> proto=ESMTP helo=<x>
    10:00:02 smtpd[7]: NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.9]; from=<a@example.org> to=<c@example.com> proto=ESMTP helo=<x>
    10:00:03 smtpd[7]: disconnect from unknown[192.0.2.9] ehlo=1 mail=1 rcpt=0/2 quit=1 commands=3/5
    10:00:04 smtpd[7]: NOQUEUE: reject: RCPT from a.example.net[192.0.2.7]: 554 5.7.1 <d@example.org>: Relay access denied; from=<a@example.org> to=<d@example.org> proto=ESMTP helo=<x>
  )";
  const std::vector<Reject> rejects = log.Rejects();
  REQUIRE(rejects.size() == 3);
  CHECK(rejects[0].preceded_by.find("does not resolve") != std::string::npos);
  CHECK(rejects[1].preceded_by == rejects[0].preceded_by);
  CHECK(rejects[0].evidence == std::vector<LineRef>{1, 3});
  CHECK(rejects[1].evidence == std::vector<LineRef>{1, 4});
  CHECK(rejects[2].preceded_by == "");
  CHECK(rejects[2].evidence == std::vector<LineRef>{6});
}

TEST_CASE("What a process said is remembered over a commit and a restart") {
  Log one;
  (one << kActive << kConnect).Commit();
  Log two(one.recall());
  two.grouper().Remember(one.grouper().Memory());
  two.Line(Deferred("10:00:11", 10, "A1B2C3D4E5"), 3);
  const Mail mail = two.Only();
  CHECK(mail.deliveries[0].attempts[0].preceded_by != "");
  CHECK(mail.evidence == std::vector<LineRef>{1, 2, 3});
}

TEST_CASE("Only the last remarks of a process are remembered, cut short") {
  Log log;
  for (int i = 0; i < 100; ++i) {
    log << fmt::format("10:00:10 smtp[10]: warning: no {} {}", i,
                       std::string(3000, 'x'));
  }
  log << Deferred("10:00:11", 10, "A1B2C3D4E5");
  const std::string said = log.Only().deliveries[0].attempts[0].preceded_by;
  CHECK(said.size() < 10'000);
  CHECK(said.find("no 99") != std::string::npos);
  CHECK(said.find("no 91 ") == std::string::npos);
}

TEST_CASE("However many processes there are, memory is bounded") {
  Log log;
  for (int pid = 1; pid < 5000; ++pid) {
    log << fmt::format("10:00:10 smtp[{}]: warning: trouble", pid);
  }
  CHECK(log.grouper().Memory().size() < 100'000);
  log << Deferred("10:00:11", 1, "A1B2C3D4E5")
      << Deferred("10:00:11", 4999, "B1B2C3D4E5");
  CHECK(log.Of("A1B2C3D4E5").deliveries[0].attempts[0].preceded_by == "");
  CHECK(log.Of("B1B2C3D4E5").deliveries[0].attempts[0].preceded_by != "");
}

TEST_CASE("A damaged memory is passed by") {
  Log one;
  one << kActive << kConnect;
  const std::string memory = one.grouper().Memory();
  for (std::size_t length = 0; length < memory.size(); ++length) {
    Log two;
    two.grouper().Remember(memory.substr(0, length));
    two << Deferred("10:00:11", 10, "A1B2C3D4E5");
    CHECK(two.Mails().size() == 1);
  }
  for (std::size_t at = 0; at < memory.size(); ++at) {
    std::string damaged = memory;
    damaged[at] = '\xff';
    Log two;
    two.grouper().Remember(damaged);
    two << Deferred("10:00:11", 10, "A1B2C3D4E5");
    CHECK(two.Mails().size() == 1);
  }
}

}  // namespace
}  // namespace mailwhy::group
