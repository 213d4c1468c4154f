#include "group/deliveries.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "group/fields.h"

namespace mailwhy::group {
namespace {

// Further recipients and attempts of one mail are counted by nobody and help
// nobody; Postfix itself stops at 50,000 recipients by default.
constexpr std::size_t kMaxDeliveries = 100'000;
constexpr std::size_t kMaxAttempts = 200'000;
// From so many on, an index pays.
constexpr std::size_t kManyDeliveries = 16;

double SecondsOf(std::string_view text) {
  double seconds = -1;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, seconds);
  const bool good = error == std::errc() && stop == end && seconds >= 0;
  return good && seconds < 1e12 ? seconds : -1;  // not: inf, nan
}

// "0.16/0.05/0.09/0.17"
void ReadDelays(std::string_view text, std::array<double, 4>& delays) {
  std::array<double, 4> read{-1, -1, -1, -1};
  for (double& delay : read) {
    const std::size_t slash = text.find('/');
    delay = SecondsOf(text.substr(0, slash));
    text.remove_prefix(slash < text.size() ? slash + 1 : text.size());
  }
  if (std::count(read.begin(), read.end(), -1.0) == 0) delays = read;
}

// A relay that is no NAME[IP]: "local", "mx01[private/dovecot-lmtp]".
Peer RelayOf(const Event& event) {
  if (event.relay == "none") return {};
  Peer peer = PeerOf(event.peer);
  if (!peer.known()) peer.name = event.relay;
  return peer;
}

std::uint64_t HashOf(std::string_view recipient, std::string_view orig_to) {
  return StableHash(LowerAscii(recipient), StableHash(LowerAscii(orig_to)));
}

bool IsTo(const Delivery& delivery, const Event& event) {
  return EqualsIgnoringCase(delivery.recipient, event.recipient) &&
         EqualsIgnoringCase(delivery.orig_to, event.orig_to);
}

void IndexRecipients(Tracked& tracked) {
  const auto& deliveries = tracked.mail.deliveries;
  tracked.by_recipient =
      std::make_unique<std::unordered_multimap<std::uint64_t, std::size_t>>();
  for (std::size_t i = 0; i < deliveries.size(); ++i) {
    tracked.by_recipient->emplace(
        HashOf(deliveries[i].recipient, deliveries[i].orig_to), i);
  }
}

Delivery* FindDelivery(const Event& event, Tracked& tracked) {
  auto& deliveries = tracked.mail.deliveries;
  if (deliveries.size() < kManyDeliveries) {
    const auto found = std::find_if(
        deliveries.begin(), deliveries.end(),
        [&](const Delivery& delivery) { return IsTo(delivery, event); });
    return found == deliveries.end() ? nullptr : &*found;
  }
  if (!tracked.by_recipient) IndexRecipients(tracked);
  auto [place, end] =
      tracked.by_recipient->equal_range(HashOf(event.recipient, event.orig_to));
  for (; place != end; ++place) {
    if (IsTo(deliveries[place->second], event)) {
      return &deliveries[place->second];
    }
  }
  return nullptr;
}

Delivery* DeliveryOf(const Event& event, Tracked& tracked) {
  Delivery* found = FindDelivery(event, tracked);
  auto& deliveries = tracked.mail.deliveries;
  if (found != nullptr || deliveries.size() >= kMaxDeliveries) return found;
  Delivery& delivery = deliveries.emplace_back();
  delivery.recipient = event.recipient;
  delivery.orig_to = event.orig_to;
  if (tracked.by_recipient) {
    tracked.by_recipient->emplace(HashOf(event.recipient, event.orig_to),
                                  deliveries.size() - 1);
  }
  return &delivery;
}

Attempt AttemptOf(const Event& event,
                  const std::vector<const Remark*>& remarks) {
  Attempt attempt;
  attempt.at = event.time;
  attempt.agent = event.daemon;
  attempt.relay = RelayOf(event);
  attempt.delay = SecondsOf(event.delay);
  ReadDelays(event.delays, attempt.delays);
  attempt.dsn = event.dsn;
  attempt.status = LowerAscii(event.status);
  attempt.response = event.response;
  attempt.tls = event.tls;
  attempt.preceded_by = Joined(remarks);
  return attempt;
}

// amavis' D_DISCARD, and D_BOUNCE, which writes to the sender by itself: "250
// 2.7.0 Ok, discarded, id=12345-01 - spam", "250 2.5.0 Ok, id=12345-01,
// BOUNCE", "250 2.5.0 Ok, id=12345-01, DISCARD(bounce.suppressed)".
bool IsSwallowed(std::string_view response) {
  if (response.find("Ok, discarded") != std::string_view::npos) return true;
  const std::size_t id = response.find(" Ok, id=");
  if (id == std::string_view::npos) return false;
  const std::string_view rest = response.substr(id + 8);
  const std::size_t comma = rest.find(", ");
  if (comma == std::string_view::npos) return false;
  const std::string_view word = rest.substr(comma + 2);
  return StartsWith(word, "BOUNCE") || StartsWith(word, "DISCARD");
}

bool IsDiscarded(const Attempt& attempt) {
  return attempt.agent == "discard" || IsSwallowed(attempt.response);
}

State StateAfter(const Attempt& attempt) {
  const std::string& status = attempt.status;
  if (status == "sent") {
    return IsDiscarded(attempt) ? State::kDiscarded : State::kDelivered;
  }
  if (status == "deferred" || status == "softbounce") return State::kDeferred;
  if (status == "bounced" || status == "undeliverable") return State::kBounced;
  if (status == "expired" || status == "force-expired") return State::kExpired;
  if (status == "deliverable") return State::kDelivered;
  return State::kQueued;
}

bool IsProbe(const Attempt& attempt) {
  return attempt.status == "deliverable" || attempt.status == "undeliverable";
}

bool IsEarlier(const Attempt& a, const Attempt& b) { return a.at < b.at; }

// How many attempts of the same moment an older log's attempt comes before.
std::size_t ReadBeforeIt(const Attempt& attempt, const Delivery& delivery,
                         Tracked& tracked) {
  ReadBefore* before = tracked.before.get();
  if (before == nullptr || attempt.at.at < before->first_seen) return 0;
  const auto [begin, end] = std::equal_range(
      delivery.attempts.begin(), delivery.attempts.end(), attempt, IsEarlier);
  return before->attempts
      .try_emplace(
          {HashOf(delivery.recipient, delivery.orig_to), attempt.at.at},
          end - begin)
      .first->second;
}

// In the order of time; of equal times, the order of the log. Returns whether
// it is the last one.
bool Insert(Attempt&& attempt, Delivery& delivery, Tracked& tracked) {
  auto& attempts = delivery.attempts;
  const auto after = ReadBeforeIt(attempt, delivery, tracked);
  auto place =
      std::upper_bound(attempts.begin(), attempts.end(), attempt, IsEarlier);
  place -= static_cast<std::ptrdiff_t>(
      std::min<std::size_t>(after, place - attempts.begin()));
  const bool is_last = place == attempts.end();
  attempts.insert(place, std::move(attempt));
  return is_last;
}

}  // namespace

bool IsForwarded(const Event& event) {
  return event.response.find("forwarded as ") != std::string_view::npos;
}

void AddAttempt(const Event& event, const std::vector<const Remark*>& remarks,
                MailTable& table, Tracked& tracked) {
  if (tracked.attempts >= kMaxAttempts) return;
  Mail& mail = tracked.mail;
  const bool deleted = WasDeleted(mail), gave_up = WasGivenUp(mail);
  Delivery* delivery = DeliveryOf(event, tracked);
  if (delivery == nullptr) return;
  table.CountAttempt(tracked);
  Attempt attempt = AttemptOf(event, remarks);
  if (IsProbe(attempt)) mail.probe = true;
  if (Insert(std::move(attempt), *delivery, tracked)) {
    delivery->state = StateAfter(*delivery->last());
    delivery->remote_queue_id = IsForwarded(event) ? "" : event.linked_queue_id;
    // An older log may be read after the one in which it was given up.
    if (delivery->state == State::kDeferred) {
      if (gave_up) delivery->state = State::kExpired;
      if (deleted) delivery->state = State::kDiscarded;
    }
  }
}

}  // namespace mailwhy::group
