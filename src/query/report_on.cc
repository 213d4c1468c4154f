// `report`: the failures of a period. Mails are counted by story: those joined
// by a content filter, a relay or a requeue are one (INTERFACE "Story").
#include <algorithm>
#include <array>
#include <map>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "query/chain.h"
#include "query/query.h"
#include "query/search.h"
#include "query/verdicts.h"
#include "query/way_filter.h"

namespace mailwhy::query {
namespace {

class Counter {
 public:
  Counter(store::Store& store, const Question& question)
      : store_(&store), filter_(question), period_(FilterOf(question)) {}

  Status Take(const Mail& mail);
  void Take(const Reject& reject);
  void Take(const Session& session);
  Report Finish();

 private:
  Status TakeBeginning(const Mail& mail);
  Status TakeStory(const Mail& mail);
  void TakeWay(const Way& way, State end);
  void Wait(const Mail& mail, const Delivery& end);
  void Fail(const Mail& mail, const Delivery& end);

  store::Store* store_;
  WayFilter filter_;
  Filter period_;
  std::unordered_set<Id> seen_;  // beginnings found by a later part
  Report report_;
  std::map<State, std::int64_t> by_state_;
  std::map<std::pair<std::string, std::string>, Waiting> waiting_;
  std::map<std::string, CauseCount> causes_;
};

std::string CauseOf(const Verdict& verdict) {
  return verdict.cause.empty() ? "unspecified" : verdict.cause;
}

std::string ResponseOf(const Delivery& delivery) {
  return delivery.last() == nullptr ? "" : delivery.last()->response;
}

// Held where any part waits on hold, else what all recipients have in common.
State StateOf(const Mail& mail, const std::vector<State>& ends) {
  if (mail.held) return State::kHeld;
  if (ends.empty()) return mail.state;
  const bool same = std::all_of(ends.begin(), ends.end(),
                                [&](State s) { return s == ends.front(); });
  return same ? ends.front() : State::kMixed;
}

Status Counter::Take(const Mail& mail) {
  if (mail.probe) return {};
  if (filter_.MayFitLater()) return TakeBeginning(mail);
  const Result<bool> begins = Begins(*store_, mail);
  if (!begins) return begins.error();
  return *begins ? TakeStory(mail) : Status();
}

// Whichever part of a story fits what is asked for, the story counts, once.
Status Counter::TakeBeginning(const Mail& mail) {
  const Result<Mail> first = BeginningOf(*store_, Mail(mail));
  if (!first) return first.error();
  const bool fresh = seen_.insert(first->id).second;
  if (!fresh || !filter_.InPeriod(*first, period_)) return {};
  return TakeStory(*first);
}

Status Counter::TakeStory(const Mail& mail) {
  Mails mails(*store_);
  const Result<std::vector<Way>> ways = WaysOf(mails, mail, Through::kStory);
  if (!ways) return ways.error();
  std::vector<State> ends;
  for (const Way& way : *ways) ends.push_back(EndOf(way));
  const State state = StateOf(mail, ends);
  bool any = ends.empty() && filter_.Fits({{&mail, -1}});
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const bool fits = filter_.Fits((*ways)[i]);
    if (fits) TakeWay((*ways)[i], ends[i]);
    any = any || fits;
  }
  // "held" and "mixed" are states of mails alone.
  if (!any && !filter_.FitsMail(state)) return {};
  ++report_.mails;
  ++by_state_[state];
  return {};
}

void Counter::TakeWay(const Way& way, State end) {
  static const Delivery kNone;
  ++report_.deliveries;
  const Delivery* last = DeliveryAt(way.back());
  const Delivery& delivery = last != nullptr ? *last : kNone;
  const Mail& mail = *way.front().mail;
  if (end == State::kDeferred) Wait(mail, delivery);
  if (end == State::kBounced || end == State::kExpired ||
      end == State::kDeferred) {
    Fail(mail, delivery);
  }
}

void Counter::Wait(const Mail& mail, const Delivery& end) {
  const std::string cause = CauseOf(end.verdict);
  const std::string destination = DomainOf(end.recipient);
  Waiting& row = waiting_[{cause, destination}];
  const Timestamp& arrival = mail.arrival;
  if (row.deliveries++ == 0) {
    row.cause = cause;
    row.destination = destination;
    row.oldest = row.newest = arrival;
    row.example_mail = MailId(mail.id);
    row.example_response = ResponseOf(end);
  }
  row.oldest = std::min(row.oldest, arrival);
  row.newest = std::max(row.newest, arrival);
}

void Counter::Fail(const Mail& mail, const Delivery& end) {
  CauseCount& row = causes_[CauseOf(end.verdict)];
  if (end.state == State::kBounced) ++row.bounced;
  if (end.state == State::kExpired) ++row.expired;
  if (end.state == State::kDeferred) ++row.deferred;
  if (!row.example.empty()) return;
  row.example = MailId(mail.id);
  row.example_sender = mail.sender.value_or("");
  row.example_recipient = end.recipient;
  row.example_response = ResponseOf(end);
}

void Counter::Take(const Reject& reject) {
  if (VerdictOf(reject) != "rejected") return;
  ++report_.rejects;
  CauseCount& row = causes_[CauseOf(reject.verdict)];
  ++row.rejected;
  if (!row.example.empty()) return;
  row.example = RejectId(reject.id);
  row.example_sender = reject.sender.value_or("");
  row.example_recipient = reject.recipient;
  row.example_response = reject.response;
}

void Counter::Take(const Session& session) {
  if (session.kind == "login_failed") ++report_.logins_failed;
}

std::int64_t Sum(const CauseCount& row) {
  return row.bounced + row.expired + row.deferred + row.rejected;
}

// The order in which they are shown.
constexpr std::array kStates = {
    State::kDelivered, State::kDeferred, State::kBounced,
    State::kExpired,   State::kRejected, State::kDiscarded,
    State::kHeld,      State::kQueued,   State::kMixed};

Report Counter::Finish() {
  for (const State state : kStates) {
    const auto found = by_state_.find(state);
    const std::int64_t count = found == by_state_.end() ? 0 : found->second;
    report_.by_state.emplace_back(StateName(state), count);
  }
  for (auto& [key, row] : waiting_) report_.waiting.push_back(row);
  for (auto& [cause, row] : causes_) {
    row.cause = cause;
    report_.by_cause.push_back(row);
  }
  // Both maps are in the order of names: of equals the first by name.
  std::stable_sort(report_.waiting.begin(), report_.waiting.end(),
                   [](const Waiting& a, const Waiting& b) {
                     return a.deliveries > b.deliveries;
                   });
  std::stable_sort(
      report_.by_cause.begin(), report_.by_cause.end(),
      [](const CauseCount& a, const CauseCount& b) { return Sum(a) > Sum(b); });
  return std::move(report_);
}

Status CountMails(store::Store& store, const Filter& filter, Counter& counter) {
  Status inner;
  const Status status = store.LookAtMails(filter, [&](const Mail& mail) {
    inner = counter.Take(mail);
    return inner.ok();
  });
  return status ? inner : status;
}

Status Count(store::Store& store, const Question& question, Counter& counter) {
  const Filter filter = FilterOf(question);
  Status status =
      CountMails(store, WayFilter(question).ForStore(filter), counter);
  if (!status) return status;
  status = store.FindRejects(filter, [&](Reject&& reject) {
    counter.Take(reject);
    return true;
  });
  if (!status) return status;
  return store.FindSessions(filter, [&](Session&& session) {
    counter.Take(session);
    return true;
  });
}

// The period asked for; where an end is open, the log's.
void SetPeriod(const Question& question, const store::Coverage& coverage,
               Report& report) {
  report.since = coverage.since.value_or(Timestamp{});
  report.until = coverage.until.value_or(Timestamp{});
  const Filter filter = FilterOf(question);
  if (filter.since) report.since.at = *filter.since;
  if (filter.until) report.until.at = *filter.until;
  if (filter.since) report.since.digits = 0;
  if (filter.until) report.until.digits = 0;
}

}  // namespace

Result<Report> ReportOn(store::Store& store, const Question& question) {
  const Result<store::Coverage> coverage = store.Covers();
  if (!coverage) return coverage.error();
  Counter counter(store, question);
  const Status status = Count(store, question, counter);
  if (!status) return status.error();
  Report report = counter.Finish();
  SetPeriod(question, *coverage, report);
  return report;
}

}  // namespace mailwhy::query
