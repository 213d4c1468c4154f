#include "group/companions.h"

#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "group/fields.h"
#include "group/mailbox.h"

namespace mailwhy::group {
namespace {

std::uint64_t KeyOf(std::string_view host, std::string_view rest) {
  return StableHash(rest, StableHash(host));
}

std::uint64_t CheckOf(std::string_view message_id) {
  constexpr std::uint64_t kSeed = 77;
  return StableHash(message_id, kSeed);
}

// "amavis: Blocked SPAM {DiscardedInbound}": no more of the line than the
// program's own words, since rules look at it.
std::string TextOf(const Event& event) {
  std::string text(event.daemon);
  text += ": ";
  text += event.response.substr(0, Context::kMaxText);
  return text;
}

bool Near(const Remark& remark, const Event& event, Micros within) {
  return std::abs(event.time.at - remark.at) <= within;
}

// Where both are known.
bool Agree(std::string_view a, std::string_view b) {
  return a.empty() || b.empty() || EqualsIgnoringCase(a, b);
}

}  // namespace

bool IsSaying(LineKind kind) {
  return kind == LineKind::kFilter || kind == LineKind::kSignature ||
         kind == LineKind::kPolicy || kind == LineKind::kMailbox;
}

void Companions::NoteMessageId(const Event& event) {
  if (event.message_id.empty()) return;
  const Micros now = event.time.at;
  message_ids_.ForgetWhile(
      [&](const Named& named) { return std::abs(now - named.at) > kInFlight; });
  message_ids_.Add(
      KeyOf(event.host, event.message_id),
      {now, std::string(event.queue_id), CheckOf(event.message_id)});
}

// Whether the mail that had that queue ID lately is the one.
bool Companions::IsOfMail(const Event& event, std::string_view queue_id) {
  Chain& chain = table_.ChainOf(event.host, queue_id, hosts_.Of(event.host));
  const auto fits_one = [&] {
    return std::any_of(
        chain.mails.begin(), chain.mails.end(), [&](const auto& tracked) {
          const Mail& mail = tracked->mail;
          const bool over =
              mail.ended_at != 0 && event.time.at - mail.ended_at > kNear;
          return mail.message_id == event.message_id && !over;
        });
  };
  bool fits = fits_one();
  if (!fits && !chain.complete) {
    table_.Complete(chain);
    fits = fits_one();
  }
  table_.DropIfEmpty(chain);
  return fits;
}

// Of a mail and the one that a filter made of it, the later one is nearer to
// the mailbox; a filter speaks of the one it got, and names the other.
std::string Companions::QueueIdOf(const Event& event) {
  if (!event.queue_id.empty()) return std::string(event.queue_id);
  if (event.message_id.empty()) return {};
  const auto* named = message_ids_.Find(KeyOf(event.host, event.message_id));
  if (named == nullptr) return {};
  const std::uint64_t check = CheckOf(event.message_id);
  for (auto each = named->rbegin(); each != named->rend(); ++each) {
    if (each->check != check || each->queue_id == event.linked_queue_id) {
      continue;
    }
    const std::string queue_id = each->queue_id;
    if (IsOfMail(event, queue_id)) return queue_id;
  }
  return {};
}

void Companions::Say(const Event& event, std::string_view queue_id,
                     LineRef line) {
  Saying saying;
  saying.remark = {event.time.at, std::string(queue_id), TextOf(event), line,
                   false};
  saying.ip = event.peer.ip;
  saying.sender = LowerAscii(event.sender);
  saying.recipient = LowerAscii(event.recipient);
  saying.session = ExtraOf(event, "session");
  saying.of_mailbox = event.kind == LineKind::kMailbox;
  if (saying.of_mailbox) saying.outcome = event.action;
  const Micros now = event.time.at;
  const auto is_over = [&](const Saying& each) {
    return std::abs(now - each.remark.at) > 2 * kNear;
  };
  by_mail_.ForgetWhile(is_over);
  by_ends_.ForgetWhile(is_over);
  const bool known = !queue_id.empty();
  const std::uint64_t key = KeyOf(event.host, known ? queue_id : event.peer.ip);
  if (known) {
    by_mail_.Add(key, std::move(saying));
  } else if (!saying.of_mailbox) {
    by_ends_.Add(key, std::move(saying));
  }
}

std::vector<Companions::Saying>* Companions::ByMail(const Event& event) {
  if (event.queue_id.empty()) return nullptr;
  return by_mail_.Find(KeyOf(event.host, event.queue_id));
}

std::vector<Companions::Saying>* Companions::ByEnds(std::string_view host,
                                                    std::string_view ip) {
  return by_ends_.Find(KeyOf(host, ip));
}

// A mailbox's line concerns its own recipient alone.
bool Companions::Concerns(const Saying& saying, const Event& event) {
  if (!Near(saying.remark, event, kNear)) return false;
  if (!saying.of_mailbox || event.kind != LineKind::kDelivery) return true;
  return IsRecipientsMailbox(saying.recipient, saying.session, event.recipient,
                             event.orig_to, event.response);
}

// Whether a policy server said it about what smtpd refuses here.
bool Companions::Explains(const Saying& saying, const Event& reject) {
  if (!Near(saying.remark, reject, kAsked)) return false;
  if (saying.recipient.empty() && saying.sender.empty()) return false;
  return Agree(saying.ip, reject.peer.ip) &&
         Agree(saying.recipient, reject.recipient) &&
         (!reject.sender_given || Agree(saying.sender, reject.sender));
}

void Companions::AddFor(const Event& event,
                        std::vector<const Remark*>& remarks) {
  if (const auto* sayings = ByMail(event)) {
    for (const Saying& saying : *sayings) {
      if (Concerns(saying, event)) remarks.push_back(&saying.remark);
    }
  }
  if (event.kind != LineKind::kReject) return;
  // A scanner that knows nothing of the client names the ends alone.
  for (const std::string_view ip : {event.peer.ip, std::string_view()}) {
    const auto* sayings = ByEnds(event.host, ip);
    if (sayings == nullptr) continue;
    for (const Saying& saying : *sayings) {
      if (Explains(saying, event)) remarks.push_back(&saying.remark);
    }
  }
}

std::vector<LineRef> Companions::TakeLetIn(const Event& event,
                                           const Mail& mail) {
  constexpr Micros kBefore = 3 * kSecond;  // asked, and then "client=" logged
  std::vector<LineRef> lines;
  if (by_ends_.empty() || mail.client.ip.empty()) return lines;
  auto* sayings = ByEnds(event.host, mail.client.ip);
  if (sayings == nullptr) return lines;
  for (Saying& saying : *sayings) {
    const bool in_time = saying.remark.at >= mail.first_seen.at - kBefore &&
                         saying.remark.at <= event.time.at;
    if (saying.taken || !in_time || !Agree(saying.sender, event.sender)) {
      continue;
    }
    saying.taken = true;
    lines.push_back(saying.remark.line);
  }
  return lines;
}

// The last one of those that decide: Sieve says "discarded if not explicitly
// delivered", and may well deliver.
std::string_view Companions::OutcomeOf(const Event& event) {
  std::string_view outcome;
  const auto* sayings = ByMail(event);
  if (sayings == nullptr) return outcome;
  for (const Saying& saying : *sayings) {
    if (!saying.of_mailbox || !Concerns(saying, event)) continue;
    if (DecidesMore(saying.outcome, outcome)) outcome = saying.outcome;
  }
  return outcome;
}

namespace {

void PackRemark(Packer& packer, const Remark& remark) {
  packer.Number(static_cast<std::uint64_t>(remark.at));
  packer.Text(remark.queue_id);
  packer.Text(remark.text);
  packer.Number(remark.line);
}

Remark UnpackRemark(Unpacker& unpacker) {
  Remark remark;
  remark.at = static_cast<Micros>(unpacker.Number());
  remark.queue_id = unpacker.Text();
  remark.text = unpacker.Text();
  remark.line = unpacker.Number();
  return remark;
}

}  // namespace

void Companions::Pack(Packer& packer) const {
  const auto pack = [](Packer& to, const Saying& saying) {
    PackRemark(to, saying.remark);
    to.Text(saying.ip);
    to.Text(saying.sender);
    to.Text(saying.recipient);
    to.Text(saying.session);
    to.Text(saying.outcome);
    to.Number((saying.of_mailbox ? 1U : 0U) | (saying.taken ? 2U : 0U));
  };
  by_mail_.Pack(packer, pack);
  by_ends_.Pack(packer, pack);
  message_ids_.Pack(packer, [](Packer& to, const Named& named) {
    to.Number(static_cast<std::uint64_t>(named.at));
    to.Text(named.queue_id);
    to.Number(named.check);
  });
}

void Companions::Unpack(Unpacker& unpacker) {
  const auto unpack = [](Unpacker& from) {
    Saying saying;
    saying.remark = UnpackRemark(from);
    saying.ip = from.Text();
    saying.sender = from.Text();
    saying.recipient = from.Text();
    saying.session = from.Text();
    saying.outcome = from.Text();
    const std::uint64_t flags = from.Number();
    saying.of_mailbox = (flags & 1U) != 0;
    saying.taken = (flags & 2U) != 0;
    return saying;
  };
  by_mail_.Unpack(unpacker, unpack);
  by_ends_.Unpack(unpacker, unpack);
  message_ids_.Unpack(unpacker, [](Unpacker& from) {
    Named named;
    named.at = static_cast<Micros>(from.Number());
    named.queue_id = from.Text();
    named.check = from.Number();
    return named;
  });
}

}  // namespace mailwhy::group
