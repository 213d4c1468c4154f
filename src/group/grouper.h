// group/: Events -> Mails, Rejects, Sessions. Third room on the way of a line;
// the pipeline adds every event, and takes what changed before each commit.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/event.h"
#include "model/mail.h"

namespace mailwhy::group {

// Mails that the grouper gave away earlier (in this run or another) and may
// have to go on with. The store answers; in tests, a map.
class Recall {
 public:
  virtual ~Recall() = default;
  // All mails of that host and queue ID, in the order of first_seen.
  virtual std::vector<Mail> MailsOf(std::string_view host,
                                    std::string_view queue_id) = 0;
  // Whether an id is taken by a mail other than those in memory.
  virtual bool Taken(Id id) = 0;
};

struct Limits {
  std::size_t open_mails =
      100'000;  // in memory; the oldest are recalled when needed
  Micros settle = 60 * kSecond;  // lines may come this long after "removed"
};

// Pointers live until the next Settle().
struct Changes {
  std::vector<Mail*> mails;
  // Those of them that the next Settle() forgets: they may be moved away.
  std::vector<Mail*> leaving;
  std::vector<Reject*> rejects;
  std::vector<Session*> sessions;
};

class Grouper {
 public:
  Grouper(Recall& recall, const Limits& limits);
  ~Grouper();

  // What Recall can know of ends there: 0 for an empty store. Mails that begin
  // later are not asked for. Not called: Recall may know anything.
  void StoredUntil(Micros at);

  // What is remembered besides the mails: a process's last warnings, bounces
  // announced, hosts. A few KB, at most a few MB. A run that goes on where
  // another was killed does so with what Memory() was at the last commit;
  // without it, it may miss a warning that explains the next attempt, and no
  // more.
  std::string Memory() const;
  void Remember(std::string_view memory);

  // `line`: the kept line's name, 0 where the line is not kept.
  void Add(const Event& event, LineRef line);

  // All that there was to read was read: mails that turned out to be one are
  // joined. To be taken and settled like what lines tell.
  void EndOfLog();

  // What is new or changed since the last Settle(). The caller may fill in
  // verdicts and causes.
  Changes Take();
  // The changes are stored: forget mails that have ended or are too many.
  void Settle();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mailwhy::group
