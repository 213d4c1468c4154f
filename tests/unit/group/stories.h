// Random logs whose truth is known: thousands of interleaved mails over few
// queue IDs, which are reused as soon as they are free.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace mailwhy::group {

struct StoryLine {
  std::int64_t second = 0;  // of the day
  std::uint64_t order = 0;  // lines of one second come in this order
  std::string text;         // with the time of day, as Log takes it
};

class Stories {
 public:
  explicit Stories(unsigned seed) : random_(seed) {}

  // All lines, in the order of the log. Mail n is from "from-n@example.com", to
  // "to-n-...@example.com", its Message-ID "mid-n@example.com".
  std::vector<StoryLine> Write(int mails);

  int mails() const { return number_; }  // bounces are mails of their own

 private:
  int Pick(int below) {
    return std::uniform_int_distribution<int>(0, below - 1)(random_);
  }
  std::string FreeId(std::int64_t second);
  void WriteMail(std::int64_t second);
  void WriteStart(const std::string& id);
  void WriteAttempts(const std::string& id);
  void WriteBounce(const std::string& id);
  void Say(const std::string& text);

  struct Id {
    std::string name;
    std::int64_t free_at = 0;
    std::uint64_t order = 0;
  };
  std::mt19937 random_;
  std::vector<Id> ids_;
  std::vector<StoryLine> lines_;
  int number_ = 0;
  std::int64_t now_ = 0;     // of the mail being written
  std::uint64_t order_ = 0;  // a step for each line of all
};

}  // namespace mailwhy::group
