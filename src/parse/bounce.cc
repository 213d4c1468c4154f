// bounce, defer, trace: notices to senders and the postmaster, each a mail with
// a queue ID of its own (Postfix bounce_notify_util.c).
#include <array>

#include "parse/cursor.h"
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

constexpr std::array<std::string_view, 4> kTalk = {
    "not sending trace/success notification",
    "no trace file -- not sending",
    "undeliverable postmaster notification discarded",
    "delivery status notification discarded",
};

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
  if (text.find(" notification failed") != kNowhere ||
      text.find("notice failed") != kNowhere) {
    event.response = text;
    return LineKind::kTrouble;
  }
  for (std::string_view talk : kTalk) {
    if (text.starts_with(talk)) return LineKind::kService;
  }
  return LineKind::kUnrecognized;
}

}  // namespace mailwhy::parse
