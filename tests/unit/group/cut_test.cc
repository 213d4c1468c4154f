// A log cut in two, the second half read first: the same mails in the end; and
// of the second half alone, nothing false.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

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

TEST_CASE("A mail that has ended is not the one that ends later") {
  Log log;
  (log << "10:00:00 qmgr[9]: A1B2C3D4E5: removed").Commit();
  log << kDeferred << "09:01:00 qmgr[9]: A1B2C3D4E5: removed";
  CHECK(log.Mails().size() == 2);
}

}  // namespace
}  // namespace mailwhy::group
