// Asks the store for everything that may answer a question, and shortlists it.
// why.cc calls it, and nothing.cc where that found nothing.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/result.h"
#include "model/question.h"
#include "query/rank.h"
#include "store/store.h"

namespace mailwhy::query {

// The question as the store is asked it: window and all, by arrival.
Filter FilterOf(const Question& question);
// A time was asked for.
bool HasWindow(const Question& question);

class Search {
 public:
  Search(store::Store& store, const Question& question, Shortlist& shortlist)
      : store_(&store), question_(&question), shortlist_(&shortlist) {}

  // Mails by arrival in the window, also those whose sender is another; then
  // rejects and sessions in it; then mails of which only an attempt lies in it.
  Status Run();

  // At most `limit` of what the filter finds, as nearby; what was offered
  // before is passed by.
  Status OfferNearbyMails(const Filter& filter, int limit);
  Status OfferNearbyRejects(const Filter& filter, int limit);
  Status OfferNearbySessions(const Filter& filter, int limit);

 private:
  Status Mails(const Filter& filter);
  Status SendersThatDiffer();
  Status MailsByActivity();
  Status Rejects();
  Status RejectsOf(const Filter& filter);
  Status Sessions();
  Status SessionsOf(const Filter& filter);
  Status TakeMail(Mail&& mail);
  void TakeReject(Reject&& reject);
  Result<bool> IsToldByAnother(const Mail& mail);
  bool IsToldByAMail(const Reject& reject) const;

  void Offer(const Mail& mail);
  void Offer(Matched matched, Reject&& reject);
  void Offer(Matched matched, Session&& session);
  Status OfferNearby(Mail&& mail);

  store::Store* store_;
  const Question* question_;
  Shortlist* shortlist_;
  std::unordered_set<Id> seen_;
  // By "host queue_id", from when to when the log tells of them: offered mails
  // that have no delivery / that have some.
  using Periods =
      std::unordered_multimap<std::string, std::pair<Timestamp, Timestamp>>;
  Periods without_delivery_, with_delivery_;
};

}  // namespace mailwhy::query
