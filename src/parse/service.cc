// The administrator's postsuper, and the daemons and commands that tell no
// mail's story: master, anvil, scache, verify, postfix-script and their like.
#include <algorithm>
#include <array>

#include "base/cursor.h"
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

// In which order the shapes are tried where the program does not say which.
struct Try {
  Shape shape;
  std::string_view daemon;
};
constexpr Try kShapes[] = {
    {ReadSmtpd, "smtpd"},     {ReadCleanup, "cleanup"},
    {ReadQmgr, "qmgr"},       {ReadBounce, "bounce"},
    {ReadPickup, "pickup"},   {ReadPostscreen, "postscreen"},
    {ReadDnsblog, "dnsblog"}, {ReadPostsuper, "postsuper"},
    {ReadService, ""},
};

// Which daemon says this, where the program's name does not tell and only one
// can have said it.
void NameDaemon(LineKind kind, std::string_view daemon, Event& event) {
  switch (kind) {
    case LineKind::kTlsEstablished:  // server or client
    case LineKind::kHostnameMismatch:
    case LineKind::kService:
    case LineKind::kNote:
    case LineKind::kWarning:
      return;
    case LineKind::kDelivery:
    case LineKind::kHostSaid:
    case LineKind::kConnectFailed:
    case LineKind::kTrouble:
      if (!event.peer.ip.empty()) event.daemon = "smtp";
      if (event.relay == "local") event.daemon = "local";
      if (event.relay == "virtual") event.daemon = "virtual";
      return;
    case LineKind::kRemoved:
      event.daemon = event.action.empty() ? "qmgr" : "cleanup";
      return;
    case LineKind::kReject: {
      const bool of_content =
          event.stage == "body" || event.stage.ends_with("header");
      event.daemon = of_content ? "cleanup" : daemon;
      return;
    }
    default:
      if (!daemon.empty()) event.daemon = daemon;
  }
}

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
  for (const auto& [shape, daemon] : kShapes) {
    const LineKind kind = shape(text, event);
    if (kind == LineKind::kUnrecognized) continue;
    if (event.daemon == event.program) NameDaemon(kind, daemon, event);
    return kind;
  }
  return LineKind::kUnrecognized;
}

}  // namespace mailwhy::parse
