// Question: what is asked of the store. cli -> query -> store.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"

namespace mailwhy {

struct Question {
  std::string from, to;            // address patterns (base/text.h), "" any
  std::string address;             // `why ADDRESS`: from or to, ""
  std::string queue_id, message_id;
  std::string status, cause, relay, client, user;
  std::optional<TimeSpan> at;      // as asked, without `within`
  Micros within = kHour;
  std::optional<Micros> since, until;  // the window: [since, until)
  int limit = 10;
  Micros now = 0;                      // the clock, for "about when next"
  std::optional<Micros> queue_lifetime, bounce_queue_lifetime;

  // The window asked for: at -/+ within, or since/until; all time if neither.
  Micros window_begin() const;
  Micros window_end() const;
};

// What the store is asked for. Every part given must hold; "" and nothing: any.
struct Filter {
  // Activity: an attempt in the window too. First seen: for going through all in pieces.
  enum class By { kArrival, kActivity, kFirstSeen };
  enum class Order { kOldestFirst, kNewestFirst, kExport };
  std::string from, to;       // patterns; from: envelope sender or SASL user name;
                              // to: recipient or original recipient
  std::string queue_id, message_id;   // exact; message_id without angle brackets
  std::string status;         // a mail's state or a delivery's
  std::string cause, relay, client, user;  // relay, client: name, address or pattern
  std::optional<Micros> since, until;      // [since, until)
  By by = By::kArrival;
  Order order = Order::kOldestFirst;       // kExport: first_seen, host, queue_id
  std::int64_t limit = -1;                 // negative: none
};

}  // namespace mailwhy
