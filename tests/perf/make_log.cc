// Writes a Postfix log like that of a busy server, the same for the same seed:
// for benchmarks, and for tests that need a long log.
//
//   make_log LINES [--seed N] [--repeat PERCENT] [--start 2022-12-01] >mail.log
//
// With --repeat, so many lines in a hundred stand there twice: real logs hold
// equal lines.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/time.h"
#include "traffic.h"

namespace mailwhy::perf {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 20;

struct Options {
  std::uint64_t lines = 0;
  std::uint64_t seed = 1;
  double repeat = 0;  // lines in a hundred
  Micros start = 0;
};

// "Dec  5 18:38:12"
std::string Stamp(double at) {
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const CivilTime time =
      Zone().ToCivil(static_cast<std::int64_t>(at) * kSecond);
  return fmt::format("{} {:2} {:02}:{:02}:{:02}", kMonths[time.month - 1],
                     time.day, time.hour, time.minute, time.second);
}

bool ReadOptions(int argc, char** argv, Options& options) {
  std::string start = "2022-12-01";
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    const char* value = i + 1 < argc ? argv[i + 1] : "";
    if (name == "--seed") {
      options.seed = std::strtoull(value, nullptr, 10), ++i;
    } else if (name == "--repeat") {
      options.repeat = std::strtod(value, nullptr), ++i;
    } else if (name == "--start") {
      start = value, ++i;
    } else {
      options.lines = std::strtoull(argv[i], nullptr, 10);
    }
  }
  const auto day = ReadRfc3339(start + "T00:00:00Z", Zone());
  if (day) options.start = day->at;
  return day.has_value() && options.lines > 0;
}

void Write(const Options& options) {
  Traffic traffic(options.seed, static_cast<double>(options.start / kSecond));
  Chance chance(options.seed + 1);
  std::string out, stamp;
  std::int64_t second = -1;
  for (std::uint64_t written = 0; written < options.lines;) {
    const Traffic::Line line = traffic.Next();
    if (static_cast<std::int64_t>(line.at) != second) {
      second = static_cast<std::int64_t>(line.at);
      stamp = Stamp(line.at);
    }
    const int times = chance.Once(options.repeat / 100) ? 2 : 1;
    for (int i = 0; i < times && written < options.lines; ++i, ++written) {
      out += stamp;
      out += " mx01 ";
      out += line.text;
      out += '\n';
    }
    if (out.size() < kBuffer) continue;
    std::fwrite(out.data(), 1, out.size(), stdout);
    out.clear();
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
}

}  // namespace
}  // namespace mailwhy::perf

int main(int argc, char** argv) {
  mailwhy::perf::Options options;
  if (!mailwhy::perf::ReadOptions(argc, argv, options)) {
    std::fputs(
        "usage: make_log LINES [--seed N] [--repeat PERCENT] "
        "[--start YYYY-MM-DD]\n",
        stderr);
    return 2;
  }
  mailwhy::perf::Write(options);
  return std::ferror(stdout) != 0 ? 1 : 0;
}
