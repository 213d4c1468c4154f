#include "query/nothing.h"

#include <limits>
#include <set>
#include <string>
#include <utility>

namespace mailwhy::query {
namespace {

constexpr int kFew = 3;

// The sender's newest mails from which its clients are learnt.
constexpr int kMailsForClients = 20;

Filter WithoutWindow(const Question& question) {
  Filter filter = FilterOf(question);
  filter.since.reset();
  filter.until.reset();
  filter.status.clear();
  filter.cause.clear();
  return filter;
}

Status BeforeAndAfter(const Question& question, Search& search) {
  Filter before = WithoutWindow(question);
  before.until = question.window_begin();
  before.order = Filter::Order::kNewestFirst;
  const Status status = search.OfferNearbyMails(before, kFew);
  if (!status) return status;
  Filter after = WithoutWindow(question);
  after.since = question.window_end();
  return search.OfferNearbyMails(after, kFew);
}

// `filter` has one side of the question alone.
Status OneSide(Search& search, const Filter& filter) {
  Status status = search.OfferNearbyMails(filter, kFew);
  if (status) status = search.OfferNearbyRejects(filter, kFew);
  return status;
}

Filter InWindowOf(const Question& question) {
  Filter filter;
  const Filter whole = FilterOf(question);
  filter.since = whole.since;
  filter.until = whole.until;
  if (!HasWindow(question)) filter.order = Filter::Order::kNewestFirst;
  return filter;
}

Status EitherSideAlone(const Question& question, Search& search) {
  if (question.from.empty() || question.to.empty()) return {};
  Filter filter = InWindowOf(question);
  filter.from = question.from;
  const Status status = OneSide(search, filter);
  if (!status) return status;
  filter.from.clear();
  filter.to = question.to;
  return OneSide(search, filter);
}

Result<std::set<std::string>> ClientsOf(store::Store& store,
                                        const std::string& sender) {
  Filter filter;
  filter.from = sender;
  filter.order = Filter::Order::kNewestFirst;
  filter.limit = kMailsForClients;
  std::set<std::string> clients;
  const Status status = store.FindMails(filter, [&](Mail&& mail) {
    const bool local = mail.client.ip == "127.0.0.1" || mail.client.ip == "::1";
    if (!mail.client.ip.empty() && !local) clients.insert(mail.client.ip);
    return true;
  });
  if (!status) return status.error();
  return clients;
}

Status ByClients(store::Store& store, const Question& question,
                 Search& search) {
  if (question.from.empty() || !HasWindow(question)) return {};
  const Result<std::set<std::string>> clients = ClientsOf(store, question.from);
  if (!clients) return clients.error();
  for (const std::string& client : *clients) {
    Filter filter = InWindowOf(question);
    filter.client = client;
    Status status = search.OfferNearbySessions(filter, kFew);
    if (status) status = search.OfferNearbyRejects(filter, kFew);
    if (!status) return status;
  }
  return {};
}

}  // namespace

Status OfferNearest(store::Store& store, const Question& question,
                    Search& search) {
  // Without an address, everything would be near.
  const bool names = !question.from.empty() || !question.to.empty() ||
                     !question.client.empty() || !question.user.empty();
  if (!names) return {};
  Status status;
  if (HasWindow(question)) status = BeforeAndAfter(question, search);
  if (status) status = EitherSideAlone(question, search);
  if (status) status = ByClients(store, question, search);
  return status;
}

Covered CoveredBy(const Question& question, const store::Coverage& coverage) {
  if (!coverage.since || !coverage.until) return Covered::kEmpty;
  if (!HasWindow(question)) return Covered::kUnknown;
  const Micros first = coverage.since->at;
  const Micros last = coverage.until->at;
  // The asked-for time itself counts here, not the hour around it.
  const Micros begin =
      question.at ? question.at->begin : question.window_begin();
  const Micros end = question.at ? question.at->end : question.window_end();
  if (end <= first) return Covered::kBefore;
  if (begin > last) return Covered::kAfter;
  const bool open_begin = begin == std::numeric_limits<Micros>::min();
  const bool open_end = end == std::numeric_limits<Micros>::max();
  const bool whole =
      (open_begin || begin >= first) && (open_end || end <= last);
  return whole || question.at ? Covered::kYes : Covered::kPartly;
}

}  // namespace mailwhy::query
