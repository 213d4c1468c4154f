#include "query/preludes.h"

#include <algorithm>
#include <cstdlib>

namespace mailwhy::query {
namespace {

// A client that was refused hangs up within its own time limit.
constexpr Micros kAfterRefusal = 5 * kMinute;

bool SameTry(const Reject& reject, const Mail& mail, const Delivery& delivery) {
  if (mail.arrival < reject.at || reject.recipient.empty()) return false;
  if (!reject.sender || reject.sender != mail.sender) return false;
  return delivery.recipient == reject.recipient ||
         delivery.orig_to == reject.recipient;
}

// Greylisting, say.
bool IsTemporary(const Candidate& candidate) {
  return candidate.reject != nullptr &&
         candidate.reject->code.rfind('4', 0) == 0;
}

bool MadeGood(const Reject& reject, const Candidate& other) {
  if (other.mail == nullptr || other.delivery < 0) return false;
  const auto at = static_cast<std::size_t>(other.delivery);
  return SameTry(reject, *other.mail, other.mail->deliveries[at]);
}

// Says no more than that the connection ended, or that it was marked for a
// refusal to come (postscreen).
bool TellsLittle(const Candidate& candidate) {
  if (candidate.session == nullptr) return false;
  const std::string& kind = candidate.session->kind;
  return kind == "lost_connection" || kind == "timeout" || kind == "dnsbl";
}

bool Explains(const Candidate& candidate, const Session& session) {
  if (TellsLittle(candidate)) return false;
  const Reject* reject = candidate.reject.get();
  const Session* other = candidate.session.get();
  if (reject == nullptr && other == nullptr) return false;
  const Peer& client = reject != nullptr ? reject->client : other->client;
  const Timestamp& at = reject != nullptr ? reject->at : other->at;
  return !client.ip.empty() && client.ip == session.client.ip &&
         std::abs(at.at - session.at.at) <= kAfterRefusal;
}

}  // namespace

void MarkPreludes(std::vector<Candidate>& candidates) {
  for (Candidate& candidate : candidates) {
    const bool refused = IsTemporary(candidate);
    const bool little = TellsLittle(candidate);
    if (!refused && !little) continue;
    candidate.prelude = std::any_of(
        candidates.begin(), candidates.end(), [&](const Candidate& other) {
          return refused ? MadeGood(*candidate.reject, other)
                         : Explains(other, *candidate.session);
        });
  }
}

}  // namespace mailwhy::query
