#include "store/match.h"

#include <algorithm>

#include "base/text.h"

namespace mailwhy::store {
namespace {

bool InWindow(const Filter& filter, Micros at) {
  return (!filter.since || at >= *filter.since) &&
         (!filter.until || at < *filter.until);
}

bool FromFits(const std::string& pattern,
              const std::optional<std::string>& sender,
              const std::string& user) {
  if (pattern.empty()) return true;
  if (sender && AddressMatches(*sender, pattern)) return true;
  return !user.empty() && AddressMatches(user, pattern);
}

bool UserFits(const std::string& pattern, const std::string& user) {
  return pattern.empty() || (!user.empty() && AddressMatches(user, pattern));
}

bool PeerFits(const std::string& pattern, const Peer& peer) {
  if (pattern.empty()) return true;
  return (!peer.name.empty() && MatchesWildcard(peer.name, pattern)) ||
         (!peer.ip.empty() && MatchesWildcard(peer.ip, pattern));
}

bool ToFits(const std::string& pattern, const Delivery& delivery) {
  if (pattern.empty() || AddressMatches(delivery.recipient, pattern)) {
    return true;
  }
  return !delivery.orig_to.empty() && AddressMatches(delivery.orig_to, pattern);
}

bool RelayFits(const std::string& pattern, const Delivery& delivery) {
  return pattern.empty() ||
         std::any_of(delivery.attempts.begin(), delivery.attempts.end(),
                     [&](const Attempt& attempt) {
                       return PeerFits(pattern, attempt.relay);
                     });
}

bool CauseFits(const std::string& cause, const Verdict& verdict) {
  return cause.empty() || HasCause(verdict, cause);
}

bool TimeFits(const Filter& filter, const Mail& mail) {
  if (filter.by == Filter::By::kFirstSeen) {
    return InWindow(filter, mail.first_seen.at);
  }
  if (InWindow(filter, mail.arrival.at)) return true;
  if (filter.by == Filter::By::kArrival) return false;
  for (const Delivery& delivery : mail.deliveries) {
    for (const Attempt& attempt : delivery.attempts) {
      if (InWindow(filter, attempt.at.at)) return true;
    }
  }
  return false;
}

// One delivery must hold all that is asked of deliveries. The status may be
// the mail's own ("held", "mixed").
bool DeliveriesFit(const Filter& filter, const Mail& mail) {
  const bool mail_state =
      filter.status.empty() || filter.status == StateName(mail.state);
  const bool any_delivery =
      filter.to.empty() && filter.relay.empty() && filter.cause.empty();
  if (mail_state && any_delivery) return true;
  return std::any_of(
      mail.deliveries.begin(), mail.deliveries.end(), [&](const Delivery& d) {
        return (mail_state || filter.status == StateName(d.state)) &&
               ToFits(filter.to, d) && RelayFits(filter.relay, d) &&
               CauseFits(filter.cause, d.verdict);
      });
}

}  // namespace

bool HasCause(const Verdict& verdict, std::string_view cause) {
  return verdict.cause == cause ||
         std::find(verdict.also.begin(), verdict.also.end(), cause) !=
             verdict.also.end();
}

bool Fits(const Filter& filter, const Mail& mail) {
  const bool ids_fit =
      (filter.queue_id.empty() || filter.queue_id == mail.queue_id) &&
      (filter.message_id.empty() ||
       EqualsIgnoringCase(filter.message_id, mail.message_id));
  return ids_fit && FromFits(filter.from, mail.sender, mail.sasl_username) &&
         UserFits(filter.user, mail.sasl_username) &&
         PeerFits(filter.client, mail.client) && TimeFits(filter, mail) &&
         DeliveriesFit(filter, mail);
}

// A reject has no Message-ID and no relay; all are "rejected".
bool Fits(const Filter& filter, const Reject& reject) {
  if (!filter.message_id.empty() || !filter.relay.empty()) return false;
  const bool status = filter.status.empty() || filter.status == "rejected" ||
                      filter.status == reject.action;
  const bool to =
      filter.to.empty() || (!reject.recipient.empty() &&
                            AddressMatches(reject.recipient, filter.to));
  return status && to &&
         (filter.queue_id.empty() || filter.queue_id == reject.queue_id) &&
         FromFits(filter.from, reject.sender, reject.sasl_username) &&
         UserFits(filter.user, reject.sasl_username) &&
         PeerFits(filter.client, reject.client) &&
         CauseFits(filter.cause, reject.verdict) &&
         InWindow(filter, reject.at.at);
}

// A session knows neither recipient nor queue ID; its status is its kind.
bool Fits(const Filter& filter, const Session& session) {
  const bool asks_of_mail = !filter.to.empty() || !filter.queue_id.empty() ||
                            !filter.message_id.empty() || !filter.relay.empty();
  if (asks_of_mail) return false;
  return (filter.status.empty() || filter.status == session.kind) &&
         UserFits(filter.from, session.sasl_username) &&
         UserFits(filter.user, session.sasl_username) &&
         PeerFits(filter.client, session.client) &&
         CauseFits(filter.cause, session.verdict) &&
         InWindow(filter, session.at.at);
}

}  // namespace mailwhy::store
