#include "group/logins.h"

#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "group/fields.h"

namespace mailwhy::group {
namespace {

std::string_view LocalPart(std::string_view user) {
  return user.substr(0, user.rfind('@'));
}

// saslauthd may get the realm apart from the name.
bool SameUser(std::string_view a, std::string_view b) {
  if (EqualsIgnoringCase(a, b)) return true;
  const bool one_realm = a.find('@') == std::string_view::npos ||
                         b.find('@') == std::string_view::npos;
  return one_realm && EqualsIgnoringCase(LocalPart(a), LocalPart(b));
}

// PAM's and saslauthd's names for services. Dovecot's auth knows of none.
std::string_view ServiceOf(std::string_view service) {
  if (service == "pop") return "pop3";
  if (service == "imaps" || service == "pop3s") return service.substr(0, 4);
  if (service == "submission" || service == "smtps") return "smtp";
  return service == "auth" || service == "dovecot" ? "" : service;
}

bool Disagree(std::string_view a, std::string_view b) {
  return !a.empty() && !b.empty() && a != b;
}

// The reason behind the refusal, each once.
void AddWords(std::string_view words, std::string& response) {
  constexpr std::size_t kMost = 1000;
  if (words.empty() || response.find(words) != std::string::npos) return;
  if (response.size() + words.size() > kMost) return;
  if (!response.empty()) response += "; ";
  response += words;
}

void Fill(const std::string& from, std::string& to) {
  if (to.empty()) to = from;
}

// `telling`: of the daemon that served the client, if one of them is.
Session Joined(const Session& telling, const Session& other) {
  Session joined = telling;
  Fill(other.sasl_username, joined.sasl_username);
  Fill(other.sasl_method, joined.sasl_method);
  if (!joined.client.known()) joined.client = other.client;
  AddWords(other.response, joined.response);
  for (const LineRef line : other.evidence) AddEvidence(joined.evidence, line);
  return joined;
}

}  // namespace

bool Logins::IsNews(const Event& event) {
  std::string key(event.host);
  for (const std::string_view part :
       {event.service, event.sasl_username, event.peer.ip}) {
    key.append(1, '\0').append(part);
  }
  if (good_.size() >= kMostGood) good_.clear();
  const Micros hour = event.time.at / kHour + 1;
  Micros& seen = good_[StableHash(key)];
  const bool news = seen != hour;
  seen = hour;
  return news;
}

Logins::Failed Logins::FailedOf(const Event& event, const Session& session) {
  return {session, std::string(ExtraOf(event, "session")),
          event.kind == LineKind::kLoginReason};
}

bool Logins::IsSame(const Failed& before, const Failed& now) {
  if (!before.reason && !now.reason) return false;  // each refused by itself
  const Session& a = before.session;
  const Session& b = now.session;
  if (a.host != b.host) return false;
  const Micros apart = std::abs(a.at.at - b.at.at);
  if (!before.login.empty() && !now.login.empty()) {
    return before.login == now.login && apart <= kOneSession;
  }
  if (Disagree(ServiceOf(a.service), ServiceOf(b.service))) return false;
  if (Disagree(a.client.ip, b.client.ip)) return false;
  const bool users = !a.sasl_username.empty() && !b.sasl_username.empty();
  if (users && !SameUser(a.sasl_username, b.sasl_username)) return false;
  const bool both = users && !a.client.ip.empty() && a.client.ip == b.client.ip;
  return apart <= (both ? kOneClient : kOneMoment);
}

void Logins::Join(const Event& event, Session& session) {
  joined_.reset();
  const Failed now = FailedOf(event, session);
  for (std::size_t i = failed_.size(); i-- > 0;) {
    const Failed& before = failed_[i];
    if (!IsSame(before, now)) continue;
    const Session first = before.session;
    session = now.reason ? Joined(first, session) : Joined(session, first);
    session.id = first.id;
    session.at = first.at;  // the id holds its second
    joined_ = i;
    return;
  }
}

void Logins::Note(const Event& event, const Session& session) {
  Failed failed = FailedOf(event, session);
  if (joined_) {
    Failed& before = failed_[*joined_];
    failed.reason = failed.reason && before.reason;
    if (failed.login.empty()) failed.login = before.login;
    before = std::move(failed);
    return;
  }
  if (failed_.size() >= kMostFailed) failed_.pop_front();
  failed_.push_back(std::move(failed));
}

}  // namespace mailwhy::group
