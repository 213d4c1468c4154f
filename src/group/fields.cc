#include "group/fields.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "group/arrival.h"

namespace mailwhy::group {
namespace {

// "NAME[IP]"
Peer PeerIn(std::string_view text) {
  const std::size_t open = text.rfind('[');
  if (open == std::string_view::npos || text.back() != ']') return {};
  return {std::string(text.substr(0, open)),
          std::string(text.substr(open + 1, text.size() - open - 2)), ""};
}

// A filter's own address says nothing where the true client is known.
void SetClient(Peer client, Mail& mail) {
  if (!client.known()) return;
  if (mail.client.known() && IsLoopback(client)) return;
  mail.client = std::move(client);
}

// A filter before the queue (smtpd_proxy_filter): there is no other mail.
bool IsProxied(const Event& event) {
  return event.orig_queue_id.empty() || event.orig_queue_id == "NOQUEUE";
}

void ApplyClient(const Event& event, Mail& mail) {
  SetClient(PeerOf(event.peer), mail);
  if (!event.sasl_username.empty() || !event.sasl_method.empty()) {
    mail.sasl_method = event.sasl_method;
    mail.sasl_username = event.sasl_username;
  }
  if (mail.origin.empty()) mail.origin = "smtpd";
  // A content filter says whose mail it brings back (XFORWARD).
  if (IsProxied(event)) return SetClient(PeerIn(event.orig_client), mail);
  const Peer filter = PeerOf(event.peer);
  AddLink(mail, LinkKind::kFilter, false,
          IsLoopback(filter) ? mail.host : filter.name, event.orig_queue_id);
}

void ApplyPickup(const Event& event, Mail& mail) {
  const std::int64_t uid = NumberOf(event.uid);
  if (uid >= 0 && uid <= std::numeric_limits<int>::max()) {
    mail.origin_uid = static_cast<int>(uid);
  }
  mail.origin_user = event.sender;
  if (mail.origin.empty()) mail.origin = "pickup";
}

// Whether the line was written before those that were read: nrcpt and size are
// the first qmgr line's.
bool IsBeforeOthers(const Event& event, const Tracked& tracked) {
  if (IsNews(tracked, event.time)) return false;
  const auto& deliveries = tracked.mail.deliveries;
  return std::all_of(deliveries.begin(), deliveries.end(),
                     [&](const Delivery& delivery) {
                       return delivery.attempts.empty() ||
                              event.time <= delivery.attempts.front().at;
                     });
}

// Whether it is held is not undone by an older log that is read later.
bool TellsWhetherHeld(const Event& event, const Tracked& tracked) {
  if (IsNews(tracked, event.time)) return true;
  return tracked.before && !tracked.before->held_told;
}

void ApplyQueueActive(const Event& event, Tracked& tracked) {
  Mail& mail = tracked.mail;
  if (TellsWhetherHeld(event, tracked)) mail.held = false;
  if (!mail.sender && event.sender_given) {
    mail.sender = std::string(event.sender);
    mail.instance = event.instance;  // whose queue it lies in
  }
  const bool first = IsBeforeOthers(event, tracked);
  if (mail.size < 0 || first) mail.size = NumberOf(event.size);
  const std::int64_t nrcpt = NumberOf(event.nrcpt);
  if ((mail.nrcpt < 0 || first) && nrcpt <= std::numeric_limits<int>::max()) {
    mail.nrcpt = static_cast<int>(nrcpt);
  }
  if (mail.state == State::kRejected) mail.state = State::kQueued;
}

void End(const Event& event, Mail& mail) {
  mail.ended_at = std::max(mail.ended_at, event.time.at);
}

// What was deferred is given up.
void ApplyExpired(const Event& event, Mail& mail) {
  if (!mail.sender && event.sender_given) {
    mail.sender = std::string(event.sender);
  }
  if (mail.deliveries.empty()) SetOutcome(mail, State::kExpired);
  SettleDeferred(mail, false, true);
}

// postsuper -d: what had not gone out never will.
void ApplyDeleted(const Event& event, Mail& mail) {
  End(event, mail);
  mail.held = false;
  if (mail.deliveries.empty()) mail.state = State::kDiscarded;
  SettleDeferred(mail, true, false);
}

// cleanup's "removed (discarded)", "removed (canceled)": it never got further.
void ApplyRemoved(const Event& event, Mail& mail) {
  End(event, mail);
  const bool by_cleanup = event.daemon == "cleanup";
  const bool open = mail.deliveries.empty() && mail.state == State::kQueued;
  if (by_cleanup && open) SetOutcome(mail, State::kDiscarded);
}

// Of many recipients the first ones tell, and cost little.
template <class Test>
bool AnyOfFirst(const Mail& mail, const Test& test) {
  constexpr std::size_t kEnough = 100;
  const auto begin = mail.deliveries.begin();
  const auto count = std::min(mail.deliveries.size(), kEnough);
  return std::any_of(begin, begin + static_cast<std::ptrdiff_t>(count), test);
}

}  // namespace

Peer PeerOf(const PeerView& view) {
  return {std::string(view.name), std::string(view.ip), std::string(view.port)};
}

std::int64_t NumberOf(std::string_view digits) {
  std::int64_t number = -1;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  const bool good = error == std::errc() && stop == end && number >= 0;
  return good ? number : -1;
}

std::string_view ExtraOf(const Event& event, std::string_view key) {
  for (std::size_t i = 0; i < event.extra_count; ++i) {
    if (event.extra[i].key == key) return event.extra[i].value;
  }
  return {};
}

void Hold(Mail& mail) {
  mail.held = true;
  if (mail.deliveries.empty()) mail.state = State::kQueued;
}

void SetOutcome(Mail& mail, State state) {
  if (!mail.held) mail.state = state;
}

void AddEvidence(std::vector<LineRef>& evidence, LineRef line) {
  if (line == 0) return;
  if (evidence.empty() || evidence.back() < line) {
    evidence.push_back(line);
    return;
  }
  const auto place = std::lower_bound(evidence.begin(), evidence.end(), line);
  if (*place != line) evidence.insert(place, line);
}

void AddLink(Mail& mail, LinkKind kind, bool to, std::string_view host,
             std::string_view queue_id) {
  constexpr std::size_t kMaxLinks = 10'000;
  const auto same = [&](const Link& link) {
    return link.kind == kind && link.to == to && link.host == host &&
           link.queue_id == queue_id;
  };
  if (mail.links.size() >= kMaxLinks) return;
  if (std::any_of(mail.links.begin(), mail.links.end(), same)) return;
  mail.links.push_back({kind, to, std::string(host), std::string(queue_id), 0});
}

void Apply(const Event& event, Tracked& tracked) {
  Mail& mail = tracked.mail;
  switch (event.kind) {
    case LineKind::kClient:
      return ApplyClient(event, mail);
    case LineKind::kPickup:
      return ApplyPickup(event, mail);
    case LineKind::kQueueActive:
      return ApplyQueueActive(event, tracked);
    case LineKind::kHeld:
      if (TellsWhetherHeld(event, tracked)) Hold(mail);
      return;
    case LineKind::kReleased:
      if (TellsWhetherHeld(event, tracked)) mail.held = false;
      return;
    case LineKind::kExpired:
      return ApplyExpired(event, mail);
    case LineKind::kRemovedByAdmin:
      return ApplyDeleted(event, mail);
    case LineKind::kRemoved:
      return ApplyRemoved(event, mail);
    case LineKind::kRequeued:  // lives on under another queue ID
      if (TellsWhetherHeld(event, tracked)) mail.held = false;
      return End(event, mail);
    default:
      return;  // evidence, and no more
  }
}

void ApplyProxied(const Event& event, Mail& mail) {
  SetClient(PeerOf(event.peer), mail);
  if (mail.helo.empty()) mail.helo = event.helo;
  if (!mail.sasl_username.empty()) return;
  mail.sasl_method = event.sasl_method;
  mail.sasl_username = event.sasl_username;
}

void SettleDeferred(Mail& mail, bool deleted, bool gave_up) {
  if (!gave_up && !deleted) return;
  const State state = deleted ? State::kDiscarded : State::kExpired;
  for (Delivery& delivery : mail.deliveries) {
    if (delivery.state == State::kDeferred) delivery.state = state;
  }
}

bool WasGivenUp(const Mail& mail) {
  if (mail.deliveries.empty()) return mail.state == State::kExpired;
  return AnyOfFirst(mail, [](const Delivery& delivery) {
    return delivery.state == State::kExpired;
  });
}

bool WasDeleted(const Mail& mail) {
  if (mail.ended_at == 0) return false;
  if (mail.deliveries.empty()) return mail.state == State::kDiscarded;
  return AnyOfFirst(mail, [](const Delivery& delivery) {
    return delivery.state == State::kDiscarded && delivery.last() != nullptr &&
           delivery.last()->status != "sent";
  });
}

namespace {

// In the order of their first attempts; those of one moment by address, since
// logs may be read in another order than they were written.
void SortDeliveries(Tracked& tracked) {
  auto& deliveries = tracked.mail.deliveries;
  const auto at = [](const Delivery& delivery) {
    return delivery.attempts.empty() ? Timestamp()
                                     : delivery.attempts.front().at;
  };
  const auto before = [&](const Delivery& a, const Delivery& b) {
    if (at(a) != at(b)) return at(a) < at(b);
    if (a.recipient != b.recipient) return a.recipient < b.recipient;
    return a.orig_to < b.orig_to;
  };
  if (std::is_sorted(deliveries.begin(), deliveries.end(), before)) return;
  std::sort(deliveries.begin(), deliveries.end(), before);
  tracked.by_recipient.reset();
}

}  // namespace

void Finish(Tracked& tracked) {
  Mail& mail = tracked.mail;
  SortDeliveries(tracked);
  mail.arrival = ArrivalOf(mail);
  // Given up while its attempts are in a log that we do not have.
  const bool expired =
      mail.state == State::kExpired && !mail.held && mail.deliveries.empty();
  if (!expired) mail.state = StateOfMail(mail);
}

}  // namespace mailwhy::group
