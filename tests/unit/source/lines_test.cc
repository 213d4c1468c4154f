// LineReader against a plain reference, over bytes that come in pieces.
#include "source/lines.h"

#include <algorithm>
#include <random>

#include "unit/source/files.h"

using namespace mailwhy;
using namespace mailwhy::source;

namespace {

// Hands out pieces of random length, and fails in the end if told to.
class PiecewiseBytes : public Bytes {
 public:
  PiecewiseBytes(std::string text, unsigned seed, bool fails)
      : text_(std::move(text)), random_(seed), fails_(fails) {}

  Result<std::size_t> Read(char* to, std::size_t size) override {
    const std::size_t left = text_.size() - at_;
    if (left == 0 && fails_) return Error{"pieces", "broken", ""};
    const std::size_t most = std::min<std::size_t>({size, left, 100'000});
    const std::size_t count =
        most == 0 ? 0 : 1 + random_() % (random_() % 3 ? most : 1);
    std::copy_n(text_.data() + at_, count, to);
    at_ += count;
    return count;
  }
  std::int64_t bytes_on_disk() const override { return 0; }
  std::int64_t size_on_disk() const override { return 0; }

 private:
  std::string text_;
  std::size_t at_ = 0;
  std::mt19937 random_;
  bool fails_;
};

std::string RandomText(unsigned seed) {
  std::mt19937 random(seed);
  const std::size_t lengths[] = {0,      1,      80,     200,     4'096,
                                 65'535, 65'536, 65'537, 262'144, 400'000};
  std::string text = random() % 2 ? "\xEF\xBB\xBF" : "";
  for (int line = 0; line < 60; ++line) {
    const std::size_t length = lengths[random() % std::size(lengths)];
    const char fill = "x\0\r"[random() % 8 < 6 ? 0 : random() % 3];
    text += std::string(length, fill);
    if (random() % 4 == 0) text += "tail";
    text += random() % 3 ? "\n" : "\r\n";
  }
  if (random() % 2) text += "no end";
  return text;
}

struct Expected {
  std::vector<std::string> lines;
  std::vector<std::int64_t> ends;
  std::int64_t position = 0;
};

// What a line's text is, by the words of source.h. A line that was cut has no
// carriage return at its end to be taken off.
std::string TextOf(std::string line, bool first, bool complete) {
  if (first && line.rfind("\xEF\xBB\xBF", 0) == 0) line.erase(0, 3);
  line.erase(0, std::min(line.find_first_not_of('\0'), line.size()));
  const bool ends = complete && !line.empty() && line.back() == '\r';
  if (ends && line.size() <= kMaxLine) line.pop_back();
  return line.substr(0, kMaxLine);
}

Expected Reference(const std::string& text, bool damaged) {
  Expected expected;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t end = text.find('\n', begin);
    const bool complete = end != std::string::npos;
    if (!complete && (begin == text.size() || damaged)) break;
    const std::string line =
        TextOf(text.substr(begin, end - begin), begin == 0, complete);
    const std::size_t next = complete ? end + 1 : text.size();
    expected.lines.push_back(line);
    expected.ends.push_back(static_cast<std::int64_t>(next));
    if (!complete) break;
    begin = next;
  }
  expected.position = static_cast<std::int64_t>(begin);
  return expected;
}

// The last byte of a line of just kMaxLine may be half of its end.
bool Alike(const std::string& a, const std::string& b) {
  if (a == b) return true;
  return a.size() >= kMaxLine - 1 && b.size() >= kMaxLine - 1 &&
         a.compare(0, kMaxLine - 1, b, 0, kMaxLine - 1) == 0;
}

}  // namespace

TEST_CASE("lines do not depend on the pieces in which their bytes come") {
  for (unsigned seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    const bool fails = seed % 4 == 3;
    const std::string text = RandomText(seed);
    const Expected expected = Reference(text, fails);
    LineReader reader(std::make_unique<PiecewiseBytes>(text, seed, fails), "p");
    REQUIRE(reader.Begin(0, true).ok());
    const Read read = ReadAll(reader);
    CHECK((read.error == "broken") == fails);
    REQUIRE(read.lines.size() == expected.lines.size());
    int different = 0;
    for (std::size_t i = 0; i < read.lines.size(); ++i) {
      if (!Alike(read.lines[i], expected.lines[i])) ++different;
    }
    CHECK(different == 0);
    CHECK(read.ends == expected.ends);
    CHECK(read.mark.position == expected.position);
    const auto whole =
        text.substr(0, static_cast<std::size_t>(expected.position));
    const LogMark mark = ReadAll(*OpenText(whole, {})).mark;
    CHECK(read.mark.head_hash == mark.head_hash);
    CHECK(read.mark.tail_hash == mark.tail_hash);
    CHECK(read.mark.tail_length == mark.tail_length);
  }
}
