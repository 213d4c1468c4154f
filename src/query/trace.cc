// `trace`: everything about one queue ID, Message-ID or id, and every mail that
// is linked with it.
#include <algorithm>
#include <deque>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "query/evidence.h"
#include "query/hops.h"
#include "query/query.h"
#include "query/spelling.h"

namespace mailwhy::query {
namespace {

// A queue ID of a log of years may have had many mails; a hostile log could
// link all with all.
constexpr std::size_t kMostMails = 500;
constexpr std::size_t kMostLinesOfTrace = 20'000;

struct Walk {
  std::deque<Mail> waiting;
  std::unordered_set<Id> seen;

  void Add(Mail&& mail) {
    if (seen.size() >= kMostMails) return;
    if (seen.insert(mail.id).second) waiting.push_back(std::move(mail));
  }
};

Status StartById(store::Store& store, char kind, Id id, Walk& walk,
                 Trace& trace) {
  if (kind == 'm') {
    Result<std::optional<Mail>> mail = store.MailById(id);
    if (!mail) return mail.error();
    if (mail->has_value()) walk.Add(std::move(**mail));
  } else if (kind == 'r') {
    Result<std::optional<Reject>> reject = store.RejectById(id);
    if (!reject) return reject.error();
    if (reject->has_value()) trace.rejects.push_back(std::move(**reject));
  } else {
    Result<std::optional<Session>> session = store.SessionById(id);
    if (!session) return session.error();
    if (session->has_value()) trace.sessions.push_back(std::move(**session));
  }
  return {};
}

std::string WithoutBrackets(std::string_view id) {
  if (StartsWith(id, "<")) id.remove_prefix(1);
  if (EndsWith(id, ">")) id.remove_suffix(1);
  return std::string(id);
}

Status StartByName(store::Store& store, std::string_view id, Walk& walk) {
  const auto take = [&](Mail&& mail) {
    walk.Add(std::move(mail));
    return walk.seen.size() < kMostMails;
  };
  Filter by_queue_id;
  by_queue_id.queue_id = std::string(id);
  const Status status = store.FindMails(by_queue_id, take);
  if (!status || !walk.waiting.empty()) return status;
  Filter by_message_id;
  by_message_id.message_id = WithoutBrackets(id);
  return store.FindMails(by_message_id, take);
}

Status FollowLinks(store::Store& store, Walk& walk, Trace& trace) {
  while (!walk.waiting.empty()) {
    Mail mail = std::move(walk.waiting.front());
    walk.waiting.pop_front();
    for (const Link& link : mail.links) {
      if (link.id == 0 || walk.seen.count(link.id) > 0) continue;
      Result<std::optional<Mail>> other = store.MailById(link.id);
      if (!other) return other.error();
      if (other->has_value()) walk.Add(std::move(**other));
    }
    trace.mails.push_back(std::move(mail));
  }
  return {};
}

bool Holds(const std::vector<Reject>& rejects, Id id) {
  return std::any_of(rejects.begin(), rejects.end(),
                     [&](const Reject& reject) { return reject.id == id; });
}

// Refused recipients of these mails, or where there is no such mail, whatever
// was refused under that queue ID.
Status AddRejects(store::Store& store, std::string_view asked, Trace& trace) {
  std::unordered_set<std::string> queue_ids;
  for (const Mail& mail : trace.mails) queue_ids.insert(mail.queue_id);
  if (trace.mails.empty()) queue_ids.insert(std::string(asked));
  for (const std::string& queue_id : queue_ids) {
    Filter filter;
    filter.queue_id = queue_id;
    const Status status = store.FindRejects(filter, [&](Reject&& reject) {
      const bool ours = trace.mails.empty() ||
                        std::any_of(trace.mails.begin(), trace.mails.end(),
                                    [&](const Mail& mail) {
                                      return mail.queue_id == reject.queue_id &&
                                             mail.host == reject.host &&
                                             reject.at >= mail.first_seen &&
                                             reject.at <= mail.last_seen;
                                    });
      if (ours && !Holds(trace.rejects, reject.id)) {
        trace.rejects.push_back(std::move(reject));
      }
      return trace.rejects.size() < kMostMails;
    });
    if (!status) return status;
  }
  return {};
}

void SortByTime(Trace& trace) {
  std::stable_sort(
      trace.mails.begin(), trace.mails.end(),
      [](const Mail& a, const Mail& b) { return a.first_seen < b.first_seen; });
  std::stable_sort(
      trace.rejects.begin(), trace.rejects.end(),
      [](const Reject& a, const Reject& b) { return a.at < b.at; });
}

Status AddEvidence(store::Store& store, Trace& trace) {
  Lines all(store);
  for (const Mail& mail : trace.mails) {
    all.Add(mail.evidence, mail.first_seen);
  }
  for (const Reject& reject : trace.rejects) {
    all.Add(reject.evidence, reject.at);
  }
  for (const Session& session : trace.sessions) {
    all.Add(session.evidence, session.at);
  }
  Result<std::vector<std::string>> lines = all.Take(kMostLinesOfTrace);
  if (!lines) return lines.error();
  trace.evidence = std::move(*lines);
  return {};
}

}  // namespace

Result<Trace> TraceId(store::Store& store, const std::string& id) {
  Trace trace;
  trace.id = id;
  Walk walk;
  const std::string_view asked = Trim(id);
  if (asked.empty()) return trace;  // "" would ask the store for everything
  Status status;
  std::string name(asked);
  if (const auto named = ReadId(asked)) {
    status = StartById(store, named->first, named->second, walk, trace);
  } else {
    const Result<std::string> logged = AsLogged(store, std::string(asked));
    if (!logged) return logged.error();
    name = *logged;
    status = StartByName(store, name, walk);
  }
  const bool by_id = !trace.rejects.empty() || !trace.sessions.empty();
  if (status) status = FollowLinks(store, walk, trace);
  if (status && !by_id) status = AddRejects(store, name, trace);
  if (status) SortByTime(trace);
  trace.hops = HopsOf(trace.mails);
  if (status) status = AddEvidence(store, trace);
  if (!status) return status.error();
  return trace;
}

}  // namespace mailwhy::query
