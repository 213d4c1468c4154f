// What rspamd, rmilter and SpamAssassin's spamd say of a mail.
#include "base/cursor.h"
#include "parse/companions/companions.h"
#include "parse/companions/parts.h"
#include "parse/lexis.h"

namespace mailwhy::parse {
namespace {

// "T (reject): [18.20/15.00] [BAYES_SPAM(5.1)...": the verdict in brackets, and
// the score.
bool ReadRspamdVerdict(std::string_view text, Event& event) {
  // "(default: T (reject): [18.20/15.00]", without the metric's name since 3.x.
  std::string_view rest = Behind(text, "(default: ");
  if (rest.empty()) rest = text;
  const std::size_t open = rest.find(" (");
  const std::size_t close = rest.find("): [", open);
  const std::size_t end = rest.find(']', close);
  if (open == kNowhere || close == kNowhere || end == kNowhere) return false;
  event.action = rest.substr(open + 2, close - open - 2);
  event.response = rest.substr(open + 1, end - open);
  Cursor score(rest.substr(close + 4, end - close - 4));
  AddExtra("score", score.TakeUntil('/'), event);
  if (score.Skip('/')) AddExtra("limit", score.rest(), event);
  return true;
}

std::string_view InBrackets(std::string_view text, std::string_view key) {
  std::string_view rest = Behind(text, key);
  return TakeBracketed(&rest);
}

}  // namespace

// "<c7a3f1>; task; rspamd_task_write_log: id: <m>, qid: <Q>, ip: 192.0.2.9,
// from: <a>, (default: F (no action): [1.20/15.00] [...]), len: 9, ..., rcpts:
// <b>"
LineKind ReadRspamd(std::string_view text, Event& event) {
  const std::string_view task = Behind(text, "rspamd_task_write_log: ");
  if (task.empty()) return LineKind::kCompanion;
  if (!ReadRspamdVerdict(task, event)) return LineKind::kCompanion;
  const std::string_view id = InBrackets(task, "id: ");
  if (id != "undef") event.message_id = id;
  const std::string_view ids = task.substr(0, task.find(", ip: "));
  SetQueueId(InBrackets(ids, ", qid: "), event);
  const std::string_view ip = Behind(task, ", ip: ");
  event.peer.ip = BareIp(ip.substr(0, ip.find(',')));
  const std::string_view from = Behind(task, ", from: ");
  if (from.starts_with('<')) SetSender(InBrackets(task, ", from: "), event);
  event.recipient = InBrackets(task, ", rcpts: ");
  return LineKind::kFilter;
}

// "<c7a3f1>; mlfi_eom: msg done: queue_id: <Q>; message id: <m>; ip: 192.0.2.9;
// from: <a>; rcpt: <b>; ... rspamd: action: reject ...", and its lesser forms.
LineKind ReadRmilter(std::string_view text, Event& event) {
  std::string_view queue_id = InBrackets(text, "queue_id: ");
  if (queue_id.empty()) queue_id = InBrackets(text, "queue-id: ");
  if (queue_id.empty()) queue_id = InBrackets(text, "qid: ");
  const std::string_view done = Behind(text, "; mlfi_eom: ");
  if (done.empty()) return LineKind::kCompanion;
  SetQueueId(queue_id, event);
  event.message_id = InBrackets(text, "message id: ");
  event.response = done;
  event.action = Between(done, "action: ", ";");
  const bool known = !event.queue_id.empty() || !event.message_id.empty();
  return known ? LineKind::kFilter : LineKind::kCompanion;
}

// "spamd: result: Y 15 - BAYES_99,HTML_MESSAGE scantime=2.1,size=1801,user=u,
// ...,mid=<m>,autolearn=no"; the lines around it name no mail.
LineKind ReadSpamd(std::string_view text, Event& event) {
  const std::string_view result = Behind(text, "spamd: result: ");
  if (result.size() < 2) return LineKind::kCompanion;
  event.action = result.starts_with('Y') ? "spam" : "clean";
  event.response = result.substr(0, result.find(" scantime="));
  event.message_id = InBrackets(result, "mid=");
  event.size = Cursor(Behind(result, ",size=")).TakeDigits();
  return event.message_id.empty() ? LineKind::kCompanion : LineKind::kFilter;
}

}  // namespace mailwhy::parse
