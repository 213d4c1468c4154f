// From the mail asked for to the end of its story: a content filter's
// re-injected mail, a relay's, a requeued one, a forward. why.cc and
// report_on.cc call it.
#pragma once

#include "base/result.h"
#include "model/answer.h"
#include "store/store.h"

namespace mailwhy::query {

// Fills in answer.chain and chain_delivery, from answer.mail and delivery.
// Links whose other mail is not in the store end the way.
Status FollowChain(store::Store& store, Answer& answer);

// Fills in answer.recipients where answer.mail has several.
Status FollowRecipients(store::Store& store, Answer& answer);

// The link that this delivery went on by; null where it ended here.
const Link* NextLink(const Mail& mail, const Delivery& delivery);

// A later part of a story (INTERFACE "Story") that begins in another mail, not
// a mail that came to us for itself: its first `from` link, else null.
const Link* EarlierPart(const Mail& mail);

// The mail that the story begins with; the mail itself where it does.
Result<Mail> BeginningOf(store::Store& store, Mail&& mail);

}  // namespace mailwhy::query
