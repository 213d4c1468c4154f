#include "group/place.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "group/arrival.h"

namespace mailwhy::group {
namespace {

using What = Place::What;

// A client may take its time between RCPT and the message's header.
constexpr Micros kLongestUntilHeader = kHour;
// A queue lifetime (Postfix: 5 days) and some.
constexpr Micros kLongestQueued = 7 * kDay;

// The mails of the chain that a line may belong to: those of the same instance,
// where both instances have a queue of their own.
class Candidates {
 public:
  Candidates(const Chain& chain, const Event& event)
      : chain_(chain), event_(event) {}

  // Latest mail first seen at `at` or before, below index `end`.
  std::optional<std::size_t> Before(Micros at, std::size_t end) const {
    for (std::size_t i = end; i-- > 0;) {
      if (At(i).first_seen.at <= at && Fits(At(i))) return i;
    }
    return std::nullopt;
  }
  std::optional<std::size_t> Before(Micros at) const {
    return Before(at, chain_.mails.size());
  }
  // Earliest mail first seen after `at`.
  std::optional<std::size_t> After(Micros at) const {
    for (std::size_t i = 0; i < chain_.mails.size(); ++i) {
      if (At(i).first_seen.at > at && Fits(At(i))) return i;
    }
    return std::nullopt;
  }
  const Mail& At(std::size_t index) const { return chain_.mails[index]->mail; }

 private:
  bool Fits(const Mail& mail) const {
    if (mail.instance == event_.instance) return true;
    return !chain_.host->HasQueue(mail.instance) ||
           !chain_.host->HasQueue(event_.instance);
  }

