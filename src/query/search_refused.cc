// The search among refused attempts and failed logins. Called by search.cc.
#include <utility>

#include "base/text.h"
#include "query/match.h"
#include "query/search.h"
#include "query/verdicts.h"

namespace mailwhy::query {
namespace {

bool AsksOnlyForMails(const Question& question) {
  return !question.relay.empty() || !question.message_id.empty();
}

bool MayBeRejected(const Question& question) {
  const std::string& status = question.status;
  return status.empty() || status == "rejected" || status == "discarded" ||
         status == "held";
}

bool NamesWhoLogsIn(const Question& question) {
  return !question.from.empty() || !question.address.empty() ||
         !question.user.empty() || !question.client.empty();
}

bool IsWildcard(const std::string& pattern) {
  return pattern.find('*') != std::string::npos || pattern.front() == '@' ||
         pattern.front() == '<';
}

}  // namespace

Status Search::Rejects() {
  if (AsksOnlyForMails(*question_) || !MayBeRejected(*question_)) return {};
  Filter filter = FilterOf(*question_);
  filter.status.clear();
  if (!question_->address.empty()) {
    filter.from = question_->address;
    Status status = RejectsOf(filter);
    if (!status) return status;
    filter.from.clear();
    filter.to = question_->address;
    return RejectsOf(filter);
  }
  Status status = RejectsOf(filter);
  const bool both = !question_->from.empty() && !question_->to.empty();
  if (!status || !both || !HasWindow(*question_)) return status;
  filter.from.clear();
  return RejectsOf(filter);
}

Status Search::RejectsOf(const Filter& filter) {
  return store_->FindRejects(filter, [&](Reject&& reject) {
    TakeReject(std::move(reject));
    return true;
  });
}

Status Search::Sessions() {
  if (AsksOnlyForMails(*question_) || !question_->queue_id.empty()) return {};
  if (!NamesWhoLogsIn(*question_)) return {};
  const std::string& status = question_->status;
  if (!status.empty() && status != "login_failed") return {};
  Filter filter = FilterOf(*question_);
  filter.status.clear();
  filter.to.clear();
  const std::string who =
      question_->address.empty() ? question_->from : question_->address;
  filter.from = who;
  const Status found = SessionsOf(filter);
  if (!found || who.empty() || IsWildcard(who)) return found;
  const std::string_view login = LocalPart(who);
  if (login.size() == who.size() || !question_->user.empty()) return found;
  filter.from.clear();
  filter.user = std::string(login);
  return SessionsOf(filter);
}

Status Search::SessionsOf(const Filter& filter) {
  return store_->FindSessions(filter, [&](Session&& session) {
    const auto matched = MatchSession(*question_, session);
    // A connection that broke tells of a client, never of one of its mails.
    const bool wanted =
        session.kind == "login_failed" ||
        (!question_->client.empty() && !VerdictOf(session).empty());
    if (!wanted || !matched || !seen_.insert(session.id).second) return true;
    Offer(*matched, std::move(session));
    return true;
  });
}

}  // namespace mailwhy::query
