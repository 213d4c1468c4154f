// How many lines a second one core parses: of a usual log, and of delivery
// lines and rejects alone. Build in Release: ninja parse_bench.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "parse/parser.h"

namespace mailwhy::parse {
namespace {

std::string Stamp(int second) {
  return fmt::format("Dec  5 {:02}:{:02}:{:02} mx01 postfix/",
                     second / 3600 % 24, second / 60 % 60, second % 60);
}

std::string Delivery(int n) {
  return fmt::format(
      "smtp[{}]: {:010X}: to=<user{}@example.net>, "
      "relay=mx{}.example.net[203.0.113.{}]:25, delay=0.{}, "
      "delays=0.16/0.05/0.09/0.17, dsn=2.0.0, status=sent (250 2.0.0 Ok: "
      "queued as {:010X})",
      1000 + n % 40, 0x8B84D00000 + n, n, n % 9, n % 250, n % 99,
      0xEE00000 + n);
}

std::string Reject(int n) {
  return fmt::format(
      "smtpd[{}]: NOQUEUE: reject: RCPT from h{}.example.com[192.0.2.{}]: 554 "
      "5.7.1 <user{}@example.net>: Relay access denied; from=<s{}@example.com> "
      "to=<user{}@example.net> proto=ESMTP helo=<h{}.example.com>",
      2000 + n % 40, n, n % 250, n, n, n, n);
}

// The lines of one mail, and of one client turned away.
void AddMail(int n, std::vector<std::string>& log) {
  const std::string at = Stamp(n / 20);
  const std::string id = fmt::format("{:010X}", 0x8B84D00000 + n);
  const std::string client =
      fmt::format("h{}.example.com[192.0.2.{}]", n, n % 250);
  const std::string smtpd = fmt::format("{}smtpd[{}]: ", at, 2000 + n % 40);
  log.push_back(smtpd + "connect from " + client);
  log.push_back(smtpd + "Anonymous TLS connection established from " + client +
                ": TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)");
  log.push_back(smtpd + id + ": client=" + client +
                ", sasl_method=PLAIN, sasl_username=s@example.com");
  log.push_back(at + "cleanup[3000]: " + id + ": message-id=<" + id +
                "@example.com>");
  log.push_back(at + "qmgr[61182]: " + id +
                ": from=<s@example.com>, size=1284, nrcpt=1 (queue active)");
  log.push_back(smtpd + "disconnect from " + client +
                " ehlo=2 starttls=1 auth=1 mail=1 rcpt=1 data=1 quit=1 "
                "commands=8");
  log.push_back(at + Delivery(n));
  log.push_back(at + "qmgr[61182]: " + id + ": removed");
  if (n % 3 == 0) log.push_back(at + Reject(n));
}

void Run(benchmark::State& state, const std::vector<std::string>& log) {
  Parser parser{Zone()};
  std::int64_t lines = 0;
  std::int64_t bytes = 0;
  for (auto _ : state) {
    parser.Begin(2022, 0);
    for (const std::string& line : log) {
      benchmark::DoNotOptimize(&parser.Parse(line));
      bytes += static_cast<std::int64_t>(line.size()) + 1;
    }
    lines += static_cast<std::int64_t>(log.size());
  }
  state.SetItemsProcessed(lines);
  state.SetBytesProcessed(bytes);
}

void UsualLog(benchmark::State& state) {
  std::vector<std::string> log;
  for (int n = 0; n < 5000; ++n) AddMail(n, log);
  Run(state, log);
}
BENCHMARK(UsualLog);

void Deliveries(benchmark::State& state) {
  std::vector<std::string> log;
  for (int n = 0; n < 20'000; ++n) log.push_back(Stamp(n / 20) + Delivery(n));
  Run(state, log);
}
BENCHMARK(Deliveries);

void Rejects(benchmark::State& state) {
  std::vector<std::string> log;
  for (int n = 0; n < 20'000; ++n) log.push_back(Stamp(n / 20) + Reject(n));
  Run(state, log);
}
BENCHMARK(Rejects);

void WithYears(benchmark::State& state) {
  std::vector<std::string> log;
  for (int n = 0; n < 20'000; ++n) {
    log.push_back(fmt::format("2022-12-05T18:{:02}:{:02}.123456+09:00 mx01 "
                              "postfix/",
                              n / 1200 % 60, n / 20 % 60) +
                  Delivery(n));
  }
  Run(state, log);
}
BENCHMARK(WithYears);

}  // namespace
}  // namespace mailwhy::parse

BENCHMARK_MAIN();
