// A line that refuses, holds, discards or rewrites -> a Reject, and what it
// means for its mail.
#pragma once

#include <string_view>
#include <vector>

#include "group/context.h"
#include "model/event.h"
#include "model/mail.h"

namespace mailwhy::group {

// INTERFACE "reject", action: "milter-reject" is milter_reject, BCC is bcc.
std::string ActionName(std::string_view as_logged);

// All but id.
Reject RejectOf(const Event& event, LineRef line,
                const std::vector<const Remark*>& remarks);

bool Refuses(const std::string& action);
// The mail is taken all the same: held, thrown away later, sent elsewhere.
bool GoesOn(const std::string& action);

// A mail that qmgr never saw is rejected, held or discarded as a whole.
void ApplyReject(const Reject& reject, Mail& mail);

}  // namespace mailwhy::group
