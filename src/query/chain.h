// From the mail asked for to the end of its story: a content filter's
// re-injected mail, a relay's, a requeued one, a forward. why.cc, report_on.cc
// and hops.cc call it.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "model/answer.h"
#include "store/store.h"

namespace mailwhy::query {

// More hops than any honest story has (Postfix's own hopcount_limit is 50).
inline constexpr std::size_t kMostHops = 20;

// A forward begins a story of its own (INTERFACE "Story"), though the mail goes
// on in it: `why` follows it, `report` does not.
enum class Through { kStory, kForwards };

// Look-ups of one story's mails: recipients of one mail mostly share them. What
// it hands out lives as long as it.
class Mails {
 public:
  explicit Mails(store::Store& store) : store_(&store) {}

  // Null where there is no such mail.
  Result<const Mail*> Find(Id id);

 private:
  store::Store* store_;
  std::unordered_map<Id, std::optional<Mail>> known_;
};

// A delivery on its way; -1: the mail has none (yet).
struct Step {
  const Mail* mail = nullptr;
  int delivery = -1;
};
// From a delivery to the end of its story; the first step is itself.
using Way = std::vector<Step>;

const Delivery* DeliveryAt(const Step& step);
// Where the way ends: held where the last mail is, though it waits as queued.
State EndOf(const Way& way);

// Of several recipients that one became, the way of the one that fared worst.
// Links whose other mail is not in the store end the way.
Result<Way> WayOf(Mails& mails, const Mail& mail, int delivery,
                  Through through);

// A way for each recipient of the mail, also for those that it never tried
// before it was requeued: theirs begin with -1. At most `most` of the mail's
// own recipients.
inline constexpr std::size_t kAllRecipients = static_cast<std::size_t>(-1);
Result<std::vector<Way>> WaysOf(Mails& mails, const Mail& mail, Through through,
                                std::size_t most = kAllRecipients);

// Fills in answer.chain and chain_delivery, from answer.mail and delivery.
Status FollowChain(store::Store& store, Answer& answer);

// Fills in answer.recipients where answer.mail has several.
Status FollowRecipients(store::Store& store, Answer& answer);

// Fills in answer.notices. The chain must be known.
Status FollowNotices(store::Store& store, Answer& answer);

// The mail's first link to another that is in the log, of that kind.
const Link* FirstOf(const Mail& mail, LinkKind kind);

// The link that this delivery went on by; null where it ended here. Without a
// delivery: a mail that was requeued before it was tried.
const Link* NextLink(const Mail& mail, const Delivery* delivery,
                     Through through);

// A later part of a story (INTERFACE "Story") that begins in another mail, not
// a mail that came to us for itself: its first `from` link, else null.
const Link* EarlierPart(const Mail& mail);

// The mail that the story begins with; the mail itself where it does. Of links
// that go round in a circle, the mail with the least id.
Result<Mail> BeginningOf(store::Store& store, Mail&& mail);

// Whether the story begins with this mail; looks others up only where it must.
Result<bool> Begins(store::Store& store, const Mail& mail);

}  // namespace mailwhy::query
