// The administrator's postsuper, and the daemons and commands that tell no
// mail's story: master, anvil, scache, verify, postfix-script and their like.
#include <algorithm>
#include <array>

#include "parse/cursor.h"
#include "parse/lexis.h"
#include "parse/shapes.h"

namespace mailwhy::parse {
namespace {

constexpr auto kTalk = std::to_array<std::string_view>({
    "statistics: ",
    "daemon started -- version ",
    "reload -- version ",
    "terminating on signal ",
    "throttle released for command ",
    "ignoring status update from child ",
    "master exit time has arrived",
    "old value:",
    "new value:",
    "To disable backwards compatibility ",
    "See http",
    "see http",
    "using backwards-compatible default setting",
    "open database ",
    "starting the Postfix mail system",
    "stopping the Postfix mail system",
    "refreshing the Postfix mail system",
    "aborting the Postfix mail system",
    "terminating the Postfix mail system",
    "waiting for the Postfix mail system to terminate",
    "the Postfix mail system is ",
    "flushing queued mail",
    "Postfix integrity check",
    "Postfix is ",
    "Postfix hot standby",
    "postfix/postfix-script: ",
    "removing stale ",
    "removing Postfix ",
    "creating missing Postfix ",
    "changing group of ",
    "changing owner of ",
    "Deleted: ",
    "Requeued: ",
    "Placed on hold: ",
    "Released from hold: ",
    "Force-expired: ",
    "Renamed to match inode number: ",
    "removed file ",
    "renamed file ",
    "remove file ",
    "Mail Delivery Status Report ",
    "exiting to reopen external entropy source ",
    "cannot read from entropy device ",
    "lost connection to EGD server ",
    "ignoring DNS RR: ",
});

}  // namespace

// "placed on hold", "Deleted: 1 message"
LineKind ReadPostsuper(std::string_view text, Event& event) {
  if (event.queue_id.empty()) return ReadService(text, event);
  if (text == "removed") return LineKind::kRemovedByAdmin;
  if (text == "placed on hold") return LineKind::kHeld;
  if (text == "released from hold") return LineKind::kReleased;
  if (text == "requeued") return LineKind::kRequeued;
  // postsuper -e (3.5): the queue manager says what becomes of it.
  return text == "expired" ? LineKind::kNote : LineKind::kUnrecognized;
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
