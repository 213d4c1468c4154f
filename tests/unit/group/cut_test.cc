// A log cut in two, the second half read first: the same mails in the end; and
// of the second half alone, nothing false.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "unit/group/log.h"
#include "unit/group/stories.h"

namespace mailwhy::group {
namespace {

bool Explains(const StoryLine& line) {
  return line.text.find(": connect to ") != std::string::npos;
}

// All but the id, which is given by the line that was read first, and what the
// process said before an attempt: across the cut that is not known.
std::string Told(Mail mail, const std::vector<StoryLine>& lines) {
  std::erase_if(mail.evidence, [&](LineRef line) {
    return Explains(lines[static_cast<std::size_t>(line - 1)]);
  });
  // The store knows better, when it reads.
  std::erase_if(mail.links,
                [](const Link& link) { return link.kind == LinkKind::kRelay; });
  std::sort(mail.links.begin(), mail.links.end(),
            [](const Link& a, const Link& b) {
              return a.queue_id + LinkKindName(a.kind) <
                     b.queue_id + LinkKindName(b.kind);
            });
  const std::string text = Describe(mail);
  return text.substr(text.find(' ') + 1);
}

std::vector<std::string> Told(Log& log, const std::vector<StoryLine>& lines) {
  std::vector<std::string> told;
  for (const Mail& mail : log.Mails()) told.push_back(Told(mail, lines));
  std::sort(told.begin(), told.end());
  return told;
}

void Read(Log& log, const std::vector<StoryLine>& lines, std::size_t begin,
          std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) log.Line(lines[i].text, i + 1);
}

// What is in `a` and not in `b`, and the other way round.
std::string Differences(const std::vector<std::string>& a,
                        const std::vector<std::string>& b) {
  std::string text;
  std::vector<std::string> only;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(),
                      std::back_inserter(only));
  for (const std::string& mail : only) text += "is not there: " + mail;
  only.clear();
  std::set_difference(b.begin(), b.end(), a.begin(), a.end(),
                      std::back_inserter(only));
  for (const std::string& mail : only) text += "is there: " + mail;
  return text;
}

struct Cut {
  std::size_t at;
  bool another_run;  // reads the first half
};

std::vector<std::string> SecondHalfFirst(const std::vector<StoryLine>& lines,
                                         const Cut& cut) {
  MapRecall recall;
  Log later(recall);
  later.grouper().StoredUntil(0);
  Read(later, lines, cut.at, lines.size());
  later.grouper().EndOfLog();
  later.Commit();
  Log earlier(recall);
  Log& log = cut.another_run ? earlier : later;
  if (cut.another_run) {
    log.grouper().Remember(later.grouper().Memory());
    log.grouper().StoredUntil(recall.until);
  }
  Read(log, lines, 0, cut.at);
  log.grouper().EndOfLog();
  log.Commit();
  return Told(log, lines);
}

TEST_CASE("A log whose second half is read first tells the same mails") {
  int differ = 0;
  int cuts = 0;
  for (const unsigned seed : {1U, 2U}) {
    Stories stories(seed);
    const std::vector<StoryLine> lines = stories.Write(30);
    Log whole;
    Read(whole, lines, 0, lines.size());
    whole.grouper().EndOfLog();
    const auto expected = Told(whole.Commit(), lines);
    for (std::size_t at = 0; at <= lines.size(); ++at) {
      const auto told = SecondHalfFirst(lines, {at, at % 2 == 0});
      ++cuts;
      if (told == expected) continue;
      ++differ;
      if (differ > 5) continue;
      MESSAGE(fmt::format("seed {}, cut before {}:\n{}\n{}", seed, at + 1,
                          lines[std::min(at, lines.size() - 1)].text,
                          Differences(expected, told)));
    }
  }
  CAPTURE(cuts);
  CHECK(differ == 0);
}

// The second text is read first, by a process of its own.
Log& ReadLast(Log& log, std::string_view first, std::string_view second) {
  (log << second).grouper().EndOfLog();
  log.Commit();
  log << first;
  return log;
}

TEST_CASE("A refused mail gets its client though the refusal named it before") {
  Log log;
  const Mail mail =
      ReadLast(log,
               "10:00:00 smtpd[1]: A1B2C3D4E5: client=a.example.com[192.0.2.9]",
               R"(
    10:00:00 cleanup[2]: A1B2C3D4E5: message-id=<1@example.net>
    10:00:00 cleanup[2]: A1B2C3D4E5: reject: header Subject: win from a.example.com[192.0.2.9]; from=<a@example.net> to=<b@example.org> proto=ESMTP helo=<x>: 5.7.1 message content rejected
  )")
          .Only();
  CHECK(mail.origin == "smtpd");
  CHECK(mail.state == State::kRejected);
  CHECK_FALSE(mail.start_missing);
}

