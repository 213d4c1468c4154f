#include "group/logins.h"

#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "group/fields.h"
#include "group/pack_record.h"

namespace mailwhy::group {
namespace {

constexpr std::size_t kMostEvidence = 100;  // of one failed login

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
  for (const LineRef line : other.evidence) {
    if (joined.evidence.size() < kMostEvidence) {
      AddEvidence(joined.evidence, line);
    }
  }
  return joined;
}

}  // namespace

bool Logins::IsNews(const Event& event) {
  std::string key(event.host);
  for (const std::string_view part :
       {event.service, event.sasl_username, event.peer.ip}) {
    key.append(1, '\0').append(part);
  }
  const Micros hour = event.time.at / kHour;
  if (hour != hour_ || good_.size() >= kMostGood) good_.clear();
  hour_ = hour;
  return good_.insert(static_cast<std::uint32_t>(StableHash(key))).second;
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
  // saslauthd may get the realm apart from the name.
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
  const auto is_over = [&](const Failed& each) {
    return std::abs(session.at.at - each.session.at.at) > kOneSession;
  };
  while (!failed_.empty() &&
         (failed_.size() >= kMostFailed || is_over(failed_.front()))) {
    failed_.pop_front();
  }
  failed_.push_back(std::move(failed));
}

void Logins::Pack(Packer& packer) const {
  packer.Number(failed_.size());
  for (const Failed& failed : failed_) {
    PackSession(packer, failed.session);
    packer.Text(failed.login);
    packer.Number(failed.reason ? 1 : 0);
  }
  packer.Number(static_cast<std::uint64_t>(hour_));
  packer.Number(good_.size());
  std::uint32_t before = 0;
  for (const std::uint32_t hash : good_) {
    packer.Number(hash - before);
    before = hash;
  }
}

void Logins::Unpack(Unpacker& unpacker) {
  failed_.clear();
  good_.clear();
  for (std::uint64_t n = unpacker.Count(kMostFailed); n > 0; --n) {
    Failed failed;
    failed.session = UnpackSession(unpacker);
    failed.login = unpacker.Text();
    failed.reason = unpacker.Number() != 0;
    if (!unpacker.ok()) return;
    failed_.push_back(std::move(failed));
  }
  hour_ = static_cast<Micros>(unpacker.Number());
  std::uint32_t hash = 0;
  for (std::uint64_t n = unpacker.Count(kMostGood); n > 0; --n) {
    hash += static_cast<std::uint32_t>(unpacker.Number());
    if (!unpacker.ok()) return;
    good_.insert(hash);
  }
}

}  // namespace mailwhy::group
