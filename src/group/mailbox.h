// What a mailbox's server (Dovecot, Cyrus) did with a mail that Postfix handed
// over: whose mailbox it is, and what it means for the delivery.
#pragma once

#include <string_view>

#include "model/event.h"
#include "model/mail.h"

namespace mailwhy::group {

// Whether the mailbox of `user` is that of a delivery: by name, with or without
// the domain, or by the LMTP session that the reply names too.
bool IsRecipientsMailbox(std::string_view user, std::string_view session,
                         std::string_view recipient, std::string_view orig_to,
                         std::string_view response);

// Saved or forwarded after all outweighs discarded.
bool DecidesMore(std::string_view outcome, std::string_view than);

// A user's rule may throw away what Postfix logs as sent: the delivery's state.
// `event`: the mailbox's own line, which comes after Postfix's.
void ApplyMailbox(const Event& event, Mail& mail);
// `event`: Postfix's delivery line, which is applied; `outcome`: what the
// mailbox said before.
void ApplyMailbox(const Event& event, std::string_view outcome, Mail& mail);

}  // namespace mailwhy::group
