#include "query/lift.h"

#include <algorithm>
#include <utility>

#include "query/chain.h"

namespace mailwhy::query {
namespace {

bool Holds(const Way& way, Id mail, int delivery) {
  return std::any_of(way.begin(), way.end(), [&](const Step& step) {
    return step.mail->id == mail && step.delivery == delivery;
  });
}

}  // namespace

Status Lift(store::Store& store, Candidate& candidate) {
  if (candidate.mail == nullptr || candidate.delivery < 0) return {};
  if (EarlierPart(*candidate.mail) == nullptr) return {};
  Result<Mail> first = BeginningOf(store, Mail(*candidate.mail));
  if (!first) return first.error();
  const auto beginning = std::make_shared<const Mail>(std::move(*first));
  Mails mails(store);
  const Result<std::vector<Way>> ways =
      WaysOf(mails, *beginning, Through::kStory, Answer::kMostRecipients);
  if (!ways) return ways.error();
  for (const Way& way : *ways) {
    const bool ours = way.front().delivery >= 0 &&
                      Holds(way, candidate.mail->id, candidate.delivery);
    if (!ours) continue;
    candidate.mail = beginning;
    candidate.delivery = way.front().delivery;
    return {};
  }
  return {};
}

bool Tells(const Answer& answer, const Answer& other) {
  if (answer.reject && other.reject) {
    return answer.reject->id == other.reject->id;
  }
  if (!answer.mail || !other.mail || other.delivery < 0) return false;
  const Id id = other.mail->id;
  if (answer.mail->id == id && answer.delivery == other.delivery) return true;
  for (std::size_t i = 0; i < answer.chain.size(); ++i) {
    const bool there =
        answer.chain[i].id == id && answer.chain_delivery[i] == other.delivery;
    if (there) return true;
  }
  return false;
}

}  // namespace mailwhy::query