constexpr const char* kDeferred = R"(
  09:00:00 smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]
  09:00:00 cleanup[8]: A1B2C3D4E5: message-id=<1@example.com>
  09:00:00 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=1 (queue active)
  09:00:30 smtp[10]: A1B2C3D4E5: to=<b@example.net>, relay=none, delay=30, delays=0/0/30/0, dsn=4.4.1, status=deferred (connect to mail.example.net[203.0.113.1]:25: Connection timed out)
)";

TEST_CASE("What an administrator did later is of the mail that is read later") {
  const auto after = [](const char* line) {
    Log log;
    return ReadLast(log, kDeferred, line).Only();
  };
  CHECK(after("10:00:00 postsuper[12]: A1B2C3D4E5: placed on hold").held);
  CHECK(after("10:00:00 postsuper[12]: A1B2C3D4E5: requeued").ended_at != 0);
  const Mail deleted = after("10:00:00 postsuper[12]: A1B2C3D4E5: removed");
  CHECK(deleted.state == State::kDiscarded);
  CHECK(after("10:00:00 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, "
              "status=expired, returned to sender")
            .state == State::kExpired);
}

TEST_CASE("Stored mails that are one keep the older id, and the other's name") {
  Log log;
  (log << "10:00:00 qmgr[9]: A1B2C3D4E5: removed").Commit();
  const Id older = log.recall().mails.begin()->first;
  (log << kDeferred).Commit();  // two, until all is read
  REQUIRE(log.recall().mails.size() == 2);
  const Mail mail = log.Only();
  CHECK(mail.id == older);
  REQUIRE(mail.was.size() == 1);
  CHECK(mail.was[0] != older);
  CHECK(mail.client.ip == "192.0.2.9");
  CHECK(mail.ended_at != 0);
}

// Reads `text`, cut at each of its lines, the second half first. (Of a log that
// begins and ends within one second nothing tells which half is older.)
template <class Check>
void ForEachCut(std::string_view text, const Check& check) {
  std::vector<std::string> lines;
  for (const std::string_view line : Split(text, '\n')) {
    if (!Trim(line).empty()) lines.emplace_back(Trim(line));
  }
  for (std::size_t cut = 1; cut < lines.size(); ++cut) {
    CAPTURE(lines[cut]);
    std::string halves[2];
    for (std::size_t i = 0; i < lines.size(); ++i) {
      halves[i < cut ? 0 : 1] += lines[i] + '\n';
    }
    Log log;
    check(ReadLast(log, halves[0], halves[1]));
  }
}

TEST_CASE("What is held within a second is held, whichever half came first") {
  std::string story = kDeferred;
  story += R"(
    09:00:30 bounce[11]: A1B2C3D4E5: sender delay notification: B1B2C3D4E5
    09:00:30 postsuper[12]: A1B2C3D4E5: placed on hold
  )";
  ForEachCut(story, [](Log& log) {
    const Mail mail = log.Of("A1B2C3D4E5");
    CHECK(mail.held);
    CHECK(mail.state == State::kHeld);
  });
  story += "09:00:30 postsuper[12]: A1B2C3D4E5: released from hold\n";
  story +=
      "09:00:30 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=1 "
      "(queue active)\n";
  ForEachCut(story, [](Log& log) { CHECK_FALSE(log.Of("A1B2C3D4E5").held); });
}

TEST_CASE("A mail held while it is tried is held after the notice of it") {
  ForEachCut(R"(
    09:00:00 smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]
    09:00:00 cleanup[8]: A1B2C3D4E5: message-id=<1@example.com>
    09:00:00 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=1 (queue active)
    09:00:10 postsuper[12]: A1B2C3D4E5: placed on hold
    09:00:30 smtp[10]: A1B2C3D4E5: to=<b@example.net>, relay=none, delay=30, delays=0/0/30/0, dsn=4.4.1, status=deferred (connect to mail.example.net[203.0.113.1]:25: Connection timed out)
  )",
             [](Log& log) { CHECK(log.Only().held); });
}

