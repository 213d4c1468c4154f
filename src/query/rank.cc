#include "query/rank.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace mailwhy::query {
namespace {

constexpr Micros kClose = 5 * kMinute;

// Rejects and sessions that are not the mail's own stand before nearby mails,
// and after the mails that fit as well.
int Class(const Candidate& candidate) {
  return static_cast<int>(candidate.matched) * 2 + (candidate.prelude ? 1 : 0);
}

bool OnlyNearbyMail(const Candidate& candidate) {
  return candidate.matched == Matched::kNearby && candidate.mail != nullptr;
}

bool FailedClose(const Question& question, const Candidate& candidate) {
  return question.at.has_value() && candidate.failed &&
         candidate.distance <= kClose;
}

}  // namespace

Micros Distance(const Question& question, Micros at) {
  if (!question.at) return std::numeric_limits<Micros>::max() - at;
  if (at < question.at->begin) return question.at->begin - at;
  if (at >= question.at->end) return at - question.at->end;
  return 0;
}

bool RanksBefore(const Question& question, const Candidate& a,
                 const Candidate& b) {
  const auto key = [&](const Candidate& c) {
    return std::make_tuple(Class(c), OnlyNearbyMail(c),
                           !FailedClose(question, c), c.distance);
  };
  if (key(a) != key(b)) return key(a) < key(b);
  if (a.queue_id != b.queue_id) return a.queue_id < b.queue_id;
  // Of one mail's recipients those first who did not get it.
  if (a.failed != b.failed) return a.failed;
  return a.delivery < b.delivery;
}

void Shortlist::Add(Candidate candidate) {
  ++added_;
  if (candidate.matched != Matched::kNearby) ++fitting_;
  candidates_.push_back(std::move(candidate));
  if (candidates_.size() >= 4 * keep_ + 64) Trim();
}

void Shortlist::Trim() {
  std::stable_sort(candidates_.begin(), candidates_.end(),
                   [&](const Candidate& a, const Candidate& b) {
                     return RanksBefore(*question_, a, b);
                   });
  if (candidates_.size() > keep_) candidates_.resize(keep_);
}

std::vector<Candidate> Shortlist::Best() {
  Trim();
  return candidates_;
}

}  // namespace mailwhy::query
