// Rejects and the other actions of access rules, milters, header and body
// checks:
//   smtpd, milters   ACTION: STAGE from CLIENT: RESPONSE; from=<> to=<> proto=
//   helo=<> postscreen       the same with commas between the fields cleanup
//   ACTION: header TEXT from CLIENT; from=<> to=<> ...: RESPONSE proxy filters
//   proxy-ACTION: STAGE: RESPONSE; from=<> ...
// CLIENT, HELO, addresses and TEXT are strangers' words.
#include <algorithm>
#include <array>

#include "base/cursor.h"
#include "parse/fields.h"
#include "parse/lexis.h"
#include "parse/shapes.h"

namespace mailwhy::parse {
namespace {

constexpr auto kActions = std::to_array<std::string_view>({
    "reject",  "reject_warning", "warn",     "warning", "info",   "hold",
    "discard", "filter",         "redirect", "prepend", "append", "replace",
    "strip",   "defer",          "delay",    "permit",  "BCC",    "bcc",
    "dunno",   "pass",
});
constexpr auto kActionPrefixes = std::to_array<std::string_view>(
    {"milter-", "proxy-", "header-", "body-", "mime-"});
constexpr std::size_t kLongestAction = 40;
constexpr std::size_t kLongestStage = 60;
constexpr int kMostCandidates = 8;
constexpr std::size_t kLongestHelo = 512;

// The word before the first ": ".
std::string_view ActionOf(std::string_view text) {
  const std::string_view head = text.substr(0, kLongestAction);
  const std::size_t colon = head.find(':');
  return colon == kNowhere ? std::string_view() : head.substr(0, colon);
}

// cleanup's checks speak of the contents; their words come last.
bool IsContentStage(std::string_view text) {
  return text.starts_with("header ") || text.starts_with("body ") ||
         text.starts_with("mime-error ") || text.starts_with("mime-header ") ||
         text.starts_with("nested-header ");
}

// The fields behind the text, read on trial: in Postfix's order, as far as they
// are there (smtpd_check.c, postscreen_smtpd.c, cleanup_milter.c).
struct Trailer {
  std::size_t at = kNowhere;  // where "; from=" begins
  std::array<std::string_view, 4> fields;
  bool sender_given = false;
  std::string_view more;  // sasl_method= and what else follows
  bool complete = false;  // nothing else stood there
};

enum : std::size_t { kFrom, kTo, kProto, kHelo, kMore };

std::size_t RankOf(std::string_view key) {
  if (key == "from") return kFrom;
  if (key == "to") return kTo;
  if (key == "proto") return kProto;
  return key == "helo" ? kHelo : kMore;
}

// The HELO name is all up to the end, or up to the sasl_ fields (3.10).
std::size_t HeloLength(std::string_view text) {
  for (std::string_view mark : {"> sasl_", ">, sasl_"}) {
    const std::size_t at = text.rfind(mark);
    if (at != kNowhere) return at + 1;
  }
  return text.size();
}

std::string_view TakeHelo(FieldReader& reader) {
  const std::string_view text = reader.rest();
  const std::size_t length = HeloLength(text);
  reader.Skip(length);
  while (reader.rest().starts_with(',') || reader.rest().starts_with(' ')) {
    reader.Skip(1);
  }
  return text.substr(0, length);
}

Trailer TryTrailer(std::string_view text, std::size_t at) {
  Trailer trailer;
  trailer.at = at;
  FieldReader reader(text.substr(at + 2), FieldReader::Between::kEither);
  std::size_t least = kFrom;
  std::string_view key;
  trailer.more = reader.rest();
  while (reader.Key(&key)) {
    const std::size_t rank = RankOf(key);
    if (rank == kMore) {
      trailer.complete = true;
      return trailer;
    }
    if (rank < least) return trailer;
    least = rank + 1;
    trailer.sender_given = trailer.sender_given || rank == kFrom;
    trailer.fields[rank] =
        BareAddress(rank == kHelo ? TakeHelo(reader) : reader.Value());
    trailer.more = reader.rest();
  }
  trailer.complete = trailer.more.empty();
  return trailer;
}

// Whether nothing in the HELO name suggests that the candidate lies too far
// left, or the name was already quoted in the text, as it then must be.
bool IsCredible(const Trailer& trailer, std::string_view text) {
  const std::string_view helo = trailer.fields[kHelo];
  if (!trailer.complete) return false;
  if (helo.find('<') == kNowhere && helo.find('>') == kNowhere) return true;
  if (helo.size() > kLongestHelo) return false;
  const std::size_t at = text.substr(0, trailer.at).find(helo);
  return at != kNowhere && at > 0 && text[at - 1] == '<' &&
         text[at + helo.size()] == '>';
}

bool IsFirstField(std::string_view text) {
  return text.starts_with("; from=") || text.starts_with("; proto=") ||
         text.starts_with("; to=") || text.starts_with("; helo=");
}

// A stranger may write "; from=<x>" into a HELO name or an address: of all
// places that read well, the leftmost credible one, else the last.
Trailer FindTrailer(std::string_view text) {
  int tries = 0;
  std::size_t last = kNowhere;
  for (std::size_t at = text.find(';'); at != kNowhere;
       at = text.find(';', at + 1)) {
    if (!IsFirstField(text.substr(at))) continue;
    last = at;
    if (++tries > kMostCandidates) continue;
    const Trailer trailer = TryTrailer(text, at);
    if (IsCredible(trailer, text)) return trailer;
  }
  return last == kNowhere ? Trailer() : TryTrailer(text, last);
}

void SetTrailer(const Trailer& trailer, Event& event) {
  event.sender = trailer.fields[kFrom];
  event.sender_given = trailer.sender_given;
  event.recipient = trailer.fields[kTo];
  event.proto = trailer.fields[kProto];
  event.helo = trailer.fields[kHelo];
  if (trailer.more.empty()) return;
  FieldReader reader(trailer.more, FieldReader::Between::kEither);
  ReadFields(reader, event);
}

// "STAGE from CLIENT: RESPONSE", or "STAGE: RESPONSE".
void ReadStageAndResponse(std::string_view text, Event& event) {
  const std::size_t from = text.substr(0, kLongestStage).find(" from ");
  const std::size_t colon = text.substr(0, kLongestStage).find(": ");
  if (from != kNowhere && from < colon) {
    event.stage = text.substr(0, from);
    text.remove_prefix(from + 6);
    event.peer = TakePeer(&text);
  } else if (colon != kNowhere) {
    event.stage = text.substr(0, colon);
    text.remove_prefix(colon);
  }
  Cursor cursor(text);
  cursor.Skip(':');
  cursor.SkipAll(' ');
  event.response = cursor.rest();
}

// "; from=<a> to=<b> proto=ESMTP helo=<h>: 5.7.1 text": the text, which is
// behind the last bracket that a field closes.
std::string_view TakeContentResponse(std::string_view* text,
                                     std::size_t fields_at) {
  const std::size_t sasl = text->find("> sasl_", fields_at);
  if (sasl != kNowhere) {  // 3.10: its value is without brackets
    const std::size_t end = text->find(": ", sasl);
    if (end == kNowhere) return {};
    const std::string_view response = text->substr(end + 2);
    *text = text->substr(0, end);
    return response;
  }
  const std::size_t end = text->find(">: ", fields_at);
  if (end == kNowhere) return {};
  const std::string_view response = text->substr(end + 3);
  *text = text->substr(0, end + 1);
  return response;
}

// "header Subject: x from CLIENT; from=<> ...: RESPONSE". The header is a
// stranger's and stands first: the last "; from=<" is Postfix's.
void ReadContent(std::string_view text, Event& event) {
  Cursor cursor(text);
  event.stage = cursor.TakeUntil(' ');
  cursor.Skip(' ');
  text = cursor.rest();
  const std::size_t fields = FindLast(text, "; from=");
  if (fields != kNowhere) {
    event.response = TakeContentResponse(&text, fields);
    FieldReader reader(text.substr(fields + 2), FieldReader::Between::kEither);
    ReadFields(reader, event);
    text = text.substr(0, fields);
  }
  const std::size_t from = FindLast(text, " from ");
  if (from != kNowhere) {
    event.peer = ReadPeer(text.substr(from + 6));
    text = text.substr(0, from);
  }
  AddExtra("content", text, event);
  if (event.response.empty()) event.response = text;
}

}  // namespace

std::string_view TakeTrailer(std::string_view text, Event& event) {
  const Trailer trailer = FindTrailer(text);
  if (trailer.at == kNowhere) {
    return text.ends_with(';') ? text.substr(0, text.size() - 1) : text;
  }
  SetTrailer(trailer, event);
  return text.substr(0, trailer.at);
}

bool IsAction(std::string_view text) {
  const std::string_view action = ActionOf(text);
  if (action.empty()) return false;
  if (std::find(kActions.begin(), kActions.end(), action) != kActions.end()) {
    return true;
  }
  return BeginsWithOne(action, kActionPrefixes);
}

LineKind ReadReject(std::string_view text, Event& event) {
  event.action = ActionOf(text);
  Cursor cursor(text.substr(event.action.size() + 1));
  cursor.SkipAll(' ');
  if (IsContentStage(cursor.rest())) {
    ReadContent(cursor.rest(), event);
  } else {
    ReadStageAndResponse(TakeTrailer(cursor.rest(), event), event);
  }
  ReadReplyCodes(event.response, event);
  if (event.action == "proxy-accept") {
    event.linked_queue_id = QueuedAs(event.response);
    return LineKind::kService;
  }
  return LineKind::kReject;
}

}  // namespace mailwhy::parse