TEST_CASE("Attempts of one second stand in the order of the log") {
  ForEachCut(R"(
    09:59:59 smtpd[6]: connect from unknown[192.0.2.1]
    10:00:00 smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]
    10:00:00 cleanup[8]: A1B2C3D4E5: message-id=<1@example.com>
    10:00:00 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=1 (queue active)
    10:00:00 local[10]: A1B2C3D4E5: to=<b@example.org>, relay=local, delay=0.05, delays=0.05/0/0/0, dsn=4.2.0, status=deferred (first)
    10:00:00 local[10]: A1B2C3D4E5: to=<b@example.org>, relay=local, delay=0.05, delays=0.05/0/0/0, dsn=4.2.0, status=deferred (second)
    10:00:00 local[10]: A1B2C3D4E5: to=<b@example.org>, relay=local, delay=0.05, delays=0.05/0/0/0, dsn=2.0.0, status=sent (third)
  )",
             [](Log& log) {
               const Mail mail = log.Only();
               REQUIRE(mail.deliveries.size() == 1);
               const auto& attempts = mail.deliveries[0].attempts;
               REQUIRE(attempts.size() == 3);
               CHECK(attempts[0].response == "first");
               CHECK(attempts[1].response == "second");
               CHECK(attempts[2].response == "third");
               CHECK(mail.state == State::kDelivered);
             });
}

constexpr const char* kHeldAhead = R"(
  10:00:00 smtpd[7]: connect from a.example.com[192.0.2.9]
  10:00:00 smtpd[7]: NOQUEUE: hold: RCPT from a.example.com[192.0.2.9]: <a@example.com>: Sender address wait; from=<a@example.com> to=<b@example.org> proto=ESMTP helo=<a.example.com>
  10:00:01 smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]
  10:00:01 cleanup[8]: A1B2C3D4E5: message-id=<1@example.com>
)";

TEST_CASE("What was decided before a mail had its queue ID is of that mail") {
  ForEachCut(kHeldAhead, [](Log& log) {
    const Mail mail = log.Only();
    CHECK(mail.held);
    CHECK(mail.helo == "a.example.com");
    REQUIRE(log.recall().rejects.size() == 1);
    CHECK(log.recall().rejects.begin()->second.queue_id == "A1B2C3D4E5");
  });
}

TEST_CASE("... not of one in a later session, or of another client") {
  const auto held = [](const char* first, const char* second) {
    Log log;
    return ReadLast(log, first, second).Of("A1B2C3D4E5").held;
  };
  const char* first = R"(
    09:59:00 smtpd[7]: connect from a.example.com[192.0.2.9]
    10:00:00 smtpd[7]: NOQUEUE: hold: RCPT from a.example.com[192.0.2.9]: <a@example.com>: Sender address wait; from=<a@example.com> to=<b@example.org> proto=ESMTP helo=<a.example.com>
  )";
  CHECK(held(first,
             "10:00:01 smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]"));
  CHECK_FALSE(held(first, R"(
    10:00:00 smtpd[7]: disconnect from a.example.com[192.0.2.9]
    10:00:01 smtpd[7]: connect from a.example.com[192.0.2.9]
    10:00:01 smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]
  )"));
  CHECK_FALSE(held(first, R"(
    10:00:01 smtpd[7]: A1B2C3D4E5: client=b.example.com[192.0.2.8]
  )"));
  CHECK_FALSE(held(first, R"(
    10:02:01 smtpd[7]: A1B2C3D4E5: client=a.example.com[192.0.2.9]
  )"));
}

TEST_CASE("Of a refused mail whose beginning is missing no client is guessed") {
  const char* kRefused =
      "10:00:00 cleanup[8]: A1B2C3D4E5: milter-reject: END-OF-MESSAGE from "
      "localhost[127.0.0.1]: 5.7.1 Command rejected; from=<a@example.com> "
      "to=<b@example.org>";
  Log alone;
  alone << kRefused;
  CHECK_FALSE(alone.Only().client.known());
  Log sent;
  sent << "10:00:00 smtpd[7]: A1B2C3D4E5: client=localhost[127.0.0.1]"
       << kRefused;
  CHECK(sent.Only().client.ip == "127.0.0.1");
  Log strange;
  strange << "10:00:00 cleanup[8]: A1B2C3D4E5: milter-reject: END-OF-MESSAGE "
             "from a.example.com[192.0.2.9]: 5.7.1 Command rejected; "
             "from=<a@example.com> to=<b@example.org>";
  CHECK(strange.Only().client.ip == "192.0.2.9");
}

TEST_CASE(
    "A mail that cleanup refuses again and again is one, and one refusal") {
  ForEachCut(R"(
    10:00:00 pickup[7]: A1B2C3D4E5: uid=0 from=<a@example.com>
    10:00:00 cleanup[8]: warning: A1B2C3D4E5: message rejected: hopcount exceeded
    10:00:00 cleanup[8]: warning: A1B2C3D4E5: message rejected: hopcount exceeded
    10:00:00 cleanup[8]: warning: A1B2C3D4E5: message rejected: hopcount exceeded
    10:00:00 cleanup[8]: A1B2C3D4E5: message-id=<1@example.com>
    10:00:00 cleanup[8]: A1B2C3D4E5: to=<b@example.org>, relay=none, delay=0.07, delays=0.07/0/0/0, dsn=5.4.0, status=bounced (too many hops)
    10:00:10 smtpd[9]: B1B2C3D4E5: client=a.example.com[192.0.2.9]
    10:00:10 smtpd[9]: B1B2C3D4E5: reject: RCPT from a.example.com[192.0.2.9]: 550 5.1.1 <c@example.org>: no; from=<a@example.com> to=<c@example.org> proto=ESMTP helo=<x>
  )",
             [](Log& log) {
               const Mail mail = log.Of("A1B2C3D4E5");
               CHECK(mail.state == State::kBounced);
               CHECK(mail.origin == "pickup");
               CHECK(mail.ended_at != 0);
               CHECK(log.recall().rejects.size() == 2);
             });
}

