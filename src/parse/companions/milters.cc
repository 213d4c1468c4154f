// Milters that name the mail by its queue ID: signers and checkers of DKIM,
// DMARC and ARC, virus scanners, MIMEDefang, and any other.
#include <array>

#include "base/cursor.h"
#include "parse/companions/companions.h"
#include "parse/companions/parts.h"
#include "parse/lexis.h"

namespace mailwhy::parse {
namespace {

// Written of nearly each mail, and of no use to anybody.
constexpr std::array<std::string_view, 8> kNoise = {
    "not internal",
    "not authenticated",
    "no signature data",
    "no MTA name match",
    "ignoring Authentication-Results",
    "failed to parse authentication-results",
    "failed to parse Authentication-Results",
    "SSL "};

bool IsNoise(std::string_view text) {
  for (const std::string_view words : kNoise) {
    if (text.starts_with(words)) return true;
  }
  // OpenDKIM: "h.example.net [192.0.2.9] not internal"
  return text.ends_with(" not internal") ||
         text.ends_with(" not authenticated");
}

// "A1B2C3D4E5 ignoring Authentication-Results at 14 from ...", without a colon.
void TakeBareQueueId(std::string_view* text, Event& event) {
  Cursor cursor(*text);
  const std::string_view word = cursor.TakeWhile(IsAlnum);
  if (!IsQueueId(word) || !cursor.Skip(' ')) return;
  event.queue_id = word;
  *text = cursor.rest();
}

}  // namespace

LineKind ReadMilter(std::string_view text, Event& event) {
  if (event.queue_id.empty() || text.empty()) return LineKind::kCompanion;
  event.response = text;
  return LineKind::kFilter;
}

// "A1B2C3D4E5: DKIM-Signature field added (s=mail, d=example.com)",
// "A1B2C3D4E5: example.net fail"
LineKind ReadSigner(std::string_view text, Event& event) {
  if (event.queue_id.empty()) TakeBareQueueId(&text, event);
  if (event.queue_id.empty() || text.empty() || IsNoise(text)) {
    return LineKind::kCompanion;
  }
  event.response = text;
  return LineKind::kSignature;
}

// "Message from <a> to <b> infected by Eicar-Test-Signature"; with LogInfected
// Full "Message A1B2C3D4E5 from <a> to <b> with subject '...' message-id '<m>'
// ... infected by ..."
LineKind ReadClamav(std::string_view text, Event& event) {
  Cursor cursor(text);
  if (!cursor.Skip("Message ") || text.find(" infected by ") == kNowhere) {
    return ReadMilter(text, event);
  }
  if (!cursor.Sees("from ")) {
    SetQueueId(cursor.TakeUntil(' '), event);
    cursor.Skip(' ');
  }
  std::string_view rest = cursor.rest();
  if (rest.starts_with("from <")) {
    rest.remove_prefix(5);
    SetSender(TakeBracketed(&rest), event);
  }
  if (rest.starts_with(" to <")) {
    rest.remove_prefix(4);
    event.recipient = TakeBracketed(&rest);
  }
  event.action = "infected";
  const std::size_t verdict = FindLast(text, "infected by ");
  event.response = text.substr(verdict);
  return LineKind::kFilter;
}

// "MDLOG,A1B2C3D4E5,virus,Eicar,192.0.2.9,<a>,<b>,Subject", "filter:
// A1B2C3D4E5: bounce=1"
LineKind ReadMimedefang(std::string_view text, Event& event) {
  Cursor cursor(text);
  if (cursor.Skip("MDLOG,")) {
    SetQueueId(cursor.TakeUntil(','), event);
    cursor.Skip(',');
    text = cursor.rest();
    event.action = cursor.TakeUntil(',');
  } else if (cursor.Skip("filter: ")) {
    SetQueueId(cursor.TakeUntil(':'), event);
    cursor.Skip(':');
    cursor.SkipAll(' ');
    text = cursor.rest();
  }
  return ReadMilter(text, event);
}

}  // namespace mailwhy::parse
