// Which of the mails of a queue ID a line belongs to. Queue IDs are reused
// (Postfix: short ones within milliseconds), logs are cut, and lines arrive in
// disorder. Pure: the answer depends on the mails and the line alone, so it is
// the same whether the mails stayed in memory or came back from the store.
// grouper.cc asks for each line with a queue ID.
#pragma once

#include <cstddef>

#include "group/mail_table.h"
#include "model/event.h"

namespace mailwhy::group {

// Lines of one moment may be logged in another order, this far apart.
inline constexpr Micros kDisorder = 5 * kSecond;

struct Place {
  enum class What {
    kJoin,       // the mail at `index`
    kStartOf,    // the same, and the line is the start that it lacked
    kBegin,      // another mail, which begins with this line
    kBeginLate,  // another mail, whose start is missing
    kNone,       // no mail, and a line that tells of none
    kAskRecall,  // the chain must be complete first
  };
  What what = What::kNone;
  std::size_t index = 0;
};

// `settle`: how long lines may come after "removed".
Place PlaceOf(const Chain& chain, const Event& event, Micros settle);

// Seen by qmgr: all of it was received before.
bool WasActive(const Mail& mail);
// How it came in is not known: no client= or uid= was read.
bool LacksOrigin(const Mail& mail);
// Whether a mail whose first lines we miss may have begun at `at`, which is
// earlier; whether a line from the middle of its way may be of then. True where
// nothing tells: its deliveries say how old it was.
bool MayHaveBegunAt(const Mail& mail, Micros at);
bool MayHaveBeenThereAt(const Mail& mail, Micros at);

// client= and pickup's uid=: a mail begins there, whatever was before.
bool IsStart(const Event& event);

}  // namespace mailwhy::group
