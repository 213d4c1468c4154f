// The words that stand for states, links and kinds of match: INTERFACE names,
// in one place.
#include <array>
#include <utility>

#include "model/answer.h"
#include "model/mail.h"

namespace mailwhy {
namespace {

constexpr std::array<std::pair<State, const char*>, 9> kStates{{
    {State::kQueued, "queued"},
    {State::kDelivered, "delivered"},
    {State::kDeferred, "deferred"},
    {State::kBounced, "bounced"},
    {State::kExpired, "expired"},
    {State::kDiscarded, "discarded"},
    {State::kHeld, "held"},
    {State::kRejected, "rejected"},
    {State::kMixed, "mixed"},
}};

}  // namespace

const char* StateName(State state) {
  for (const auto& [value, name] : kStates) {
    if (value == state) return name;
  }
  return "";
}

std::optional<State> StateFromName(std::string_view name) {
  for (const auto& [value, known] : kStates) {
    if (name == known) return value;
  }
  return std::nullopt;
}

const char* LinkKindName(LinkKind kind) {
  switch (kind) {
    case LinkKind::kBounce:
      return "bounce";
    case LinkKind::kForward:
      return "forward";
    case LinkKind::kFilter:
      return "filter";
    case LinkKind::kRelay:
      return "relay";
    case LinkKind::kResubmit:
      return "resubmit";
  }
  return "";
}

const char* MatchedName(Matched matched) {
  switch (matched) {
    case Matched::kExact:
      return "exact";
    case Matched::kRecipientRewritten:
      return "recipient_rewritten";
    case Matched::kSenderLogin:
      return "sender_login";
    case Matched::kSenderDiffers:
      return "sender_differs";
    case Matched::kNearby:
      return "nearby";
  }
  return "";
}

}  // namespace mailwhy
