// Traffic: the stories of a busy mail server as log lines, in the order of
// their times: mail in and out, several recipients, retries, bounces, refusals,
// logins, companions' lines. Used by make_log.cc.
#pragma once

#include <functional>
#include <map>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "world.h"

namespace mailwhy::perf {

class Traffic {
 public:
  Traffic(std::uint64_t seed, double start) : chance_(seed), now_(start) {}

  // The next line: its time in seconds since 1970, and what follows the host
  // ("postfix/smtpd[123]: ...").
  struct Line {
    double at;
    std::uint64_t order;
    std::string text;
    bool operator>(const Line& other) const {
      return at != other.at ? at > other.at : order > other.order;
    }
  };
  Line Next();

 private:
  struct Mail {
    std::string queue_id, sender;
    std::vector<std::string> recipients;
    double begun = 0;
    std::uint64_t size = 0;
    bool bounce = false;
  };
  struct Process {
    int pid = 0;
    int uses = 0;
    double free_at = 0;  // of an smtpd, which serves one client at a time
  };

  void Story();
  void MailIn(double at);
  void MailOut(double at);
  void MailOfCron(double at);
  void Refusal(double at);
  void BadLogin(double at);
  void Pop(double at);

  double Greet(double at, const std::string& daemon, int pid,
               const Machine& client, bool tls);
  double Queue(double at, Mail& mail, const std::string& message_id);
  void Deliver(double at, Mail mail);
  void Return(double at, const Mail& mail);
  // True: it is to be tried again.
  bool Try(double at, const Mail& mail, const std::string& to, int number,
           bool* bounced);
  std::string Local(const Mail& mail, const std::string& to, double took);
  std::string Accepted(const Domain& domain, const Machine& server);
  std::string Refused(const Domain& domain, const Machine& server,
                      const std::string& to, int number, std::string* status);
  std::string MessageId(const std::string& domain, const std::string& queue_id);
  std::string QueueId(double at);
  int Pid(std::string_view daemon, double at = 0);

  void Add(double at, std::string_view daemon, int pid, std::string_view text);
  void AddOther(double at, std::string text);

  Chance chance_;
  World world_{chance_};
  double now_;
  std::uint64_t count_ = 0;
  int last_pid_ = 2000;
  std::map<std::string, std::vector<Process>, std::less<>> processes_;
  std::priority_queue<Line, std::vector<Line>, std::greater<>> lines_;
};

}  // namespace mailwhy::perf
