// Whether the last line of a log, without a line end, was cut.
#include <algorithm>

#include "parse/parser.h"

namespace mailwhy::parse {
namespace {

bool ClosesAll(std::string_view text) {
  return text.ends_with(')') && std::count(text.begin(), text.end(), '(') ==
                                    std::count(text.begin(), text.end(), ')');
}

}  // namespace

bool LooksFinished(const Event& event) {
  switch (event.kind) {
    case LineKind::kRemoved:
    case LineKind::kRemovedByAdmin:
    case LineKind::kHeld:
    case LineKind::kReleased:
    case LineKind::kRequeued:
      return true;  // a word cut short is no such line
    case LineKind::kDelivery:
      return !event.status.empty() && ClosesAll(event.text);
    case LineKind::kQueueActive:
      return event.text.ends_with("(queue active)");
    case LineKind::kExpired:
      return event.text.ends_with("returned to sender");
    case LineKind::kMessageId:
    case LineKind::kPickup:
      return event.text.ends_with('>');
    case LineKind::kReject:
      return event.text.ends_with('>') && !event.helo.empty();
    default:
      return false;
  }
}

}  // namespace mailwhy::parse
