// classify_perf: what judging costs with the compiled-in rules. Run by hand:
//   classify_perf
// Prints: the first judgement (the rules are compiled for it), a reply seen
// before but for names and numbers, and replies that are all different.
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "classify/classifier.h"
#include "classify/rules.h"

namespace {

using mailwhy::Failure;
// Of this process alone: what else the machine does is not measured.
double CpuMicros() {
  return static_cast<double>(std::clock()) * 1e6 / CLOCKS_PER_SEC;
}

Failure Bounced(std::string response) {
  Failure failure;
  failure.of = Failure::Of::kAttempt;
  failure.agent = "smtp";
  failure.status = "bounced";
  failure.response = std::move(response);
  failure.relay = {"mail.example.com", "198.51.100.7", "25"};
  failure.sender = "taro@example.org";
  failure.recipient = "hanako@example.com";
  return failure;
}

// Refusals in words of their own: a phrase that is one, among made-up words.
std::vector<Failure> AllDifferent(int count) {
  const char* const phrases[] = {"user unknown",
                                 "mailbox is full, over quota",
                                 "blocked using zen.spamhaus.org",
                                 "message rejected as spam",
                                 "please try again later",
                                 "relay access denied",
                                 "sender address rejected",
                                 "account has been disabled",
                                 "SPF check did not pass",
                                 "too many connections from your address",
                                 "message size exceeds our limit",
                                 "refused for reasons of policy",
                                 "we do not like this",
                                 "greylisted, come back in five minutes",
                                 "cannot find your reverse hostname",
                                 "rate limit exceeded for this sender"};
  std::vector<Failure> failures;
  unsigned seed = 7;
  const auto random = [&](unsigned below) {
    seed = seed * 1103515245 + 12345;
    return (seed >> 16) % below;
  };
  for (int i = 0; i < count; ++i) {
    std::string text = "host mail.example.com[198.51.100.7] said: 550 5.7.1";
    const unsigned at = random(10);
    for (unsigned word = 0; word < 10; ++word) {
      text += ' ';
      if (word == at) text.append(phrases[random(16)]).append(", ");
      for (unsigned letters = 2 + random(7); letters > 0; --letters) {
        text += static_cast<char>('a' + random(26));
      }
    }
    failures.push_back(Bounced(text + " (in reply to RCPT TO command)"));
  }
  return failures;
}

std::vector<Failure> AllAlike(int count) {
  std::vector<Failure> failures;
  for (int i = 0; i < count; ++i) {
    failures.push_back(
        Bounced("host mail.example.com[198.51.100.7] said: 550 5.1.1 <user" +
                std::to_string(i) +
                "@example.com>: Recipient address rejected: User unknown in "
                "local recipient table (in reply to RCPT TO command)"));
  }
  return failures;
}

void Time(const char* what, mailwhy::classify::Classifier& classifier,
          const std::vector<Failure>& failures) {
  const double begin = CpuMicros();
  std::size_t known = 0;
  for (const Failure& failure : failures) {
    known += classifier.Judge(failure).cause.size();
  }
  std::printf("%-28s %8.2f us each (%zu)\n", what,
              (CpuMicros() - begin) / static_cast<double>(failures.size()),
              known);
}

}  // namespace

int main() {
  double begin = CpuMicros();
  const auto rules = mailwhy::classify::ReadRules({});
  if (!rules) {
    std::fprintf(stderr, "%s: %s\n", rules.error().what.c_str(),
                 rules.error().why.c_str());
    return 1;
  }
  std::printf("%-28s %8.0f us\n", "reading the rules", CpuMicros() - begin);
  mailwhy::classify::Classifier classifier(*rules);
  begin = CpuMicros();
  classifier.Judge(Bounced("550 first"));
  std::printf("%-28s %8.0f us\n", "first judgement", CpuMicros() - begin);
  Time("20,000 alike", classifier, AllAlike(20000));
  Time("20,000 all different", classifier, AllDifferent(20000));
  Time("20,000 all different, again", classifier, AllDifferent(20000));
  return 0;
}
