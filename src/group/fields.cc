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

void ApplyQueueActive(const Event& event, Mail& mail) {
  if (!mail.sender && event.sender_given) {
    mail.sender = std::string(event.sender);
    mail.instance = event.instance;  // whose queue it lies in
  }
  if (mail.size < 0) mail.size = NumberOf(event.size);
  const std::int64_t nrcpt = NumberOf(event.nrcpt);
  if (mail.nrcpt < 0 && nrcpt <= std::numeric_limits<int>::max()) {
    mail.nrcpt = static_cast<int>(nrcpt);
  }
  if (mail.state == State::kRejected) mail.state = State::kQueued;
}

// Not undone by an older log that is read later.
bool IsNews(const Event& event, const Mail& mail) {
  return event.time >= mail.last_seen;
}

void End(const Event& event, Mail& mail) {
  mail.ended_at = std::max(mail.ended_at, event.time.at);
}

// What was deferred is given up.
void ApplyExpired(const Event& event, Tracked& tracked) {
  Mail& mail = tracked.mail;
  tracked.gave_up = true;
  if (!mail.sender && event.sender_given) {
    mail.sender = std::string(event.sender);
  }
  if (mail.deliveries.empty()) SetOutcome(mail, State::kExpired);
  for (Delivery& delivery : mail.deliveries) {
    if (delivery.state == State::kDeferred) delivery.state = State::kExpired;
  }
}

// postsuper -d: what had not gone out never will.
void ApplyDeleted(const Event& event, Mail& mail) {
  End(event, mail);
  mail.held = false;
  if (mail.deliveries.empty()) mail.state = State::kDiscarded;
  for (Delivery& delivery : mail.deliveries) {
    if (delivery.state == State::kDeferred) {
      delivery.state = State::kDiscarded;
    }
  }
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
      if (IsNews(event, mail)) mail.held = false;
      return ApplyQueueActive(event, mail);
    case LineKind::kHeld:
      if (IsNews(event, mail)) Hold(mail);
      return;
    case LineKind::kReleased:
      if (IsNews(event, mail)) mail.held = false;
      return;
    case LineKind::kExpired:
      return ApplyExpired(event, tracked);
    case LineKind::kRemovedByAdmin:
      return ApplyDeleted(event, mail);
    case LineKind::kRemoved:
    case LineKind::kRequeued:  // lives on under another queue ID
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

void Finish(Mail& mail) {
  mail.arrival = ArrivalOf(mail);
  // Given up while its attempts are in a log that we do not have.
  const bool expired =
      mail.state == State::kExpired && !mail.held && mail.deliveries.empty();
  if (!expired) mail.state = StateOfMail(mail);
}

}  // namespace mailwhy::group
