// How many lines a second one core groups, once they are parsed: a usual log,
// with a commit every 50,000 lines. Build in Release: ninja group_bench.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "group/grouper.h"
#include "parse/parser.h"

namespace mailwhy::group {
namespace {

constexpr int kMails = 12'000;
constexpr std::size_t kLinesPerCommit = 50'000;

class EmptyRecall : public Recall {
 public:
  std::vector<Mail> MailsOf(std::string_view, std::string_view) override {
    return {};
  }
  bool Taken(Id) override { return false; }
};

std::string Stamp(int second) {
  return fmt::format("Dec  5 {:02}:{:02}:{:02} mx01 postfix/",
                     second / 3600 % 24, second / 60 % 60, second % 60);
}

// The lines of one mail, over a few seconds, and of one client turned away.
void AddMail(int n, std::vector<std::vector<std::string>>& seconds) {
  const int second = n / 20;
  const std::string id = fmt::format("{:010X}", 0x8B84D00000 + n);
  const auto say = [&](int later, const std::string& text) {
    seconds[second + later].push_back(Stamp(second + later) + text);
  };
  const std::string client =
      fmt::format("h{}.example.com[192.0.2.{}]", n, n % 250);
  say(0, fmt::format("smtpd[{}]: connect from {}", 2000 + n % 40, client));
  say(0, fmt::format("smtpd[{}]: {}: client={}, sasl_method=PLAIN, "
                     "sasl_username=s@example.com",
                     2000 + n % 40, id, client));
  say(0, fmt::format("cleanup[3000]: {}: message-id=<{}@example.com>", id, id));
  say(1, fmt::format("qmgr[6118]: {}: from=<s@example.com>, size=1284, nrcpt=1 "
                     "(queue active)",
                     id));
  say(1, fmt::format("smtpd[{}]: disconnect from {} ehlo=2 commands=8",
                     2000 + n % 40, client));
  say(3, fmt::format(
             "smtp[{}]: {}: to=<user{}@example.net>, "
             "relay=mx{}.example.net[203.0.113.{}]:25, delay=0.7, "
             "delays=0.16/0.05/0.09/0.17, dsn=2.0.0, status=sent (250 2.0.0 "
             "Ok: queued as {:010X})",
             1000 + n % 40, id, n, n % 9, n % 250, 0xEE00000 + n));
  say(3, fmt::format("qmgr[6118]: {}: removed", id));
  if (n % 10 == 0) {
    say(2, fmt::format("smtp[{}]: connect to mx.example.org[203.0.113.9]:25: "
                       "Connection timed out",
                       1000 + n % 40));
    say(2, fmt::format(
               "smtpd[{}]: NOQUEUE: reject: RCPT from {}: 554 5.7.1 "
               "<u@example.net>: Relay access denied; from=<s@example.com> "
               "to=<u@example.net> proto=ESMTP helo=<h.example.com>",
               2000 + n % 40, client));
  }
}

std::vector<std::string> UsualLog() {
  std::vector<std::vector<std::string>> seconds(kMails / 20 + 10);
  for (int n = 0; n < kMails; ++n) AddMail(n, seconds);
  std::vector<std::string> log;
  for (auto& lines : seconds) {
    for (auto& line : lines) log.push_back(std::move(line));
  }
  return log;
}

void BM_UsualLog(benchmark::State& state) {
  const std::vector<std::string> log = UsualLog();
  parse::Parser parser{Zone()};
  parser.Begin(2022, 0);
  std::vector<Event> events;
  events.reserve(log.size());
  for (const std::string& line : log) events.push_back(parser.Parse(line));
  EmptyRecall recall;
  for (auto _ : state) {
    Grouper grouper(recall, Limits{});
    grouper.StoredUntil(0);
    for (std::size_t i = 0; i < events.size(); ++i) {
      grouper.Add(events[i], i + 1);
      if (i % kLinesPerCommit != kLinesPerCommit - 1) continue;
      benchmark::DoNotOptimize(grouper.Take());
      grouper.Settle();
    }
    benchmark::DoNotOptimize(grouper.Take());
  }
  state.SetItemsProcessed(
      static_cast<std::int64_t>(state.iterations() * events.size()));
}
BENCHMARK(BM_UsualLog)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace mailwhy::group

BENCHMARK_MAIN();
