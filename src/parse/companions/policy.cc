// Policy servers, which smtpd asks before there is a mail: greylisting, SPF,
// weights, rules. They name client, sender and recipient, rarely a queue ID.
#include <algorithm>
#include <array>

#include "base/cursor.h"
#include "parse/companions/companions.h"
#include "parse/companions/parts.h"
#include "parse/lexis.h"

namespace mailwhy::parse {
namespace {

// The value of "key=" until `end`.
std::string_view ValueOf(std::string_view text, std::string_view key,
                         std::string_view end) {
  const std::string_view behind = Behind(text, key);
  return behind.substr(0, behind.find_first_of(end));
}

// What can follow only a client that we know: else it explains nothing.
LineKind Policy(Event& event) {
  const bool known = !event.peer.ip.empty() || !event.recipient.empty() ||
                     !event.queue_id.empty();
  if (known) return LineKind::kPolicy;
  event.action = event.response = {};
  return LineKind::kCompanion;
}

}  // namespace

// "action=greylist, reason=new, client_name=h, client_address=192.0.2.9/32,
// sender=a@b, recipient=c@d", with "A1B2C3D4E5: " before it where Postfix gave
// a queue ID.
LineKind ReadPostgrey(std::string_view text, Event& event) {
  if (!text.starts_with("action=")) return LineKind::kCompanion;
  event.action = ValueOf(text, "action=", ",");
  event.response = text.substr(0, text.find(", client_name="));
  event.peer.name = ValueOf(text, ", client_name=", ",");
  if (event.peer.name == "unknown") event.peer.name = {};
  event.peer.ip = BareIp(ValueOf(text, ", client_address=", ","));
  event.delay = ValueOf(text.substr(0, text.find(", client")), ", delay=", ",");
  const std::size_t sender = text.find(", sender=");
  const std::size_t recipient = FindLast(text, ", recipient=");
  if (sender != kNowhere) {
    const std::size_t end = recipient == kNowhere ? text.size() : recipient;
    SetSender(text.substr(sender + 9, end < sender + 9 ? 0 : end - sender - 9),
              event);
  }
  if (recipient != kNowhere) event.recipient = text.substr(recipient + 12);
  return Policy(event);
}

// "grey: new: 192.0.2(192.0.2.9), a@b -> c@d"
LineKind ReadSqlgrey(std::string_view text, Event& event) {
  Cursor cursor(text);
  cursor.Skip("sqlgrey: ");
  if (!cursor.Skip("grey: ")) return LineKind::kCompanion;
  const std::string_view what = cursor.TakeUntil(": ");
  if (!cursor.Skip(": ")) return LineKind::kCompanion;
  const bool passes = what.find("ok") != kNowhere;
  event.action = passes ? "pass" : "greylist";
  event.response = text;
  event.peer.ip = BareIp(Between(cursor.rest(), "(", ")"));
  const std::string_view ends = Behind(cursor.rest(), "), ");
  const std::size_t arrow = ends.find(" -> ");
  if (arrow != kNowhere) {
    SetSender(ends.substr(0, arrow), event);
    event.recipient = Cursor(ends.substr(arrow + 4)).TakeUntil(' ');
  }
  return Policy(event);
}

// "A1B2C3D4E5: addr h.example.net[192.0.2.9] from <a> to <b> delayed for
// 00:05:00 (ACL 12)"; "(unknown id): addr ..."
LineKind ReadMilterGreylist(std::string_view text, Event& event) {
  Cursor cursor(text);
  cursor.Skip("(unknown id): ");
  if (!cursor.Skip("addr ")) return ReadMilter(text, event);
  std::string_view rest = cursor.rest();
  event.peer = TakePeer(&rest);
  if (rest.starts_with(" from <")) {
    rest.remove_prefix(6);
    SetSender(TakeBracketed(&rest), event);
  }
  if (rest.starts_with(" to <")) {
    rest.remove_prefix(4);
    event.recipient = TakeBracketed(&rest);
  }
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  event.action = rest.starts_with("delayed") ? "greylist" : "pass";
  event.response = rest;
  return Policy(event);
}

// policyd-spf (Python): "prepend Received-SPF: Fail (mailfrom)
// identity=mailfrom; client-ip=192.0.2.9; helo=h; envelope-from=a@b;
// receiver=c@d", "550 5.7.23 Message rejected due to: SPF fail - not
// authorized. Please see http://...?s=mfrom;id=a@b;ip=192.0.2.9;r=c@d".
// policy-spf (Perl): "Policy action=550 Please see http://...".
LineKind ReadSpfPolicy(std::string_view text, Event& event) {
  Cursor cursor(text);
  cursor.Skip(": ");
  if (!cursor.Skip("Policy action=")) cursor.Skip("Action: ");
  text = cursor.rest();
  ReadReplyCodes(text, event);
  const bool refuses = !event.code.empty();
  std::string_view ip = ValueOf(text, "client-ip=", ";,) ");
  std::string_view sender = ValueOf(text, "envelope-from=", ";,) ");
  std::string_view receiver = ValueOf(text, "receiver=", ";,) ");
  if (refuses || ip.empty()) {  // of the link that is shown to the sender
    const std::string_view link = Behind(text, "?s=");
    ip = ValueOf(link, "ip=", ";& ");
    sender = ValueOf(link, "id=", ";& ");
    receiver = ValueOf(link, "r=", ";& ");
  }
  event.peer.ip = BareIp(ip);
  if (!sender.empty()) SetSender(sender, event);
  if (receiver.find('@') != kNowhere) event.recipient = receiver;
  event.action = refuses ? "reject" : text.substr(0, text.find_first_of(" ;"));
  event.response = text;
  return Policy(event);
}

// "decided action=550 Mail appeared to be SPAM ...; <client=192.0.2.9> <helo=h>
// <from=a@b> <to=c@d>; delay: 3s", "weighted check: ... rate: 5.5"
LineKind ReadWeight(std::string_view text, Event& event) {
  event.peer.ip = BareIp(Between(text, "<client=", ">"));
  const std::size_t from = text.find("<from=");
  if (from == kNowhere) return LineKind::kCompanion;
  SetSender(Between(text, "<from=", ">"), event);
  event.recipient = Between(text.substr(from), "<to=", ">");
  if (text.starts_with("decided action=")) {
    event.action = ValueOf(text, "action=", " ;");
    event.response = Between(text, "decided action=", "; <client=");
  } else {
    event.action = "weighted check";
    event.response = text;
  }
  return Policy(event);
}

// "[RULES] rule=5, id=RBL, queue=A1B2C3D4E5, client=h[192.0.2.9], sender=<a>,
// recipient=<b>, helo=<h>, proto=ESMTP, state=RCPT, delay=0.00s, action=REJECT
// ..."
LineKind ReadPostfwd(std::string_view text, Event& event) {
  if (!text.starts_with("[RULES]") && !text.starts_with("[CACHE]")) {
    return LineKind::kCompanion;
  }
  const std::size_t action = FindLast(text, ", action=");
  if (action == kNowhere) return LineKind::kCompanion;
  SetQueueId(ValueOf(text, "queue=", ","), event);
  std::string_view client = Behind(text, "client=");
  event.peer = TakePeer(&client);
  SetSender(Between(text, "sender=<", ">"), event);
  event.recipient = Between(text, "recipient=<", ">");
  event.response = text.substr(action + 2);
  event.action = ValueOf(event.response, "action=", " ");
  return Policy(event);
}

// Mailman 2's and 3's: "<m> smtp to list for 3 recips, completed in 0.1
// seconds"
LineKind ReadMailman(std::string_view text, Event& event) {
  event.message_id = TakeBracketed(&text);
  if (event.message_id.find('@') == kNowhere) {
    event.message_id = {};
    return LineKind::kCompanion;
  }
  while (text.starts_with(' ')) text.remove_prefix(1);
  event.response = text;
  event.action = "list";
  return LineKind::kMailbox;
}

}  // namespace mailwhy::parse
