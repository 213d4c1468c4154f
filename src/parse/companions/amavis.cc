// amavis: the one line of each mail (log_templ), in the order of
// amavisd-new 2.3 to 2.13: "(pid-n) Passed CLEAN {RelayedInbound}, [ip]:port
// [ip] <a> -> <b>, Queue-ID: X, Message-ID: <m>, mail_id: I, Hits: -1, size:
// 900, queued_as: Y".
#include "base/cursor.h"
#include "parse/companions/companions.h"
#include "parse/companions/parts.h"
#include "parse/lexis.h"

namespace mailwhy::parse {
namespace {

// "Blocked INFECTED (Eicar-Test-Signature) {DiscardedInbound,Quarantined}":
// until a comma outside of brackets. What a scanner named stands in them.
std::size_t EndOfVerdict(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '(' || c == '{') ++depth;
    if (c == ')' || c == '}') --depth;
    if (c == ',' && depth <= 0) return i;
  }
  return text.size();
}

// "Blocked INFECTED" of it.
std::string_view ActionOf(std::string_view verdict) {
  const std::size_t first = verdict.find(' ');
  const std::size_t second = verdict.find(' ', first + 1);
  return verdict.substr(0, first == kNowhere ? kNowhere : second);
}

// "[192.0.2.9]:4711 [192.0.2.9] <a@b> -> <c@d>,<e@f>, ": the second address is
// the one that the first Received: header names.
void ReadEnds(std::string_view text, Event& event) {
  const std::size_t arrow = text.find("> -> <");
  if (arrow == kNowhere) return;
  const std::size_t open = text.rfind('<', arrow);
  if (open == kNowhere) return;
  SetSender(text.substr(open + 1, arrow - open - 1), event);
  std::string_view rest = text.substr(arrow + 5);
  event.recipient = TakeBracketed(&rest);
  const std::string_view client = Between(text.substr(0, open), "[", "]");
  event.peer.ip = BareIp(client);
}

std::string_view ValueOf(std::string_view fields, std::string_view key) {
  const std::string_view behind = Behind(fields, key);
  return behind.substr(0, behind.find(','));
}

// A sender chooses the Message-ID, so that what stands before it is read of
// what stands before it alone.
void ReadFieldsOf(std::string_view fields, Event& event) {
  const std::size_t at = fields.find(", Message-ID: <");
  SetQueueId(ValueOf(fields.substr(0, at), ", Queue-ID: "), event);
  std::string_view rest = fields;
  if (at != kNowhere) {
    rest.remove_prefix(at + 14);
    event.message_id = TakeBracketed(&rest);
  }
  const std::string_view hits = ValueOf(rest, ", Hits: ");
  if (!hits.empty()) AddExtra("hits", hits, event);
  const std::string_view mail_id = ValueOf(rest, "mail_id: ");
  if (!mail_id.empty()) AddExtra("mail_id", mail_id, event);
  event.size = Cursor(ValueOf(rest, ", size: ")).TakeDigits();
  const std::string_view next =
      Cursor(Behind(rest, ", queued_as: ")).TakeWhile(IsAlnum);
  if (LooksLikeQueueId(next)) event.linked_queue_id = next;
}

}  // namespace

LineKind ReadAmavis(std::string_view text, Event& event) {
  Cursor cursor(text);
  std::string_view number;  // "(12345-01) "
  if (cursor.Skip('(') && !cursor.TakePast(") ", &number)) {
    return LineKind::kCompanion;
  }
  if (!cursor.Sees("Passed ") && !cursor.Sees("Blocked ")) {
    return LineKind::kCompanion;
  }
  if (!number.empty()) AddExtra("am_id", number, event);
  const std::string_view verdict = cursor.Take(EndOfVerdict(cursor.rest()));
  event.response = verdict;
  event.action = ActionOf(verdict);
  ReadEnds(cursor.rest(), event);
  ReadFieldsOf(cursor.rest(), event);
  return LineKind::kFilter;
}

}  // namespace mailwhy::parse
