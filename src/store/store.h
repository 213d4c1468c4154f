// store/: keeps what was found, and the position in the log with it, in one
// transaction. A handful of verbs; no SQL on this side. Append or replace: a
// mail is saved whole, again whenever it changed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/mail.h"
#include "model/progress.h"
#include "model/question.h"

namespace mailwhy::store {

// What one transaction commits.
struct Batch {
  std::vector<const Mail*> mails;         // new, or replacing that of the same id
  std::vector<Mail*> leaving;             // of mails: nobody else needs them, an
                                          // engine may move them away
  std::vector<const Reject*> rejects;
  std::vector<const Session*> sessions;
  std::vector<SeenLine> seen;             // any order
  std::vector<LogMark*> marks;            // id 0: gets one
  std::string memory;                     // the grouper's; "": as it was
};

// What the store covers; address probes are in no count.
struct Coverage {
  std::optional<Timestamp> since, until;  // first and last log line's time
  std::int64_t mails = 0, rejects = 0, sessions = 0, deliveries = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // Writing. Keep() takes a log line as evidence and names it; it is there for
  // readers after the next Save(). One writer at a time.
  virtual Result<LineRef> Keep(std::string_view line) = 0;
  virtual Status Save(const Batch& batch) = 0;
  // Many rows are to come / have come: lets indices wait. A store that dies in
  // between is mended when it is opened next.
  virtual Status BeginBulk() = 0;
  virtual Status EndBulk() = 0;

  // The way back for the writer.
  virtual Result<std::vector<Mail>> MailsOf(std::string_view host,
                                            std::string_view queue_id) = 0;
  virtual Result<bool> Taken(Id id) = 0;      // by a mail, reject or session
  virtual Result<std::vector<LogMark>> Marks() = 0;
  virtual Result<std::string> Memory() = 0;   // of the last Batch that had one
  // The seen lines of whole seconds in [first, last], sorted, with repetitions.
  virtual Result<std::vector<SeenLine>> Seen(std::int64_t first_second,
                                             std::int64_t last_second) = 0;

  // Reading. Verdicts come with cause, also, certainty and attributes; links
  // of both directions with the ids of the other mails where they are known.
  virtual Result<Coverage> Covers() = 0;
  virtual Result<std::vector<std::string>> Evidence(
      const std::vector<LineRef>& lines) = 0;
  virtual Result<std::optional<Mail>> MailById(Id id) = 0;   // also by `was`
  virtual Result<std::optional<Reject>> RejectById(Id id) = 0;
  virtual Result<std::optional<Session>> SessionById(Id id) = 0;
  // Calls `each` in the order asked for until it returns false.
  virtual Status FindMails(const Filter& filter,
                           const std::function<bool(Mail&&)>& each) = 0;
  // The same for those who only look: an engine need not make copies.
  virtual Status LookAtMails(const Filter& filter,
                             const std::function<bool(const Mail&)>& each) {
    return FindMails(filter, [&](Mail&& mail) { return each(mail); });
  }
  virtual Status FindRejects(const Filter& filter,
                             const std::function<bool(Reject&&)>& each) = 0;
  virtual Status FindSessions(const Filter& filter,
                              const std::function<bool(Session&&)>& each) = 0;
};

enum class Access { kRead, kWrite };

// What a Save() outlives: kNormal a crash of the program, and of the machine
// but for the last moments; kFull also those (before a shipper is told OK).
enum class Durability { kNormal, kFull };

// The store at `path`; kWrite creates or migrates it. Errors: missing, unreadable, not a
// mailwhy store, of a newer mailwhy, damaged, locked, read-only, disk full.
Result<std::unique_ptr<Store>> Open(const std::string& path, Access access,
                                    Durability durability = Durability::kNormal);
// Nothing left behind: for --log. Of a large log, or one of unknown size, the
// rows are packed: slower, and a tenth of the memory.
struct InMemory {
  std::optional<std::int64_t> log_bytes = 0;  // decompressed, about
  bool evidence = true;  // false: lines are named, and forgotten
};
Result<std::unique_ptr<Store>> OpenInMemory(const InMemory& wanted = {});

}  // namespace mailwhy::store
