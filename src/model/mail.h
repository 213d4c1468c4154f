// Mail, Reject, Session: what the lines of a log tell together.
// group -> classify -> store -> query.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "model/raw_line.h"
#include "model/verdict.h"

namespace mailwhy {

// "NAME[IP]:PORT"; parts that the log does not give are empty. A local socket or transport
// ("mx01[private/dovecot-lmtp]", "local") stands in name alone.
struct Peer {
  std::string name, ip, port;
  bool known() const { return !name.empty() || !ip.empty(); }
  friend bool operator==(const Peer&, const Peer&) = default;
};

// Of a delivery; kHeld, kRejected and kMixed are of mails only.
enum class State : std::uint8_t {
  kQueued, kDelivered, kDeferred, kBounced, kExpired, kDiscarded,
  kHeld, kRejected, kMixed,
};
const char* StateName(State state);                        // "delivered" ...
std::optional<State> StateFromName(std::string_view name);

// Given once and kept. Rises with the first second seen, so that rows lie in
// the order of time: seconds since 1970 << 29 | hash of what it is made from.
using Id = std::int64_t;
std::string MailId(Id id);     // "m-" and 13 letters and digits
std::string RejectId(Id id);   // "r-..."
std::string SessionId(Id id);  // "s-..."
// The number and letter of such a name.
std::optional<std::pair<char, Id>> ReadId(std::string_view text);
Id MakeId(Micros at, std::string_view made_from);
std::int64_t SecondOf(Id id);  // since 1970: the first one seen

struct Attempt {
  Timestamp at;
  std::string agent;               // smtp lmtp local virtual pipe error ...
  Peer relay;                      // unknown for relay=none
  double delay = -1;               // seconds; negative: not given
  std::array<double, 4> delays{-1, -1, -1, -1};
  std::string dsn, status;         // status as logged, in lower case
  std::string response;
  std::string cause;               // id, "" where it did not fail
  std::string tls;
  // What the same process said just before (warnings, connect to ...): context
  // for the cause. Not stored.
  std::string preceded_by;
};

struct Delivery {
  std::string recipient, orig_to;
  State state = State::kQueued;
  std::string remote_queue_id;     // "queued as X" of the last answer
  Verdict verdict;                 // of the delivery as it stands now
  std::vector<Attempt> attempts;   // in the order of time; the last one counts

  const Attempt* last() const {
    return attempts.empty() ? nullptr : &attempts.back();
  }
};

enum class LinkKind : std::uint8_t { kBounce, kForward, kFilter, kRelay, kResubmit };
const char* LinkKindName(LinkKind kind);

// A mail that this one became or came from. `id` is 0 where the other mail is
// not (yet) known; the store fills it in when it reads.
struct Link {
  LinkKind kind = LinkKind::kBounce;
  bool to = true;                  // false: from
  std::string host, queue_id;
  Id id = 0;
  friend bool operator==(const Link&, const Link&) = default;
};

struct Mail {
  Id id = 0;
  std::vector<Id> was;
  std::string host, instance, queue_id;
  std::string message_id;
  Timestamp first_seen, last_seen;
  // Arrival: first_seen, or the first attempt minus its delay where the start is missing.
  Timestamp arrival;
  std::optional<std::string> sender;   // "" is the empty sender <>
  std::int64_t size = -1;              // negative: not known
  int nrcpt = -1;
  Peer client;
  std::string helo, sasl_method, sasl_username;
  std::string origin;                  // smtpd pickup bounce forward resubmit, ""
  int origin_uid = -1;
  std::string origin_user;
  State state = State::kQueued;
  bool start_missing = false;          // no client=, uid= or cleanup line seen
  bool held = false;
  bool probe = false;                  // address verification: in no count
  Micros ended_at = 0;                 // "removed" was seen then; 0: still open
  std::vector<Delivery> deliveries;
  std::vector<Link> links;
  std::vector<LineRef> evidence;       // rising
};

// The state of a mail by INTERFACE "Status ... State": held if held, else the
// common state of its deliveries, else mixed.
State StateOfMail(const Mail& mail);

struct Reject {
  Id id = 0;
  Timestamp at;
  std::string host, daemon, service, queue_id;
  std::string action;              // of INTERFACE "reject": "milter_reject" ...
  std::string stage;               // of INTERFACE: "rcpt", "end_of_data" ...
  Peer client;
  std::string helo;
  std::optional<std::string> sender;
  std::string recipient, proto, sasl_method, sasl_username;
  std::string code, dsn, response;
  Verdict verdict;
  std::string preceded_by;         // as in Attempt; not stored
  std::vector<LineRef> evidence;
};

struct Session {
  Id id = 0;
  Timestamp at;
  std::string host, daemon;
  std::string service;             // smtp submission pop3 imap sieve ...
  Peer client;
  std::string kind;                // of INTERFACE "session": "login_failed" ...
  std::string stage;
  std::string sasl_method, sasl_username;
  std::string response;
  Verdict verdict;
  std::vector<LineRef> evidence;
};

// INTERFACE "stage": one word for smtpd's RCPT, END-OF-MESSAGE, "sending MAIL
// FROM", "end of DATA command"; "" where it names none.
std::string StageName(std::string_view as_logged);

}  // namespace mailwhy
