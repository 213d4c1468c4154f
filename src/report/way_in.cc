// How a mail came in, in words: text_why.cc, timeline.cc and fit.cc show it.
#include "report/format.h"
#include "report/phrases.h"
#include "report/words.h"

namespace mailwhy::report {
namespace {

// The mail that this one came of, named in `phrase`; `plain` where it is not
// known.
std::string CameOf(const Mail& mail, LinkKind kind, const char* phrase,
                   const char* plain) {
  for (const Link& link : mail.links) {
    if (link.to || link.kind != kind || link.queue_id.empty()) continue;
    return Fill(phrase,
                {{"queue_id", Name(link.queue_id)}, {"host", Name(link.host)}});
  }
  return plain;
}

// What came back or was handed over inside: the client is a filter or another
// of our servers. "" for all else.
std::string FromInside(const Mail& mail, const Words& words) {
  std::string text = CameOf(mail, LinkKind::kFilter, words.by_filter, "");
  if (text.empty()) text = CameOf(mail, LinkKind::kRelay, words.by_relay, "");
  if (!text.empty()) return text;
  return CameOf(mail, LinkKind::kResubmit, words.by_requeue, "");
}

}  // namespace

std::string WayIn(const Mail& mail, Language language) {
  const Words& words = WordsOf(language);
  const std::string inside = FromInside(mail, words);
  if (!inside.empty()) return inside;
  const std::string uid = std::to_string(mail.origin_uid);
  if (mail.origin == "pickup" && !mail.origin_user.empty()) {
    return Fill(words.by_pickup, {{"uid", uid}, {"user", mail.origin_user}});
  }
  if (mail.origin == "pickup") return Fill(words.by_pickup_uid, {{"uid", uid}});
  if (mail.origin == "bounce") {
    return CameOf(mail, LinkKind::kBounce, words.by_bounce_of, words.by_bounce);
  }
  if (mail.origin == "forward") {
    return CameOf(mail, LinkKind::kForward, words.by_forward_of,
                  words.by_forward);
  }
  const std::string client = Name(PeerText(mail.client));
  if (!mail.client.known()) return words.unknown_way;
  if (mail.sasl_username.empty()) {
    return Fill(words.by_client, {{"client", client}});
  }
  return Fill(words.by_login,
              {{"client", client}, {"user", Name(mail.sasl_username)}});
}

}  // namespace mailwhy::report