TEST_CASE("A mail has its start when an older log tells cleanup's line") {
  ForEachCut(R"(
    09:59:59 smtpd[6]: connect from unknown[192.0.2.1]
    10:00:00 cleanup[8]: A1B2C3D4E5: message-id=<1@example.com>
    10:00:00 qmgr[9]: A1B2C3D4E5: from=<double-bounce@example.com>, size=1, nrcpt=1 (queue active)
    10:00:00 local[10]: A1B2C3D4E5: to=<root@example.com>, relay=local, delay=0.7, delays=0.7/0/0/0, dsn=2.0.0, status=sent (delivered to mailbox)
    10:00:00 qmgr[9]: A1B2C3D4E5: removed
  )",
             [](Log& log) {
               const Mail mail = log.Only();
               CHECK_FALSE(mail.start_missing);
               CHECK(mail.arrival == mail.first_seen);
             });
}

TEST_CASE("A mail that was held ahead and then deleted is not held") {
  std::string story = kHeldAhead;
  story += "10:00:01 postsuper[12]: A1B2C3D4E5: removed\n";
  ForEachCut(story, [](Log& log) {
    CHECK(log.Only().state == State::kDiscarded);
    CHECK_FALSE(log.Only().held);
  });
}

TEST_CASE("A mail that expires within a second of its last attempt is one") {
  std::string story = kDeferred;
  story += R"(
    09:10:00 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=1 (queue active)
    09:10:00 smtp[10]: A1B2C3D4E5: to=<b@example.net>, relay=none, delay=600, delays=600/0/0/0, dsn=4.4.1, status=deferred (connect to mail.example.net[203.0.113.1]:25: Connection timed out)
    09:10:00 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, status=expired, returned to sender
    09:10:00 qmgr[9]: A1B2C3D4E5: removed
  )";
  ForEachCut(story, [](Log& log) {
    CHECK(log.Only().state == State::kExpired);
    CHECK(log.Only().origin == "smtpd");
  });
}

TEST_CASE("A requeued mail names its new queue ID, whichever half came first") {
  std::string story = kDeferred;
  story += R"(
    09:01:00 postsuper[12]: A1B2C3D4E5: requeued
    09:01:00 pickup[13]: B1B2C3D4E5: uid=102 from=<a@example.com> orig_id=A1B2C3D4E5
    09:01:00 cleanup[8]: B1B2C3D4E5: message-id=<1@example.com>
  )";
  ForEachCut(story, [](Log& log) {
    const Mail mail = log.Of("A1B2C3D4E5");
    REQUIRE(mail.links.size() == 1);
    CHECK(mail.links[0].queue_id == "B1B2C3D4E5");
  });
}

TEST_CASE("postsuper's line is evidence of a mail not read yet") {
  Log log;
  const Mail mail =
      ReadLast(log, kDeferred, "09:01:00 postsuper[12]: A1B2C3D4E5: expired")
          .Only();
  CHECK(mail.evidence.size() == 5);
}

TEST_CASE("A mail that has ended is not the one that ends later") {
  Log log;
  (log << "10:00:00 qmgr[9]: A1B2C3D4E5: removed").Commit();
  log << kDeferred << "09:01:00 qmgr[9]: A1B2C3D4E5: removed";
  CHECK(log.Mails().size() == 2);
}

}  // namespace
}  // namespace mailwhy::group
