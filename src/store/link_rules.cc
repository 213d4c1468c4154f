#include "store/link_rules.h"

#include <algorithm>
#include <cstdlib>

#include "base/text.h"

namespace mailwhy::store {
namespace {

// INTERFACE "Story": X appears there within 10 minutes; a little before the
// line that names it, since that is written when all is done.
constexpr Micros kAfter = 10 * kMinute;
constexpr Micros kBefore = 60 * kSecond;
// One transmission: Postfix's smtp_data_xfer_timeout and _done_timeout and
// some.
constexpr double kLongestSending = 3600;
constexpr std::size_t kMostLeads = 1000;
constexpr std::ptrdiff_t kMostByMessageId = 50;  // each is a search
// A mail of another host name must fit otherwise: it comes after all others.
constexpr Micros kOtherName = kDay;

bool IsLoopback(const Peer& peer) {
  return StartsWith(peer.ip, "127.") || peer.ip == "::1" ||
         EqualsIgnoringCase(peer.name, "localhost");
}

// "mx2" and "mx2.example.net" are one; "mx2.example.org" is another.
bool SameHost(std::string_view a, std::string_view b) {
  if (EqualsIgnoringCase(a, b)) return true;
  const std::size_t dot_a = a.find('.'), dot_b = b.find('.');
  const bool one_is_short =
      (dot_a == std::string_view::npos) != (dot_b == std::string_view::npos);
  return one_is_short &&
         EqualsIgnoringCase(a.substr(0, dot_a), b.substr(0, dot_b));
}

bool SameMessage(const Mail& a, const Mail& b) {
  return !a.message_id.empty() && a.message_id == b.message_id;
}

bool MessageIdsAgree(const Mail& a, const Mail& b) {
  return a.message_id.empty() || b.message_id.empty() ||
         a.message_id == b.message_id;
}

// How long connecting and sending took: the receiver logs the mail's first
// line before, ours comes when all is done.
Micros SendingTime(const Attempt& attempt) {
  const double seconds =
      std::max(0.0, attempt.delays[2]) + std::max(0.0, attempt.delays[3]);
  return static_cast<Micros>(std::min(seconds, kLongestSending) * 1e6);
}

void SetWindow(const Attempt& attempt, Lead& lead) {
  lead.best = attempt.at.at;
  lead.begin = attempt.at.at - SendingTime(attempt) - kBefore;
  lead.end = attempt.at.at + kAfter;
}

const Delivery* DeliveryThatLed(const Mail& mail, std::string_view queue_id) {
  for (const Delivery& delivery : mail.deliveries) {
    if (delivery.last() == nullptr) continue;
    if (delivery.remote_queue_id == queue_id) return &delivery;
  }
  return nullptr;
}

// A link that a line told of.
std::optional<Lead> LeadOf(const Mail& mail, const Link& link) {
  Lead lead;
  lead.kind = link.kind;
  lead.to = link.to;
  lead.host = link.host;
  lead.queue_id = link.queue_id;
  lead.begin = mail.first_seen.at - kBefore;
  lead.best = link.to ? mail.last_seen.at : mail.first_seen.at;
  lead.end = mail.last_seen.at + kAfter;
  if (!link.queue_id.empty()) {
    const Delivery* led =
        link.to ? DeliveryThatLed(mail, link.queue_id) : nullptr;
    if (led != nullptr) SetWindow(*led->last(), lead);
    return lead;
  }
  // Requeued by a Postfix that does not say under which queue ID.
  if (link.kind != LinkKind::kResubmit || !link.to) return std::nullopt;
  lead.by = Lead::By::kMessageId;
  lead.best = mail.ended_at != 0 ? mail.ended_at : mail.last_seen.at;
  lead.begin = lead.best - kBefore;
  lead.end = lead.best + kAfter;
  return lead;
}

// What a delivery says of the mail that the receiver made of it.
std::optional<Lead> LeadOf(const Mail& mail, const Delivery& delivery) {
  const Attempt* last = delivery.last();
  if (last == nullptr) return std::nullopt;
  Lead lead;
  lead.delivery = &delivery;
  lead.queue_id = delivery.remote_queue_id;
  lead.host = last->relay.name;
  lead.kind = IsLoopback(last->relay) ? LinkKind::kFilter : LinkKind::kRelay;
  SetWindow(*last, lead);
  if (!lead.queue_id.empty()) {
    lead.by = Lead::By::kReply;
    return lead;
  }
  // A filter that takes the mail and brings it back, and does not say as what.
  const bool away = last->agent == "pipe" || !last->relay.ip.empty();
  if (!away || delivery.state != State::kDelivered) return std::nullopt;
  if (mail.message_id.empty()) return std::nullopt;
  lead.by = Lead::By::kMessageId;
  lead.kind = LinkKind::kFilter;
  return lead;
}

bool SameLead(const Lead& a, const Lead& b) {
  return a.by == b.by && a.to == b.to && a.kind == b.kind && a.host == b.host &&
         a.queue_id == b.queue_id && a.best == b.best &&
         a.by != Lead::By::kMessageId;
}

bool HasLead(const std::vector<Lead>& leads, const Lead& lead) {
  return std::any_of(leads.begin(), leads.end(),
                     [&](const Lead& other) { return SameLead(other, lead); });
}

bool TimeFits(const Mail& mail, const Lead& lead, const Mail& other) {
  const Micros first = other.first_seen.at;
  if (lead.to) return first >= lead.begin && first <= lead.end;
  return first <= mail.first_seen.at + kBefore &&
         other.last_seen.at >= mail.first_seen.at - kAfter;
}

bool HostFits(const Mail& mail, const Lead& lead, const Mail& other) {
  if (lead.by == Lead::By::kReply && lead.kind == LinkKind::kFilter) {
    return SameHost(mail.host, other.host);
  }
  if (lead.host.empty()) {
    return lead.kind == LinkKind::kRelay || SameHost(mail.host, other.host);
  }
  return SameHost(lead.host, other.host);
}

bool SameRecipient(const Delivery& a, const Delivery& b) {
  const auto same = [](const std::string& x, const std::string& y) {
    return !x.empty() && EqualsIgnoringCase(x, y);
  };
  return same(a.recipient, b.recipient) || same(a.recipient, b.orig_to) ||
         same(a.orig_to, b.recipient) || same(a.orig_to, b.orig_to);
}

// Nothing has become of it yet, or it goes to whom it went to before.
bool GoesOnTo(const Mail& mail, const Delivery& delivery, const Mail& other) {
  if (other.deliveries.empty()) {
    return mail.sender && other.sender && *mail.sender == *other.sender;
  }
  return std::any_of(
      other.deliveries.begin(), other.deliveries.end(),
      [&](const Delivery& theirs) { return SameRecipient(delivery, theirs); });
}

// Whether `other` came in where the delivery went out.
bool CameBack(const Delivery& delivery, const Mail& other) {
  const Attempt& last = *delivery.last();
  if (last.agent == "pipe") return other.origin == "pickup";
  if (!other.client.known()) return false;
  return other.client.ip == last.relay.ip ||
         (IsLoopback(last.relay) && IsLoopback(other.client));
}

bool FitsByMessageId(const Mail& mail, const Lead& lead, const Mail& other) {
  if (!SameMessage(mail, other) || mail.host != other.host) return false;
  if (lead.delivery != nullptr) {
    return CameBack(*lead.delivery, other) &&
           GoesOnTo(mail, *lead.delivery, other);
  }
  const bool same_sender =
      !mail.sender || !other.sender || *mail.sender == *other.sender;
  return same_sender &&
         (other.origin == "pickup" || other.origin == "resubmit");
}

}  // namespace

bool IsOwnQueue(LinkKind kind) {
  return kind != LinkKind::kFilter && kind != LinkKind::kRelay;
}

std::vector<Lead> LeadsOf(const Mail& mail) {
  std::vector<Lead> leads;
  std::ptrdiff_t by_id = 0;
  const auto add = [&](const std::optional<Lead>& lead) {
    const bool room = leads.size() < kMostLeads;
    if (!lead || !room || HasLead(leads, *lead)) return;
    if (lead->by == Lead::By::kMessageId && by_id++ >= kMostByMessageId) return;
    leads.push_back(*lead);
  };
  for (const Link& link : mail.links) add(LeadOf(mail, link));
  for (const Delivery& delivery : mail.deliveries) {
    add(LeadOf(mail, delivery));
  }
  return leads;
}

std::optional<Micros> Misfit(const Mail& mail, const Lead& lead,
                             const Mail& other) {
  if (other.id == mail.id || !TimeFits(mail, lead, other)) return std::nullopt;
  const Micros best = lead.to ? lead.best : mail.first_seen.at;
  Micros misfit = std::abs(other.first_seen.at - best);
  if (lead.by == Lead::By::kMessageId) {
    if (!FitsByMessageId(mail, lead, other)) return std::nullopt;
    return misfit;
  }
  if (lead.queue_id != other.queue_id) return std::nullopt;
  if (!IsOwnQueue(lead.kind) && !MessageIdsAgree(mail, other)) {
    return std::nullopt;
  }
  if (HostFits(mail, lead, other)) return misfit;
  // An alias, a load balancer, an address without a name.
  if (IsOwnQueue(lead.kind) || !SameMessage(mail, other)) return std::nullopt;
  return misfit + kOtherName;
}

Link LinkTo(const Mail& mail, const Lead& lead, const Mail& other) {
  LinkKind kind = lead.kind;
  if (!IsOwnQueue(kind)) {  // so that both ends say the same
    const bool here = SameHost(mail.host, other.host);
    kind = here ? LinkKind::kFilter : LinkKind::kRelay;
  }
  return {kind, lead.to, other.host, other.queue_id, other.id};
}

}  // namespace mailwhy::store
