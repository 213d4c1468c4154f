#include "group/links.h"

#include <algorithm>
#include <cstdlib>

#include "group/deliveries.h"
#include "group/fields.h"
#include "group/place.h"

namespace mailwhy::group {
namespace {

const char* OriginBy(LinkKind kind) {
  return kind == LinkKind::kForward ? "forward" : "bounce";
}

// Of a notice, as packed.
LinkKind KindOf(std::uint64_t number) {
  for (const LinkKind kind : {LinkKind::kForward, LinkKind::kResubmit}) {
    if (number == static_cast<std::uint64_t>(kind)) return kind;
  }
  return LinkKind::kBounce;
}

// Whether the mail may be the one that a notice tells of.
bool MayComeOf(const Mail& mail, const Notice& notice) {
  if (std::abs(mail.first_seen.at - notice.at) > Links::kNear) return false;
  if (mail.queue_id == notice.from) return false;
  return mail.origin == OriginBy(notice.kind) ||
         (mail.origin.empty() && !mail.client.known());
}

void Mark(const Notice& notice, Mail& mail) {
  mail.origin = OriginBy(notice.kind);
  if (!mail.message_id.empty()) mail.start_missing = false;
  AddLink(mail, notice.kind, false, notice.host, notice.from);
}

Tracked* FindChild(Chain& chain, const Notice& notice) {
  for (std::size_t i = chain.mails.size(); i-- > 0;) {
    Tracked& tracked = *chain.mails[i];
    if (MayComeOf(tracked.mail, notice)) return &tracked;
  }
  return nullptr;
}

Tracked* LatestBefore(Chain& chain, Micros at) {
  for (std::size_t i = chain.mails.size(); i-- > 0;) {
    Tracked& tracked = *chain.mails[i];
    if (tracked.mail.first_seen.at <= at) return &tracked;
  }
  return nullptr;
}

// pickup's "orig_id=": the queue ID before postsuper -r.
std::string_view IdBeforeRequeue(const Event& event) {
  if (!event.orig_queue_id.empty()) return event.orig_queue_id;
  return ExtraOf(event, "orig_id");
}

}  // namespace

void Links::Follow(const Event& event, Mail& mail) {
  switch (event.kind) {
    case LineKind::kDelivery:
      if (event.linked_queue_id.empty()) return;
      if (IsForwarded(event)) {
        return FollowChild(event, mail, LinkKind::kForward);
      }
      return FollowQueuedAs(event, mail);
    case LineKind::kBounceNotice:
    case LineKind::kDelayNotice:
      if (event.linked_queue_id.empty()) return;
      return FollowChild(event, mail, LinkKind::kBounce);
    case LineKind::kRequeued:
      return FollowRequeue(event, mail);
    case LineKind::kPickup:
      return FollowRequeued(event, mail);
    default:
      return;
  }
}

// To a server that is not ours, X is the receiver's own queue ID. Which ones
// are ours is known when all logs were read: the store looks the mail up by the
// delivery's remote_queue_id, and the way back by the Message-ID. The row is
// for the way back where there is none.
void Links::FollowQueuedAs(const Event& event, Mail& mail) {
  const Peer relay = PeerOf(event.peer);
  if (IsLoopback(relay)) {
    AddLink(mail, LinkKind::kFilter, true, mail.host, event.linked_queue_id);
  } else if (mail.message_id.empty() || hosts_.AreOurs(relay.name)) {
    AddLink(mail, LinkKind::kRelay, true, relay.name, event.linked_queue_id);
  }
}

// postsuper -r: it goes on under another queue ID, which pickup tells; old ones
// do not: then the store finds it by its Message-ID.
void Links::FollowRequeue(const Event& event, Mail& mail) {
  const auto known = [](const Link& link) {
    return link.kind == LinkKind::kResubmit && link.to;
  };
  if (std::any_of(mail.links.begin(), mail.links.end(), known)) return;
  const auto found =
      std::find_if(notices_.begin(), notices_.end(), [&](const Notice& notice) {
        return notice.kind == LinkKind::kResubmit &&
               notice.queue_id == mail.queue_id && notice.host == mail.host &&
               std::abs(notice.at - event.time.at) <= kNear;
      });
  if (found == notices_.end()) {
    return AddLink(mail, LinkKind::kResubmit, true, mail.host, "");
  }
  AddLink(mail, LinkKind::kResubmit, true, mail.host, found->from);
  notices_.erase(found);
}

void Links::Announce(Notice&& notice) {
  if (notices_.size() >= kMaxNotices) notices_.pop_front();
  notices_.push_back(std::move(notice));
}

void Links::FollowRequeued(const Event& event, Mail& mail) {
  const std::string_view before = IdBeforeRequeue(event);
  if (before.empty() || before == mail.queue_id) return;
  mail.origin = "resubmit";
  AddLink(mail, LinkKind::kResubmit, false, mail.host, before);
  Chain& chain = table_.ChainOf(event.host, before, hosts_.Of(event.host));
  if (LatestBefore(chain, event.time.at) == nullptr) table_.Complete(chain);
  Tracked* parent = LatestBefore(chain, event.time.at);
  if (parent == nullptr) {
    Announce({mail.host, std::string(before), LinkKind::kResubmit,
              mail.queue_id, event.time.at});
    return table_.DropIfEmpty(chain);
  }
  std::erase_if(parent->mail.links,
                [](const Link& link) { return link.queue_id.empty(); });
  AddLink(parent->mail, LinkKind::kResubmit, true, mail.host, mail.queue_id);
  table_.Changed(chain, *parent);
}

void Links::FollowChild(const Event& event, Mail& parent, LinkKind kind) {
  AddLink(parent, kind, true, parent.host, event.linked_queue_id);
  Notice notice{parent.host, std::string(event.linked_queue_id), kind,
                parent.queue_id, event.time.at};
  if (MarkChild(notice)) return;
  Announce(std::move(notice));
}

// The mail is most often there already. False if it is not.
bool Links::MarkChild(const Notice& notice) {
  Chain& chain =
      table_.ChainOf(notice.host, notice.queue_id, hosts_.Of(notice.host));
  Tracked* child = FindChild(chain, notice);
  if (child == nullptr && !chain.complete) {
    table_.Complete(chain);
    child = FindChild(chain, notice);
  }
  if (child == nullptr) {
    table_.DropIfEmpty(chain);
    return false;
  }
  Mark(notice, child->mail);
  table_.Changed(chain, *child);
  return true;
}

void Links::Begun(const Event& event, Mail& mail) {
  if (notices_.empty() || IsStart(event)) return;
  const auto of_mail = [&](const Notice& notice) {
    return notice.kind != LinkKind::kResubmit &&
           notice.queue_id == mail.queue_id && notice.host == mail.host &&
           MayComeOf(mail, notice);
  };
  const auto found = std::find_if(notices_.begin(), notices_.end(), of_mail);
  if (found == notices_.end()) return;
  Mark(*found, mail);
  notices_.erase(found);
}

void Links::Pack(Packer& packer) const {
  packer.Number(notices_.size());
  for (const Notice& notice : notices_) {
    packer.Text(notice.host);
    packer.Text(notice.queue_id);
    packer.Number(static_cast<std::uint64_t>(notice.kind));
    packer.Text(notice.from);
    packer.Number(static_cast<std::uint64_t>(notice.at));
  }
}

void Links::Unpack(Unpacker& unpacker) {
  notices_.clear();
  for (std::uint64_t n = unpacker.Count(kMaxNotices); n > 0; --n) {
    Notice notice;
    notice.host = unpacker.Text();
    notice.queue_id = unpacker.Text();
    notice.kind = KindOf(unpacker.Number());
    notice.from = unpacker.Text();
    notice.at = static_cast<Micros>(unpacker.Number());
    if (!unpacker.ok()) return;
    notices_.push_back(std::move(notice));
  }
}

}  // namespace mailwhy::group
