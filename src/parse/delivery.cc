// The lines of key=value: an attempt of a delivery agent (Postfix log_adhoc.c),
// and qmgr's (qmgr_active.c, opened.c).
#include <algorithm>

#include "base/cursor.h"
#include "parse/fields.h"
#include "parse/lexis.h"
#include "parse/shapes.h"

namespace mailwhy::parse {
namespace {

bool IsBalanced(std::string_view text) {
  return std::count(text.begin(), text.end(), '(') ==
         std::count(text.begin(), text.end(), ')');
}

// Where the response that begins behind `open` ends: at the last ")". A line
// that was cut has none, or one that closes something inside.
std::size_t EndOfResponse(std::string_view text, std::size_t open) {
  const std::size_t close = text.rfind(')');
  if (close == kNowhere || close < open) return text.size();
  if (close + 1 == text.size()) return close;
  const bool fields_follow =
      text.substr(close + 1).starts_with(", ") && IsKeyAt(text, close + 3);
  if (fields_follow || IsBalanced(text.substr(open, close + 1 - open))) {
    return close;
  }
  return text.size();
}

// "sent (250 2.0.0 Ok)": strangers wrote what is in the parentheses, so that no
// separator counts inside.
void ReadStatus(FieldReader& reader, Event& event) {
  const std::string_view text = reader.rest();
  const std::size_t word = FindEither(text, ' ', ',');
  event.status = text.substr(0, word);
  const std::size_t open = text.find('(', word);
  if (open == kNowhere) {
    const bool more = text.substr(word).starts_with(", ");
    if (more && !IsKeyAt(text, word + 2))
      event.response = text.substr(word + 2);
    reader.Skip(std::min(word + 2, text.size()));
    return;
  }
  const std::size_t end = EndOfResponse(text, open);
  event.response = text.substr(open + 1, end - open - 1);
  reader.Skip(std::min(end + 1, text.size()));
  if (reader.rest().starts_with(", ")) reader.Skip(2);
}

// nrcpt's value has " (queue active)" behind it.
std::string_view JustDigits(std::string_view value) {
  return Cursor(value).TakeDigits();
}

LineKind KindOf(const Event& event) {
  if (!event.recipient.empty()) return LineKind::kDelivery;
  if (!event.nrcpt.empty() || !event.size.empty()) {
    return LineKind::kQueueActive;
  }
  if (event.status.empty()) return LineKind::kUnrecognized;
  if (event.sender_given) return LineKind::kExpired;
  return LineKind::kTrouble;  // "status=deferred (bounce failed)"
}

}  // namespace

LineKind ReadDeliveryFields(std::string_view text, Event& event) {
  FieldReader reader(text, FieldReader::Between::kComma);
  bool recipient_given = false;
  std::string_view key;
  while (reader.Key(&key)) {
    if (key == "status") {
      ReadStatus(reader, event);
      continue;
    }
    recipient_given = recipient_given || key == "to";
    SetField(key, reader.Value(), event);
  }
  if (!event.nrcpt.empty()) event.nrcpt = JustDigits(event.nrcpt);
  const LineKind kind = recipient_given ? LineKind::kDelivery : KindOf(event);
  if (kind == LineKind::kDelivery) {
    event.peer = ReadPeer(event.relay);
    if (event.status == "sent") {
      event.linked_queue_id = QueuedAs(event.response);
    }
  }
  return kind;
}

}  // namespace mailwhy::parse
