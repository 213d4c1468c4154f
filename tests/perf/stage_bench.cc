// What each stage on the way of a line costs, one upon the other, on a whole
// log: reading, parsing, grouping, judging; no store. Build in Release:
//   ninja stage_bench make_log && make_log 1000000 >m.log
//   MAILWHY_LOG=m.log stage_bench
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "classify/classifier.h"
#include "classify/rules.h"
#include "group/grouper.h"
#include "parse/kinds.h"
#include "parse/parser.h"
#include "source/source.h"

namespace mailwhy {
namespace {

constexpr std::size_t kLinesPerCommit = 50'000;

class NothingBefore : public group::Recall {
 public:
  std::vector<Mail> MailsOf(std::string_view, std::string_view) override {
    return {};
  }
  bool Taken(Id) override { return false; }
};

// Calls each(line) for all lines of the log; returns how many there were.
template <class Each>
std::int64_t ForEachLine(benchmark::State& state, const Each& each) {
  source::LogFile file;
  const char* path = std::getenv("MAILWHY_LOG");
  if (path != nullptr) file.path = path;
  const auto reader = source::Open(file, {});
  if (!reader) {
    state.SkipWithError("set MAILWHY_LOG to a log (make_log writes one)");
    return 0;
  }
  std::int64_t count = 0;
  for (auto lines = (*reader)->Next(); lines && !lines->empty();
       lines = (*reader)->Next()) {
    for (const RawLine& line : *lines) each(line.text);
    count += static_cast<std::int64_t>(lines->size());
  }
  return count;
}

void Read(benchmark::State& state) {
  std::int64_t lines = 0;
  for (auto _ : state) {
    std::size_t bytes = 0;
    lines += ForEachLine(state,
                         [&](std::string_view line) { bytes += line.size(); });
    benchmark::DoNotOptimize(bytes);
  }
  state.SetItemsProcessed(lines);
}

void Parse(benchmark::State& state) {
  std::int64_t lines = 0;
  for (auto _ : state) {
    parse::Parser parser{Zone()};
    parser.Begin(2022, 0);
    lines += ForEachLine(state, [&](std::string_view line) {
      benchmark::DoNotOptimize(parser.Parse(line).kind);
    });
  }
  state.SetItemsProcessed(lines);
}

// `settle` gets the changes of each commit.
template <class Settle>
void Group(benchmark::State& state, const Settle& settle) {
  std::int64_t lines = 0;
  for (auto _ : state) {
    NothingBefore recall;
    group::Grouper grouper(recall, {});
    grouper.StoredUntil(0);
    parse::Parser parser{Zone()};
    parser.Begin(2022, 0);
    std::size_t pending = 0;
    const auto commit = [&] {
      settle(grouper.Take());
      grouper.Settle();
      pending = 0;
    };
    LineRef number = 0;
    lines += ForEachLine(state, [&](std::string_view line) {
      const Event& event = parser.Parse(line);
      ++number;
      if (event.kind == LineKind::kNotALog ||
          event.kind == LineKind::kOtherProgram) {
        return;
      }
      const bool kept = parse::RowOf(event.kind).keep == parse::Keep::kEvidence;
      grouper.Add(event, kept ? number : 0);
      if (++pending == kLinesPerCommit) commit();
    });
    commit();
  }
  state.SetItemsProcessed(lines);
}

void ParseAndGroup(benchmark::State& state) {
  Group(state, [](const group::Changes& changes) {
    benchmark::DoNotOptimize(changes.mails.size());
  });
}

void ParseGroupAndJudge(benchmark::State& state) {
  classify::Classifier classifier(*classify::ReadRules({}));
  Group(state, [&](const group::Changes& changes) {
    for (Mail* mail : changes.mails) classifier.JudgeMail(*mail);
    for (Reject* reject : changes.rejects) classifier.JudgeReject(*reject);
    for (Session* session : changes.sessions) classifier.JudgeSession(*session);
  });
}

BENCHMARK(Read)->Unit(benchmark::kMillisecond);
BENCHMARK(Parse)->Unit(benchmark::kMillisecond);
BENCHMARK(ParseAndGroup)->Unit(benchmark::kMillisecond);
BENCHMARK(ParseGroupAndJudge)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace mailwhy

BENCHMARK_MAIN();
