// The same mails whatever the batches, whatever is forgotten, whenever killed.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

#include "unit/group/log.h"
#include "unit/group/stories.h"

namespace mailwhy::group {
namespace {

constexpr int kMails = 500;

// One batch, nothing ever forgotten.
std::string InOneGo(const std::vector<StoryLine>& lines) {
  Log log;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    log.Line(lines[i].text, i + 1);
  }
  log.Mails();
  return Describe(log.recall());
}

// Which of the generated mails a text with its number is about.
int NumberIn(const std::string& text) {
  const std::size_t dash = text.find('-');
  return dash == std::string::npos ? -1 : std::atoi(text.c_str() + dash + 1);
}

std::set<int> NumbersIn(const Mail& mail) {
  std::set<int> numbers{NumberIn(mail.message_id)};
  if (mail.sender && !mail.sender->empty()) {
    numbers.insert(NumberIn(*mail.sender));
  }
  for (const Delivery& delivery : mail.deliveries) {
    numbers.insert(NumberIn(delivery.recipient));
  }
  return numbers;
}

// Batches of random length; some end in a kill: the lines since the last commit
// are read again by a process that knows nothing but what was stored.
class KilledRun {
 public:
  KilledRun(const std::vector<StoryLine>& lines, unsigned seed, Limits limits)
      : lines_(lines), random_(seed), limits_(limits) {
    Restart();
  }

  std::string Run(int longest_batch) {
    std::size_t done = 0;
    while (done < lines_.size()) {
      const std::size_t batch = 1 + random_() % longest_batch;
      const std::size_t end = std::min(lines_.size(), done + batch);
      for (std::size_t i = done; i < end; ++i) {
        log_->Line(lines_[i].text, i + 1);
      }
      if (random_() % 10 == 0) {  // killed before the commit
        Restart();
        continue;
      }
      log_->Commit();
      memory_ = log_->grouper().Memory();
      if (random_() % 10 == 0) Restart();
      done = end;
    }
    return Describe(recall_);
  }
  int asked() const { return recall_.asked; }

 private:
  void Restart() {
    log_ = std::make_unique<Log>(recall_, limits_);
    log_->grouper().Remember(memory_);
    if (random_() % 4 != 0) log_->grouper().StoredUntil(recall_.until);
  }

  const std::vector<StoryLine>& lines_;
  std::mt19937 random_;
  Limits limits_;
  MapRecall recall_;
  std::string memory_;
  std::unique_ptr<Log> log_;
};

TEST_CASE("Interleaved mails with reused queue IDs come apart again") {
  Stories stories(1);
  const std::vector<StoryLine> lines = stories.Write(kMails);
  Log log;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    log.Line(lines[i].text, i + 1);
  }
  const std::vector<Mail> mails = log.Mails();
  CHECK(mails.size() == static_cast<std::size_t>(stories.mails()));
  std::set<int> seen;
  for (const Mail& mail : mails) {
    const std::set<int> numbers = NumbersIn(mail);
    INFO(Describe(mail));
    CHECK(numbers.size() == 1);
    CHECK(seen.insert(*numbers.begin()).second);
    CHECK_FALSE(mail.start_missing);
    CHECK((mail.ended_at != 0) == mail.sender.has_value());
  }
}

TEST_CASE("Commits, forgetting and kills change nothing") {
  for (const unsigned seed : {1U, 2U, 3U}) {
    Stories stories(seed);
    const std::vector<StoryLine> lines = stories.Write(kMails);
    const std::string expected = InOneGo(lines);
    for (const int longest_batch : {3, 40, 4000}) {
      for (const std::size_t open_mails : {5U, 300U, 100'000U}) {
        Limits limits;
        limits.open_mails = open_mails;
        CAPTURE(seed);
        CAPTURE(longest_batch);
        CAPTURE(open_mails);
        KilledRun run(lines, seed, limits);
        CHECK((run.Run(longest_batch) == expected));
      }
    }
  }
}

TEST_CASE("A disorder of lines within the second changes no mail") {
  Stories stories(7);
  std::vector<StoryLine> lines = stories.Write(kMails);
  const auto number_of_mails = static_cast<std::size_t>(stories.mails());
  std::mt19937 random(7);
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    const bool same_mail = lines[i].text.substr(20) == lines[i + 1].text;
    if (lines[i].second == lines[i + 1].second && !same_mail &&
        random() % 8 == 0 &&
        lines[i].text.find("removed") != std::string::npos) {
      std::swap(lines[i], lines[i + 1]);
    }
  }
  Log log;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    log.Line(lines[i].text, i + 1);
  }
  const std::vector<Mail> mails = log.Mails();
  CHECK(mails.size() == number_of_mails);
  for (const Mail& mail : mails) {
    INFO(Describe(mail));
    CHECK(NumbersIn(mail).size() == 1);
  }
}

TEST_CASE("A log in order, into an empty store, is seldom looked up") {
  Stories stories(5);
  const std::vector<StoryLine> lines = stories.Write(kMails);
  Log log;
  log.grouper().StoredUntil(0);
  int started = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    log.Line(lines[i].text, i + 1);
    if (lines[i].text.find("bounce[") != std::string::npos) ++started;
    if (i % 500 == 499) log.Commit();
  }
  // A bounce is: nothing but its first line tells that it begins there.
  CHECK(log.recall().asked <= 2 * started);
}

TEST_CASE("A bounded grouper asks again for what it gave up") {
  Limits limits;
  limits.open_mails = 10;
  Log log(limits);
  log.grouper().StoredUntil(0);
  for (int i = 0; i < 100; ++i) {
    log << fmt::format(
        "10:00:{:02} qmgr[9]: AB{:06X}: from=<a@example.com>, size=1, nrcpt=1 "
        "(queue active)",
        i % 60, i);
  }
  log.Commit();
  const int asked = log.recall().asked;
  log << "10:02:00 smtp[10]: AB000001: to=<b@example.net>, relay=none, "
         "delay=1, "
         "delays=0/0/1/0, dsn=4.4.1, status=deferred (no luck)";
  CHECK(log.recall().asked == asked + 1);
  CHECK(log.Mails().size() == 100);
  CHECK(log.Of("AB000001").sender == "a@example.com");
}

}  // namespace
}  // namespace mailwhy::group
