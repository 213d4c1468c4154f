// What `report` is limited to (--status, --cause, --relay, --to ...), seen at
// the end of the chain and anywhere on the way. report_on.cc calls it.
#pragma once

#include "model/question.h"
#include "query/chain.h"

namespace mailwhy::query {

class WayFilter {
 public:
  explicit WayFilter(const Question& question) : question_(question) {}

  // What the store is asked for: without what only the end of a chain tells.
  Filter ForStore(Filter filter) const;
  // A later part of a story may fit where its beginning does not.
  bool MayFitLater() const;
  bool InPeriod(const Mail& beginning, const Filter& filter) const;

  // Whether this recipient's way is counted.
  bool Fits(const Way& way) const;
  // Whether the mail is, though none of its ways: it is asked for by a state
  // that only mails have (held, mixed).
  bool FitsMail(State state) const;

 private:
  bool FitsRecipient(const Way& way) const;
  bool FitsRelay(const Way& way) const;
  bool FitsState(State state) const;

  const Question& question_;
};

}  // namespace mailwhy::query
