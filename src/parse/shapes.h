// The shapes of lines: one function a daemon's manner of speaking, one file a
// function. parser.cc finds the right one in daemons.cc.
//
// Each gets what follows the queue ID (or the severity), with the envelope, the
// queue ID and the severity already in the event; fills in the rest, and says
// what kind of line it is: kUnrecognized where it does not know.
#pragma once

#include <string_view>

#include "model/event.h"

namespace mailwhy::parse {

using Shape = LineKind (*)(std::string_view text, Event& event);

LineKind ReadSmtpd(std::string_view text, Event& event);
LineKind ReadPostscreen(std::string_view text, Event& event);
LineKind ReadDnsblog(std::string_view text, Event& event);
LineKind ReadTlsproxy(std::string_view text, Event& event);
LineKind ReadCleanup(std::string_view text, Event& event);
LineKind ReadQmgr(std::string_view text, Event& event);
LineKind ReadAgent(std::string_view text, Event& event);  // delivery agents
LineKind ReadBounce(std::string_view text, Event& event);
LineKind ReadPickup(std::string_view text, Event& event);
LineKind ReadPostsuper(std::string_view text, Event& event);
// Daemons and commands that only speak of themselves: master, anvil,
// postfix-script.
LineKind ReadService(std::string_view text, Event& event);
// A Postfix program whose name does not say which: each shape is tried.
LineKind ReadAny(std::string_view text, Event& event);

// Parts that several shapes share.

// "ACTION: STAGE from CLIENT: RESPONSE; from=<...> ..." (reject.cc).
LineKind ReadReject(std::string_view text, Event& event);
// The fields behind "; from=", which go into the event; the text without them.
std::string_view TakeTrailer(std::string_view text, Event& event);
// Whether the text begins with the action of a reject and a colon.
bool IsAction(std::string_view text);
// "to=<...>, relay=..., status=sent (...)", and qmgr's "from=<...>, size=..."
// (delivery.cc).
LineKind ReadDeliveryFields(std::string_view text, Event& event);
// "Anonymous TLS connection established from CLIENT: TLSv1.3 with ..." and
// other lines of the TLS library, which all daemons share (tls.cc).
LineKind ReadTls(std::string_view text, Event& event);

// What is left of warnings and errors that the daemon's own shape does not know
// (complaint.cc).
LineKind ReadComplaint(std::string_view text, Event& event);
// "removed", "canceled", "removed (discarded)" (cleanup.cc).
bool ReadRemoved(std::string_view text, Event& event);
// "queue file size limit exceeded", "message rejected: hopcount exceeded": what
// cleanup and smtpd refuse at the end of the data, and say in a warning
// (cleanup.cc).
bool ReadRefusal(std::string_view text, Event& event);

// The queue ID that the next server gave the mail, in its reply (linked.cc).
std::string_view QueuedAs(std::string_view reply);

}  // namespace mailwhy::parse
