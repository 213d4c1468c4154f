#include "query/way_filter.h"

#include <algorithm>

#include "base/text.h"

namespace mailwhy::query {
namespace {

bool Names(const Peer& peer, const std::string& pattern) {
  return MatchesWildcard(peer.name, pattern) ||
         MatchesWildcard(peer.ip, pattern);
}

bool WentTo(const Delivery& delivery, const std::string& relay) {
  return std::any_of(
      delivery.attempts.begin(), delivery.attempts.end(),
      [&](const Attempt& attempt) { return Names(attempt.relay, relay); });
}

bool IsFor(const Delivery& delivery, const std::string& pattern) {
  return AddressMatches(delivery.recipient, pattern) ||
         (!delivery.orig_to.empty() &&
          AddressMatches(delivery.orig_to, pattern));
}

bool Says(const Verdict& verdict, const std::string& cause) {
  return verdict.cause == cause ||
         std::find(verdict.also.begin(), verdict.also.end(), cause) !=
             verdict.also.end();
}

}  // namespace

Filter WayFilter::ForStore(Filter filter) const {
  filter.status.clear();
  filter.cause.clear();
  filter.relay.clear();
  return filter;
}

bool WayFilter::MayFitLater() const {
  return !question_.from.empty() || !question_.to.empty() ||
         !question_.client.empty() || !question_.user.empty() ||
         !question_.queue_id.empty() || !question_.message_id.empty();
}

bool WayFilter::InPeriod(const Mail& beginning, const Filter& filter) const {
  const Micros at = beginning.arrival.at;
  return (!filter.since || at >= *filter.since) &&
         (!filter.until || at < *filter.until);
}

bool WayFilter::FitsRecipient(const Way& way) const {
  if (question_.to.empty()) return true;
  return std::any_of(way.begin(), way.end(), [&](const Step& step) {
    const Delivery* delivery = DeliveryAt(step);
    return delivery != nullptr && IsFor(*delivery, question_.to);
  });
}

bool WayFilter::FitsRelay(const Way& way) const {
  if (question_.relay.empty()) return true;
  return std::any_of(way.begin(), way.end(), [&](const Step& step) {
    const Delivery* delivery = DeliveryAt(step);
    return delivery != nullptr && WentTo(*delivery, question_.relay);
  });
}

bool WayFilter::Fits(const Way& way) const {
  if (!FitsRecipient(way) || !FitsRelay(way)) return false;
  const Delivery* end = DeliveryAt(way.back());
  const bool cause = question_.cause.empty() ||
                     (end != nullptr && Says(end->verdict, question_.cause));
  return cause && FitsState(EndOf(way));
}

bool WayFilter::FitsMail(State state) const {
  return !question_.status.empty() && FitsState(state) &&
         question_.relay.empty() && question_.cause.empty();
}

bool WayFilter::FitsState(State state) const {
  return question_.status.empty() || question_.status == StateName(state);
}

}  // namespace mailwhy::query
