// Hop: one place on the way of a traced mail and of what it became, as a tree.
// query -> report.
#pragma once

#include <string>
#include <vector>

#include "model/mail.h"

namespace mailwhy {

struct HopRecipient {
  std::string recipient, orig_to;
  State state = State::kQueued;
  std::string went_on_as;  // the queue ID that it went on under; "" it ended
};

// In the order in which the tree is drawn: each after the hop it came from.
struct Hop {
  int mail = -1;  // index in the traced mails; -1: not in the log
  int from = -1;  // index of the hop it came from; -1: a beginning
  int depth = 0;
  LinkKind kind = LinkKind::kRelay;  // how it came from there
  std::string host, queue_id;
  std::vector<HopRecipient> recipients;
};

}  // namespace mailwhy
