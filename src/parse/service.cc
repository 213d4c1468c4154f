// The administrator's postsuper, and the daemons and commands that tell no
// mail's story: master, anvil, scache, verify, postfix-script and their like.
#include <algorithm>
#include <array>

#include "parse/cursor.h"
#include "parse/lexis.h"
#include "parse/shapes.h"

namespace mailwhy::parse {
namespace {

constexpr std::array<std::string_view, 42> kTalk = {
    "statistics: ",
    "cache ",
    "daemon started ",
    "reload -- ",
    "terminating on signal",
    "throttle released ",
    "ignoring ",
    "service ",
    "see http",
    "old value:",
    "to change ",
    "To disable ",
    "to turn off ",
    "you may need ",
    "removing ",
    "removed ",
    "starting the Postfix ",
    "stopping the Postfix ",
    "refreshing the Postfix ",
    "aborting the Postfix ",
    "flushing the ",
    "Postfix is ",
    "Postfix integrity check",
    "See http",
    "the Postfix mail system is ",
    "waiting for the Postfix ",
    "Deleted: ",
    "Requeued: ",
    "Placed on hold: ",
    "Released from hold: ",
    "Force-expired: ",
    "Renamed to match ",
    "Postfix ",
    "using backwards-compatible ",
    "rewriting ",
    "open database ",
    "disabling ",
    "setting ",
    "dict_",
    "consider ",
    "postfix/",
    "Mail Delivery Status Report ",
};

}  // namespace

// "placed on hold", "Deleted: 1 message"
LineKind ReadPostsuper(std::string_view text, Event& event) {
  if (event.queue_id.empty()) return ReadService(text, event);
  if (text == "removed") return LineKind::kRemovedByAdmin;
  if (text == "placed on hold") return LineKind::kHeld;
  if (text == "released from hold") return LineKind::kReleased;
  if (text == "requeued") return LineKind::kRequeued;
  if (text == "expired" || text == "reset time stamps") {
    return LineKind::kService;
  }
  return LineKind::kUnrecognized;
}

LineKind ReadService(std::string_view text, Event& event) {
  const bool known = std::any_of(
      kTalk.begin(), kTalk.end(),
      [&](std::string_view begin) { return text.starts_with(begin); });
  return known ? LineKind::kService : ReadTls(text, event);
}

LineKind ReadAny(std::string_view text, Event& event) {
  constexpr Shape kShapes[] = {ReadSmtpd,   ReadCleanup,   ReadQmgr,
                               ReadBounce,  ReadPickup,    ReadPostscreen,
                               ReadDnsblog, ReadPostsuper, ReadService};
  for (Shape shape : kShapes) {
    const LineKind kind = shape(text, event);
    if (kind != LineKind::kUnrecognized) return kind;
  }
  return LineKind::kUnrecognized;
}

}  // namespace mailwhy::parse
