// bounce, defer, trace: notices to senders and the postmaster, each a mail with
// a queue ID of its own (Postfix bounce_notify_util.c).
#include <array>

#include "base/cursor.h"
#include "parse/lexis.h"
#include "parse/shapes.h"

namespace mailwhy::parse {
namespace {

struct Notice {
  std::string_view words;
  LineKind kind;
};

constexpr std::array kNotices = {
    Notice{"sender non-delivery notification", LineKind::kBounceNotice},
    Notice{"postmaster non-delivery notification", LineKind::kBounceNotice},
    Notice{"sender delay notification", LineKind::kDelayNotice},
    Notice{"postmaster delay notification", LineKind::kDelayNotice},
    Notice{"sender delivery status notification", LineKind::kDelayNotice},
};

constexpr auto kTalk = std::to_array<std::string_view>({
    "not sending trace/success notification",
    "no trace file -- not sending",
    "removed spurious ",
});

// What was to be told, and could not be: "undeliverable postmaster notification
// discarded", "postmaster notice failed while bouncing to <a>", "sender
// notification failed to <a>" (3.11).
bool IsFailure(std::string_view text) {
  return text.find(" notification failed") != kNowhere ||
         text.find(" notice failed") != kNowhere ||
         text.ends_with(" notification discarded");
}

}  // namespace

// "sender non-delivery notification: NEWID"
LineKind ReadBounce(std::string_view text, Event& event) {
  Cursor cursor(text);
  for (const Notice& notice : kNotices) {
    if (!cursor.Skip(notice.words)) continue;
    event.action = text.substr(0, notice.words.size());
    if (!cursor.Skip(": ")) break;
    const std::string_view id = cursor.TakeWhile(IsAlnum);
    if (!cursor.AtEnd() || !LooksLikeQueueId(id)) break;
    event.linked_queue_id = id;
    return notice.kind;
  }
  if (!event.queue_id.empty() && IsFailure(text)) {
    event.action = {};
    event.response = text;
    return LineKind::kTrouble;
  }
  event.action = {};
  if (!BeginsWithOne(text, kTalk)) return LineKind::kUnrecognized;
  return event.queue_id.empty() ? LineKind::kService : LineKind::kNote;
}

}  // namespace mailwhy::parse
