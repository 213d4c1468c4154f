#include "pipeline/open_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/text.h"

namespace mailwhy {
namespace {

// Of a very busy log five seconds are more; then equal lines that rotation
// parts may count once.
constexpr std::size_t kMostRecent = 20'000;

template <class Number>
bool ReadHex(std::string_view digits, Number* number) {
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, *number, 16);
  return read.ec == std::errc() && read.ptr == end;
}

}  // namespace

SeenLine SeenOf(const Event& event) {
  const std::uint64_t origin =
      StableHash(event.program, StableHash(event.host)) +
      static_cast<std::uint64_t>(event.pid);
  return {event.time.second() / kSecond,
          static_cast<std::uint32_t>(StableHash(event.text, origin) >> 32)};
}

void RecentLines::Add(const SeenLine& line) {
  lines_.push_back(line);
  if (lines_.size() < 2 * kMostRecent) return;
  lines_.erase(lines_.begin(), lines_.end() - kMostRecent);
}

std::vector<SeenLine> RecentLines::Since(Micros time) const {
  std::vector<SeenLine> since;
  std::copy_if(
      lines_.begin(), lines_.end(), std::back_inserter(since),
      [&](const SeenLine& line) { return line.second >= time / kSecond; });
  return since;
}

bool OpenLog::GoesOnIn(std::string_view next_family, Micros first_time) const {
  return begun && !family.empty() && family == next_family &&
         first_time >= last_time - kOverlap;
}

std::string PackLines(const std::vector<SeenLine>& lines) {
  std::string packed;
  for (const SeenLine& line : lines) {
    packed += fmt::format("{:x}.{:x} ", line.second, line.hash);
  }
  return packed;
}

std::vector<SeenLine> UnpackLines(std::string_view packed) {
  std::vector<SeenLine> lines;
  for (std::string_view word : Split(packed, ' ')) {
    const std::size_t dot = word.find('.');
    SeenLine line;
    if (dot != std::string_view::npos &&
        ReadHex(word.substr(0, dot), &line.second) &&
        ReadHex(word.substr(dot + 1), &line.hash)) {
      lines.push_back(line);
    }
  }
  return lines;
}

int StartYear(const parse::YearSurvey& survey, const ReadOptions& options,
              Micros newest) {
  if (options.year != 0) {
    // The survey lets a log be a day ahead of what it is told.
    const CivilTime end_of_year{options.year, 12, 30, 23, 59, 59, 0};
    return survey.StartYear(options.zone.FromCivil(end_of_year).at,
                            options.zone);
  }
  if (options.asked) return survey.StartYearNear(*options.asked, options.zone);
  return survey.StartYear(newest, options.zone);
}

}  // namespace mailwhy
