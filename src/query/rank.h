// The order of answers (INTERFACE "Rank of answers"), and a list that keeps the
// best of any number of candidates. search.cc fills it, why.cc empties it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/answer.h"
#include "model/mail.h"
#include "model/question.h"

namespace mailwhy::query {

// What may become an answer. A mail stands once for all of its deliveries.
struct Candidate {
  Matched matched = Matched::kExact;
  bool failed = true;    // anything but delivered
  bool prelude = false;  // a refusal that a later accepted try made good
  Micros distance = 0;   // from the time asked for; see Distance()
  std::string queue_id;  // of equals the lower one
  std::shared_ptr<const Mail> mail;
  int delivery = -1;
  std::shared_ptr<const Reject> reject;
  std::shared_ptr<const Session> session;
};

// How far a moment lies from what was asked: 0 inside the asked unit (18:38 is
// the whole minute). Where no time is asked for, the newer is the nearer.
Micros Distance(const Question& question, Micros at);

bool RanksBefore(const Question& question, const Candidate& a,
                 const Candidate& b);

class Shortlist {
 public:
  Shortlist(const Question& question, std::size_t keep)
      : question_(&question), keep_(keep) {}

  void Add(Candidate candidate);
  // Best first, at most `keep`.
  std::vector<Candidate> Best();
  std::int64_t added() const { return added_; }
  // Added ones that fit (not merely nearby).
  std::int64_t fitting() const { return fitting_; }

 private:
  void Trim();

  const Question* question_;
  std::size_t keep_;
  std::int64_t added_ = 0, fitting_ = 0;
  std::vector<Candidate> candidates_;
};

}  // namespace mailwhy::query
