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

}  // namespace
}  // namespace mailwhy::group
