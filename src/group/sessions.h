// A line about a client's session that led to no mail -> a Session.
#pragma once

#include <optional>
#include <vector>

#include "group/context.h"
#include "model/event.h"
#include "model/mail.h"

namespace mailwhy::group {

// Cheap: most lines are not.
bool MayBeSession(const Event& event);

// All but id; nothing where the line tells of no trouble.
std::optional<Session> SessionOf(const Event& event, LineRef line,
                                 const std::vector<const Remark*>& remarks);

}  // namespace mailwhy::group