  const Chain& chain_;
  const Event& event_;
};

bool OpenAt(const Mail& mail, Micros at) {
  return mail.ended_at == 0 || at < mail.ended_at;
}

// Its first lines are not known, its last ones refuse it or throw it away:
// cleanup, which then writes a bounce by itself.
bool WasRefusedLate(const Mail& mail) {
  if (mail.sender) return false;
  if (mail.deliveries.empty()) {
    return mail.state == State::kRejected || mail.state == State::kDiscarded;
  }
  return std::any_of(mail.deliveries.begin(), mail.deliveries.end(),
                     [](const Delivery& delivery) {
                       const Attempt* last = delivery.last();
                       return last != nullptr && last->agent == "cleanup";
                     });
}

// The same for its first lines, which may come after the last one of the same
// second. A bounce has no such lines to come.
bool MayStillBeOpenAt(const Mail& mail, Micros at) {
  if (OpenAt(mail, at)) return true;
  if (at != mail.ended_at) return false;
  return (mail.sender && !mail.sender->empty()) || WasRefusedLate(mail);
}

// Its last line is all that is known of it: it may be of any age.
bool IsBareEnd(const Mail& mail) {
  return mail.ended_at != 0 && !WasActive(mail);
}

// What was read of the mail tells when it arrived.
bool TellsItsAge(const Mail& mail) { return FirstWithDelay(mail) != nullptr; }

// Whether a line of `at` is how the mail began, for sure. Where nothing tells,
// it begins a mail of its own, until the mail's own lines are reached
// (merge.h).
bool SurelyBeganAt(const Mail& mail, Micros at) {
  if (!LacksOrigin(mail) || !MayHaveBegunAt(mail, at)) return false;
  if (TellsItsAge(mail)) return true;
  return mail.first_seen.at - at <= kDisorder && !IsBareEnd(mail);
}

Place PlaceOfStart(const Candidates& candidates, Micros at) {
  if (const auto before = candidates.Before(at)) {
    const Mail& mail = candidates.At(*before);
    const bool just = at - mail.first_seen.at <= kDisorder;
    if (just && LacksOrigin(mail) && MayStillBeOpenAt(mail, at)) {
      return {What::kStartOf, *before};
    }
  }
  if (const auto after = candidates.After(at)) {
    if (SurelyBeganAt(candidates.At(*after), at)) {
      return {What::kStartOf, *after};
    }
  }
  return {What::kBegin, 0};
}

// A message-id line and the mail that was there last.
bool JoinsByMessageId(const Mail& mail, const Event& event, Micros settle) {
  const bool same = mail.message_id == event.message_id;
  if (!OpenAt(mail, event.time.at)) {
    const Micros since = event.time.at - mail.ended_at;
    if (mail.message_id.empty()) {
      // Late; or refused in the middle of its header.
      return since <= (WasActive(mail) ? 0 : kDisorder);
    }
    return same && since <= settle;
  }
  if (WasActive(mail)) {  // else: its "removed" was lost
    return mail.message_id.empty() || same;
  }
  return event.time.at - mail.last_seen.at <= kLongestUntilHeader;
}

Place PlaceOfMessageId(const Candidates& candidates, const Event& event,
                       Micros settle) {
  const Micros at = event.time.at;
  if (const auto before = candidates.Before(at)) {
    if (JoinsByMessageId(candidates.At(*before), event, settle)) {
      return {What::kJoin, *before};
    }
  }
  if (const auto after = candidates.After(at)) {
    const Mail& mail = candidates.At(*after);
    const bool no_other =
        mail.message_id.empty() || mail.message_id == event.message_id;
    const bool soon = mail.first_seen.at - at <= kDisorder;
    if (no_other && soon && !IsBareEnd(mail)) {
      return {What::kJoin, *after};
    }
    if (no_other && mail.start_missing && TellsItsAge(mail) &&
        MayHaveBegunAt(mail, at)) {
      return {What::kStartOf, *after};
    }
  }
  return {What::kBegin, 0};
}

// Logged only of mails that qmgr has seen.
bool ComesAfterActive(LineKind kind) {
  switch (kind) {
    case LineKind::kDelivery:
    case LineKind::kRemoved:
    case LineKind::kExpired:
    case LineKind::kHostSaid:
    case LineKind::kTrouble:
    case LineKind::kBounceNotice:
    case LineKind::kDelayNotice:
      return true;
    default:
      return false;
  }
}

// Kinds that tell for sure that there is a mail.
bool TellsOfMail(LineKind kind) {
  switch (kind) {
    case LineKind::kQueueActive:
    case LineKind::kReject:
    case LineKind::kHeld:
    case LineKind::kReleased:
    case LineKind::kRequeued:
    case LineKind::kRemovedByAdmin:
      return true;
    default:
      return ComesAfterActive(kind);
  }
}

bool IsSameActivation(const Mail& mail, const Event& event) {
  if (!mail.sender) {  // its own line is the one that we miss
    return event.time.at - mail.ended_at <= kDisorder;
  }
  const bool sizes = mail.size < 0 || event.size.empty() ||
                     std::to_string(mail.size) == event.size;
  return *mail.sender == event.sender && sizes;
}

// Whether the line may be of this mail, which was first seen before it.
bool IsOfEarlier(const Mail& mail, const Event& event, Micros settle) {
  const Micros at = event.time.at;
  if (event.kind == LineKind::kRemoved) {
    // An older log's line: what was removed is not seen much later.
    if (mail.last_seen.at - at > settle) return false;
  }
  if (mail.ended_at == 0 || at < mail.ended_at) return true;
  if (event.kind == LineKind::kQueueActive && WasActive(mail) &&
      !IsSameActivation(mail, event)) {
    return false;  // what is removed is not active again
  }
  return at - mail.ended_at <= settle;
}

bool IsOfLater(const Mail& mail, const Event& event) {
  const Micros ahead = mail.first_seen.at - event.time.at;
  if (ahead <= kDisorder && !IsBareEnd(mail)) return true;
  return event.kind != LineKind::kRemoved && mail.start_missing &&
         TellsItsAge(mail) && MayHaveBeenThereAt(mail, event.time.at);
}

// With times to the second, the last lines of a mail and the first ones of the
// next of the same queue ID look simultaneous: a mail that qmgr has not seen
// yet has no delivery, so the line is the earlier mail's.
bool LooksTooNew(const Mail& mail, const Event& event) {
  return ComesAfterActive(event.kind) && !WasActive(mail) &&
         !mail.start_missing && mail.first_seen.at == event.time.at;
}

Place PlaceOfOther(const Candidates& candidates, const Chain& chain,
                   const Event& event, Micros settle) {
  const Micros at = event.time.at;
  const auto before = candidates.Before(at);
  if (before && LooksTooNew(candidates.At(*before), event)) {
    const auto older = candidates.Before(at, *before);
    if (older && IsOfEarlier(candidates.At(*older), event, settle)) {
      return {What::kJoin, *older};
    }
    if (!older && !chain.complete) return {What::kAskRecall, 0};
  }
  if (before && IsOfEarlier(candidates.At(*before), event, settle)) {
    return {What::kJoin, *before};
  }
  if (!before && !chain.complete) return {What::kAskRecall, 0};
  const auto after = candidates.After(at);
  if (after && IsOfLater(candidates.At(*after), event)) {
    return {What::kJoin, *after};
  }
  const bool tells = TellsOfMail(event.kind) || event.daemon == "postsuper";
  return {tells ? What::kBeginLate : What::kNone, 0};
}

}  // namespace

bool WasActive(const Mail& mail) {
  return mail.sender.has_value() || !mail.deliveries.empty();
}

// A refusal may have told the client's name.
bool LacksOrigin(const Mail& mail) { return mail.origin.empty(); }

// The log's client= or uid= comes when it arrives or, since the client may be
// slow, until it was all received.
bool MayHaveBegunAt(const Mail& mail, Micros at) {
  const Attempt* first = FirstWithDelay(mail);
  if (first == nullptr) return mail.first_seen.at - at <= kLongestQueued;
  const Micros slack = 3 * kSecond;
  const Micros arrival = ArrivalFrom(*first).at;
  const Micros received = arrival + MicrosOf(std::max(0.0, first->delays[0]));
  return at >= arrival - slack && at <= received + slack;
}

bool MayHaveBeenThereAt(const Mail& mail, Micros at) {
  if (mail.first_seen.at - at > kLongestQueued) return false;
  const Attempt* first = FirstWithDelay(mail);
  return first == nullptr || at >= ArrivalFrom(*first).at - 3 * kSecond;
}

bool IsStart(const Event& event) {
  return event.kind == LineKind::kClient || event.kind == LineKind::kPickup;
}

Place PlaceOf(const Chain& chain, const Event& event, Micros settle) {
  const Candidates candidates(chain, event);
  const Micros at = event.time.at;
  const bool known_from_then_on =
      chain.complete || candidates.Before(at).has_value();
  if (IsStart(event)) {
    // Whatever is not in memory was over by then.
    if (!known_from_then_on && at - kDisorder <= chain.host->gone_until) {
      return {What::kAskRecall, 0};
    }
    return PlaceOfStart(candidates, at);
  }
  if (event.kind == LineKind::kMessageId) {
    if (!known_from_then_on) return {What::kAskRecall, 0};
    return PlaceOfMessageId(candidates, event, settle);
  }
  return PlaceOfOther(candidates, chain, event, settle);
}

}  // namespace mailwhy::group
