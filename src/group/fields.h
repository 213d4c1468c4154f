// What one line says about its mail, written into the Mail. grouper.cc calls
// Apply() once place.h has said which mail that is.
#pragma once

#include "group/mail_table.h"
#include "model/event.h"

namespace mailwhy::group {

Peer PeerOf(const PeerView& view);
std::int64_t NumberOf(std::string_view digits);  // -1 where it is none
// The value of a key that Event has no member for, "" where there is none.
std::string_view ExtraOf(const Event& event, std::string_view key);
void AddEvidence(std::vector<LineRef>& evidence, LineRef line);
void AddLink(Mail& mail, LinkKind kind, bool to, std::string_view host,
             std::string_view queue_id);
// While a mail is held its state says so, and no outcome is noted.
void Hold(Mail& mail);
void SetOutcome(Mail& mail, State state);

// What is deferred in a mail that was given up or deleted never goes out.
void SettleDeferred(Mail& mail, bool deleted, bool gave_up);
// Whether qmgr gave up, whether it was deleted by an administrator, as far as
// its state tells.
bool WasGivenUp(const Mail& mail);
bool WasDeleted(const Mail& mail);

// All but delivery lines (deliveries.h), rejects (rejects.h) and message-id.
void Apply(const Event& event, Tracked& tracked);

// smtpd's proxy-accept: who the client of the mail behind the filter is.
void ApplyProxied(const Event& event, Mail& mail);

// What follows from all its lines: arrival, state, the order of deliveries.
void Finish(Tracked& tracked);

}  // namespace mailwhy::group
