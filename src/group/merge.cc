#include "group/merge.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "group/fields.h"
#include "group/place.h"

namespace mailwhy::group {
namespace {

bool SameOrUnknown(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() || a == b;
}

bool SameQueueFile(const Mail& a, const Mail& b) {
  const bool senders = !a.sender || !b.sender || *a.sender == *b.sender;
  const bool sizes = a.size < 0 || b.size < 0 || a.size == b.size;
  return senders && sizes && SameOrUnknown(a.message_id, b.message_id);
}

// `other`: of the earlier mail.
void JoinAttempts(const Delivery& other, Delivery& delivery) {
  const auto earlier = [](const Attempt& a, const Attempt& b) {
    return a.at < b.at;
  };
  const Attempt* last = delivery.last();
  const Attempt* others = other.last();
  const bool newer =
      others != nullptr && (last == nullptr || last->at < others->at);
  if (newer) {
    delivery.state = other.state;
    delivery.remote_queue_id = other.remote_queue_id;
    delivery.verdict = other.verdict;
  }
  std::vector<Attempt> both;  // of one moment: first the other's
  both.reserve(other.attempts.size() + delivery.attempts.size());
  std::merge(other.attempts.begin(), other.attempts.end(),
             delivery.attempts.begin(), delivery.attempts.end(),
             std::back_inserter(both), earlier);
  delivery.attempts = std::move(both);
}

void JoinDeliveries(const Mail& other, Mail& mail) {
  for (const Delivery& theirs : other.deliveries) {
    const auto found = std::find_if(
        mail.deliveries.begin(), mail.deliveries.end(),
        [&](const Delivery& ours) {
          return EqualsIgnoringCase(ours.recipient, theirs.recipient) &&
                 EqualsIgnoringCase(ours.orig_to, theirs.orig_to);
        });
    if (found == mail.deliveries.end()) {
      mail.deliveries.push_back(theirs);
    } else {
      JoinAttempts(theirs, *found);
    }
  }
}

// Whatever the earlier lines told; else the later ones.
void JoinBeginning(const Mail& earlier, Mail& later) {
  const auto take = [](const auto& first, const auto& none, auto& value) {
    if (first != none) value = first;
  };
  const std::string nothing;
  take(earlier.message_id, nothing, later.message_id);
  if (earlier.sender) {
    later.sender = earlier.sender;
    later.instance = earlier.instance;
  }
  take(earlier.size, -1, later.size);
  take(earlier.nrcpt, -1, later.nrcpt);
  take(earlier.client, Peer(), later.client);
  take(earlier.helo, nothing, later.helo);
  take(earlier.sasl_method, nothing, later.sasl_method);
  take(earlier.sasl_username, nothing, later.sasl_username);
  take(earlier.origin, nothing, later.origin);
  take(earlier.origin_uid, -1, later.origin_uid);
  take(earlier.origin_user, nothing, later.origin_user);
  later.start_missing = earlier.start_missing;
}

// Where the later lines do not tell: what qmgr had, or what ended, is not held.
void JoinState(const Mail& earlier, Mail& later) {
  const bool untold = !later.held && !later.sender && later.ended_at == 0;
  if (untold) later.held = earlier.held;
  if (untold && !WasActive(later) && later.state == State::kQueued) {
    later.state = earlier.state;
  }
}

// Removed from a queue is what was in one.
bool MayEndAs(const Mail& earlier, const Mail& later) {
  const bool bare_end =
      later.ended_at != 0 && !WasActive(later) && later.state == State::kQueued;
  return !bare_end || WasActive(earlier) || earlier.held;
}

// The mails at `i` and after it; of one moment, either may be the first.
bool JoinPair(MailTable& table, Chain& chain, std::size_t i) {
  const Mail& a = chain.mails[i]->mail;
  const Mail& b = chain.mails[i + 1]->mail;
  if (MayBeOne(a, b)) {
    table.Join(chain, i, i + 1);
    return true;
  }
  if (a.first_seen != b.first_seen || !MayBeOne(b, a)) return false;
  table.Join(chain, i + 1, i);
  return true;
}

}  // namespace

bool MayBeOne(const Mail& earlier, const Mail& later) {
  if (earlier.ended_at != 0 || !MayEndAs(earlier, later)) return false;
  const bool goes_on =
      later.start_missing || (!WasActive(earlier) && LacksOrigin(later));
  if (!goes_on || !SameQueueFile(earlier, later)) return false;
  return earlier.start_missing
             ? MayHaveBeenThereAt(later, earlier.first_seen.at)
             : MayHaveBegunAt(later, earlier.first_seen.at);
}

void Join(const Mail& earlier, Mail& later) {
  JoinState(earlier, later);
  JoinBeginning(earlier, later);
  later.first_seen = std::min(earlier.first_seen, later.first_seen);
  later.last_seen = std::max(earlier.last_seen, later.last_seen);
  later.probe = later.probe || earlier.probe;
  later.ended_at = std::max(earlier.ended_at, later.ended_at);
  JoinDeliveries(earlier, later);
  for (const Link& link : earlier.links) {
    AddLink(later, link.kind, link.to, link.host, link.queue_id);
  }
  for (const LineRef line : earlier.evidence) {
    AddEvidence(later.evidence, line);
  }
}

void Doubts::Note(const Chain& chain, Micros at) {
  if (chain.mails.size() < 2 || chains_.size() >= kMost) return;
  const auto there_at = [&](const auto& tracked) {
    return tracked->mail.last_seen.at >= at;
  };
  // The mail itself is one.
  if (std::count_if(chain.mails.begin(), chain.mails.end(), there_at) < 2) {
    return;
  }
  Key key{chain.host_name, chain.queue_id};
  if (!chains_.empty() && chains_.back() == key) return;
  chains_.push_back(std::move(key));
}

void Doubts::Settle(MailTable& table, Hosts& hosts) {
  std::vector<Key> chains;
  std::swap(chains, chains_);
  for (const auto& [host, queue_id] : chains) {
    Chain& chain = table.ChainOf(host, queue_id, hosts.Of(host));
    table.Complete(chain);
    for (std::size_t i = 0; i + 1 < chain.mails.size();) {
      if (!JoinPair(table, chain, i)) ++i;
    }
    table.DropIfEmpty(chain);
  }
}

void Doubts::Pack(Packer& packer) const {
  packer.Number(chains_.size());
  for (const auto& [host, queue_id] : chains_) {
    packer.Text(host);
    packer.Text(queue_id);
  }
}

void Doubts::Unpack(Unpacker& unpacker) {
  chains_.clear();
  for (std::uint64_t n = unpacker.Count(kMost); n > 0; --n) {
    std::string host(unpacker.Text());
    std::string queue_id(unpacker.Text());
    if (!unpacker.ok()) return;
    chains_.emplace_back(std::move(host), std::move(queue_id));
  }
}

}  // namespace mailwhy::group
