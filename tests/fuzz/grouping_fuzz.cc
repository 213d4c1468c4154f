// group/: any log, through the parser, as one batch and as many; with a small
// memory, and killed in between. First line: the settings (lines a batch, mails
// in memory, when to kill).
#include <algorithm>
#include <memory>
#include <set>

#include "base/text.h"
#include "fuzz/target.h"
#include "unit/group/log.h"

namespace mailwhy::fuzz {
namespace {

using group::Changes;
using group::Grouper;
using group::Limits;
using group::MapRecall;

constexpr std::size_t kMostLines = 60;
constexpr std::size_t kMostBytes = 10'000;

using Lines = std::vector<std::string_view>;

void CheckEvidence(const std::vector<LineRef>& evidence, std::size_t lines) {
  Require(std::is_sorted(evidence.begin(), evidence.end()), "evidence rises");
  Require(
      std::adjacent_find(evidence.begin(), evidence.end()) == evidence.end(),
      "evidence names a line once");
  Require(
      evidence.empty() || (evidence.front() > 0 && evidence.back() <= lines),
      "evidence names lines of the log");
}

void CheckMail(const Mail& mail, std::size_t lines) {
  Require(mail.id > 0, "a mail has an id");
  Require(mail.first_seen <= mail.last_seen, "a mail is seen before it ends");
  const bool expired_untried =
      mail.deliveries.empty() && mail.state == State::kExpired;
  Require(expired_untried || mail.state == StateOfMail(mail),
          "a mail has its deliveries' state");
  CheckEvidence(mail.evidence, lines);
  std::set<std::string> recipients;
  for (const Delivery& delivery : mail.deliveries) {
    Require(recipients
                .insert(LowerAscii(delivery.recipient) + '\n' +
                        LowerAscii(delivery.orig_to))
                .second,
            "a mail has one delivery a recipient");
  }
}

void CheckChanges(const Changes& changes, std::size_t lines) {
  std::set<Id> ids;
  for (const Mail* mail : changes.mails) {
    CheckMail(*mail, lines);
    Require(ids.insert(mail->id).second, "a mail is handed out once");
  }
  for (const Reject* reject : changes.rejects) {
    CheckEvidence(reject->evidence, lines);
    Require(ids.insert(reject->id).second, "a reject has an id of its own");
  }
  for (const Session* session : changes.sessions) {
    CheckEvidence(session->evidence, lines);
    Require(ids.insert(session->id).second, "a session has an id of its own");
  }
}

// One process: it knows what was stored, and reads the log from its beginning
// (as to the years), but groups from `first` on.
class Process {
 public:
  Process(MapRecall& recall, const Limits& limits, const Lines& lines,
          std::size_t first, std::string_view memory)
      : recall_(recall), grouper_(recall, limits), lines_(lines) {
    parser_.Begin(2022, 0);
    for (std::size_t i = 0; i < first; ++i) parser_.Parse(lines[i]);
    grouper_.Remember(memory);
  }

  void Group(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Event& event = parser_.Parse(lines_[i]);
      if (event.kind != LineKind::kNotALog) grouper_.Add(event, i + 1);
    }
  }
  void Commit() {
    const Changes changes = grouper_.Take();
    CheckChanges(changes, lines_.size());
    recall_.Save(changes);
    grouper_.Settle();
  }
  std::string Memory() const { return grouper_.Memory(); }

 private:
  MapRecall& recall_;
  Grouper grouper_;
  parse::Parser parser_{Zone()};
  const Lines& lines_;
};

std::string InOneGo(const Lines& lines) {
  MapRecall recall;
  Process process(recall, {}, lines, 0, "");
  process.Group(0, lines.size());
  process.Commit();
  return Describe(recall);
}

std::string InPieces(const Lines& lines, std::string_view settings) {
  const std::size_t batch = 1 + Setting(settings, 0) % 20;
  const unsigned kills = Setting(settings, 2);
  Limits limits;
  limits.open_mails = 1 + Setting(settings, 1) % 20;
  MapRecall recall;
  std::string memory;
  auto process = std::make_unique<Process>(recall, limits, lines, 0, memory);
  unsigned turn = 0;
  for (std::size_t done = 0; done < lines.size(); ++turn) {
    const std::size_t end = std::min(lines.size(), done + batch);
    process->Group(done, end);
    const bool killed = turn < 8 && (kills >> turn & 1U) != 0;
    if (!killed) {
      process->Commit();
      memory = process->Memory();
      done = end;
    } else {
      process = std::make_unique<Process>(recall, limits, lines, done, memory);
    }
  }
  return Describe(recall);
}

void Run(std::string_view text) {
  if (text.size() > kMostBytes) return;
  const std::string_view settings = TakeLine(text);
  const Lines lines = Split(text, '\n');
  if (lines.size() > kMostLines) return;
  RequireSame(InOneGo(lines), InPieces(lines, settings),
              "batches, a small memory and kills change nothing");
  // Memory is read back from a store that may be damaged.
  MapRecall nothing;
  Grouper(nothing, Limits()).Remember(text);
}

}  // namespace
}  // namespace mailwhy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes,
                                      std::size_t size) {
  mailwhy::fuzz::Run(mailwhy::fuzz::TextOf(bytes, size));
  return 0;
}
