// cleanup: Message-IDs, and what header checks, body checks and milters did
// (Postfix cleanup_message.c, cleanup_milter.c). pickup, since it is as short.
#include <array>

#include "base/cursor.h"
#include "parse/fields.h"
#include "parse/lexis.h"
#include "parse/shapes.h"

namespace mailwhy::parse {
namespace {

// "<a@b>", "a@b" (pasted), "<a@b> (added by ...)", "" or anything that a client
// wrote.
std::string_view BareMessageId(std::string_view text) {
  if (!text.starts_with('<')) return text;
  const std::size_t end = text.find('>');
  return text.substr(1, end == kNowhere ? kNowhere : end - 1);
}

constexpr auto kTalk = std::to_array<std::string_view>({
    "ignoring ",
    "spurious null attribute ",
    "Milter request to add multi-",
    "Milter request to drop multi-",
    "Milter or header/body_checks request ",
    "table ",
});

}  // namespace

bool ReadRemoved(std::string_view text, Event& event) {
  if (text == "removed") return true;
  const bool canceled = text == "canceled" || text == "removed (canceled)";
  const bool discarded = text == "discarded" || text == "removed (discarded)";
  if (!canceled && !discarded) return false;
  event.action = canceled ? "canceled" : "discarded";
  event.response = text;
  return true;
}

bool ReadRefusal(std::string_view text, Event& event) {
  if (event.queue_id.empty()) return false;
  const bool refused = text.starts_with("queue file size limit exceeded") ||
                       text.starts_with("message rejected: ");
  const bool deferred =
      text.find("message not accepted, try again later") != kNowhere ||
      text.find(" map lookup problem") != kNowhere ||  // before 2.10
      text.starts_with("write queue file: ");
  if (!refused && !deferred) return false;
  event.action = refused ? "reject" : "defer";
  event.stage = "END-OF-MESSAGE";
  event.response = text;
  return true;
}

LineKind ReadCleanup(std::string_view text, Event& event) {
  Cursor cursor(text);
  if (cursor.Skip("message-id=")) {
    event.message_id = BareMessageId(cursor.rest());
    return LineKind::kMessageId;
  }
  if (cursor.Skip("resent-message-id=")) {
    AddExtra("resent-message-id", BareMessageId(cursor.rest()), event);
    return LineKind::kMessageId;
  }
  if (event.queue_id.empty() && !event.noqueue) {
    return LineKind::kUnrecognized;
  }
  if (IsAction(text)) return ReadReject(text, event);
  // What no client waits for is bounced by cleanup itself (cleanup_bounce.c).
  if (text.starts_with("to=<")) return ReadDeliveryFields(text, event);
  if (ReadRemoved(text, event)) return LineKind::kRemoved;
  if (ReadRefusal(text, event)) return LineKind::kReject;
  if (!event.queue_id.empty() && BeginsWithOne(text, kTalk)) {
    return LineKind::kNote;
  }
  return LineKind::kUnrecognized;
}

// "uid=48 from=<apache>", "uid=0 from=<root> orig_id=8B84D8D1CF"
LineKind ReadPickup(std::string_view text, Event& event) {
  if (!text.starts_with("uid=")) return LineKind::kUnrecognized;
  FieldReader reader(text, FieldReader::Between::kEither);
  ReadFields(reader, event);
  return event.sender_given ? LineKind::kPickup : LineKind::kUnrecognized;
}

}  // namespace mailwhy::parse
