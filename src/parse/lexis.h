// The words that Postfix's lines are made of: peers, addresses, queue IDs,
// reply codes. Used by every shape.
#pragma once

#include <string_view>

#include "model/event.h"

namespace mailwhy::parse {

// "name[ip]:port" and its lesser forms. A socket or a transport
// ("mx[private/lmtp]", "local") stands in name alone; "none" and "[unknown]"
// are empty.
PeerView ReadPeer(std::string_view text);

// Takes a peer off the beginning of *text, as in "name[ip]:25: Connection
// refused". Ends behind the bracket and the port, or without a bracket before
// ": " or a blank.
PeerView TakePeer(std::string_view* text);

// Without the angle brackets, where they are there.
std::string_view BareAddress(std::string_view text);

// A word that can be a queue ID and no word of Postfix's own: short (upper-case
// hex, microseconds and inode), long (base 52, no vowels), or anything
// alphanumeric with a digit in it (IDs that somebody made up for an example, or
// masked).
bool LooksLikeQueueId(std::string_view word);
// Only the first two: where other words may stand too (behind "warning: ").
bool IsQueueId(std::string_view word);

// Takes "QUEUEID: " or "NOQUEUE: " off the beginning.
void TakeQueueId(std::string_view* text, Event& event);

// "550 5.1.1 No such user": the event's code and dsn. "550-5.1.1" and a bare
// "5.1.1" likewise.
void ReadReplyCodes(std::string_view reply, Event& event);

// Unknown keys, in the order of the line; what exceeds the room is let go.
void AddExtra(std::string_view key, std::string_view value, Event& event);

}  // namespace mailwhy::parse
