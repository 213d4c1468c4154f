// cleanup: Message-IDs, and what header checks, body checks and milters did
// (Postfix cleanup_message.c, cleanup_milter.c). pickup, since it is as short.
#include "parse/cursor.h"
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

bool IsCanceled(std::string_view text) {
  return text == "canceled" || text == "removed (canceled)" ||
         text == "removed (discarded)";
}

}  // namespace

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
  if (!IsCanceled(text)) return LineKind::kUnrecognized;
  event.response = text;
  return LineKind::kRemoved;
}

// "uid=48 from=<apache>", "uid=0 from=<root> orig_id=8B84D8D1CF"
LineKind ReadPickup(std::string_view text, Event& event) {
  if (!text.starts_with("uid=")) return LineKind::kUnrecognized;
  FieldReader reader(text, FieldReader::Between::kEither);
  ReadFields(reader, event);
  return event.sender_given ? LineKind::kPickup : LineKind::kUnrecognized;
}

}  // namespace mailwhy::parse
