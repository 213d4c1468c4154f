// A delivery line -> an Attempt of the delivery to its recipient.
#pragma once

#include "group/context.h"
#include "group/mail_table.h"
#include "model/event.h"

namespace mailwhy::group {

// `remarks`: what the process said just before. The links that the line tells
// of are links.h's business.
void AddAttempt(const Event& event, const std::vector<const Remark*>& remarks,
                MailTable& table, Tracked& tracked);

bool IsForwarded(const Event& event);  // local's "forwarded as X"

}  // namespace mailwhy::group
