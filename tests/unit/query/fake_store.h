// A store of vectors, for the tests of query/: filters as store.h says, in the
// plainest way. What only a writer needs is not there.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "store/store.h"

namespace mailwhy::test {

class FakeStore : public store::Store {
 public:
  std::vector<Mail> mails;
  std::vector<Reject> rejects;
  std::vector<Session> sessions;
  std::vector<std::string> lines;  // LineRef 1 is the first
  store::Coverage coverage;
  bool broken = false;  // every look-up fails

  Result<LineRef> Keep(std::string_view line) override {
    lines.emplace_back(line);
    return LineRef{lines.size()};
  }
  Status Save(const store::Batch&) override { return {}; }
  Status BeginBulk() override { return {}; }
  Status EndBulk() override { return {}; }
  Result<std::vector<Mail>> MailsOf(std::string_view,
                                    std::string_view) override {
    return std::vector<Mail>{};
  }
  Result<bool> Taken(Id) override { return false; }
  Result<std::vector<LogMark>> Marks() override {
    return std::vector<LogMark>{};
  }
  Result<std::string> Memory() override { return std::string(); }
  Result<std::vector<SeenLine>> Seen(std::int64_t, std::int64_t) override {
    return std::vector<SeenLine>{};
  }

  Result<store::Coverage> Covers() override {
    if (broken) return Error{"store", "broken", ""};
    return coverage;
  }
  Result<std::vector<std::string>> Evidence(
      const std::vector<LineRef>& refs) override {
    std::vector<std::string> found;
    for (const LineRef ref : refs) {
      if (ref > 0 && ref <= lines.size()) found.push_back(lines[ref - 1]);
    }
    return found;
  }
  Result<std::optional<Mail>> MailById(Id id) override {
    return ById(mails, id);
  }
  Result<std::optional<Reject>> RejectById(Id id) override {
    return ById(rejects, id);
  }
  Result<std::optional<Session>> SessionById(Id id) override {
    return ById(sessions, id);
  }
  Status FindMails(const Filter& filter,
                   const std::function<bool(Mail&&)>& each) override {
    return Find(mails, filter, each);
  }
  Status FindRejects(const Filter& filter,
                     const std::function<bool(Reject&&)>& each) override {
    return Find(rejects, filter, each);
  }
  Status FindSessions(const Filter& filter,
                      const std::function<bool(Session&&)>& each) override {
    return Find(sessions, filter, each);
  }

 private:
  template <class T>
  static std::optional<T> ById(const std::vector<T>& all, Id id) {
    for (const T& one : all) {
      if (one.id == id) return one;
    }
    return std::nullopt;
  }

  static Micros When(const Mail& mail) { return mail.arrival.at; }
  static Micros When(const Reject& reject) { return reject.at.at; }
  static Micros When(const Session& session) { return session.at.at; }

  static bool In(const Filter& filter, Micros at) {
    return at >= filter.since.value_or(at) &&
           (!filter.until || at < *filter.until);
  }
  static bool Address(std::string_view address, const std::string& pattern) {
    return pattern.empty() || AddressMatches(address, pattern);
  }
  static bool Names(const std::string& pattern, const Peer& peer) {
    return pattern.empty() || MatchesWildcard(peer.name, pattern) ||
           MatchesWildcard(peer.ip, pattern);
  }

  static bool Fits(const Filter& filter, const Mail& mail) {
    bool in = In(filter, mail.arrival.at);
    bool to = filter.to.empty();
    for (const Delivery& delivery : mail.deliveries) {
      to = to || Address(delivery.recipient, filter.to) ||
           (!delivery.orig_to.empty() && Address(delivery.orig_to, filter.to));
      for (const Attempt& attempt : delivery.attempts) {
        const bool counts = filter.by == Filter::By::kActivity;
        in = in || (counts && In(filter, attempt.at.at));
      }
    }
    const bool from =
        filter.from.empty() ||
        (mail.sender && AddressMatches(*mail.sender, filter.from)) ||
        (!mail.sasl_username.empty() &&
         AddressMatches(mail.sasl_username, filter.from));
    return in && to && from && Address(mail.sasl_username, filter.user) &&
           (filter.queue_id.empty() || filter.queue_id == mail.queue_id) &&
           (filter.message_id.empty() ||
            filter.message_id == mail.message_id) &&
           Names(filter.client, mail.client);
  }
  static bool Fits(const Filter& filter, const Reject& reject) {
    const bool from =
        filter.from.empty() ||
        (reject.sender && AddressMatches(*reject.sender, filter.from)) ||
        (!reject.sasl_username.empty() &&
         AddressMatches(reject.sasl_username, filter.from));
    return In(filter, reject.at.at) && from &&
           Address(reject.recipient, filter.to) &&
           (filter.queue_id.empty() || filter.queue_id == reject.queue_id) &&
           Names(filter.client, reject.client);
  }
  static bool Fits(const Filter& filter, const Session& session) {
    const std::string& user = filter.user.empty() ? filter.from : filter.user;
    return In(filter, session.at.at) && filter.to.empty() &&
           (user.empty() || EqualsIgnoringCase(session.sasl_username, user)) &&
           Names(filter.client, session.client);
  }

  template <class T>
  Status Find(const std::vector<T>& all, const Filter& filter,
              const std::function<bool(T&&)>& each) {
    if (broken) return Error{"store", "broken", ""};
    std::vector<T> found;
    for (const T& one : all) {
      if (Fits(filter, one)) found.push_back(one);
    }
    const bool newest = filter.order == Filter::Order::kNewestFirst;
    std::stable_sort(found.begin(), found.end(), [&](const T& a, const T& b) {
      return newest ? When(b) < When(a) : When(a) < When(b);
    });
    std::int64_t left = filter.limit;
    for (T& one : found) {
      if (left-- == 0 || !each(std::move(one))) break;
    }
    return {};
  }
};

// 2022-12-05 18:38:12 +09:00
inline constexpr Micros kAsked = 1'670'233'092LL * kSecond;

inline Timestamp At(Micros at) {
  Timestamp time;
  time.at = at;
  time.offset_minutes = 540;
  return time;
}

inline Attempt TriedAt(Micros at, std::string status, std::string response) {
  Attempt attempt;
  attempt.at = At(at);
  attempt.agent = "smtp";
  attempt.relay = {"mail.example.net", "203.0.113.112", "25"};
  attempt.status = std::move(status);
  attempt.dsn = attempt.status == "sent" ? "2.0.0" : "4.4.1";
  attempt.response = std::move(response);
  return attempt;
}

inline Delivery DeliveryTo(std::string recipient, State state, Micros at) {
  Delivery delivery;
  delivery.recipient = std::move(recipient);
  delivery.state = state;
  const std::string status = state == State::kDelivered ? "sent"
                             : state == State::kBounced ? "bounced"
                                                        : "deferred";
  delivery.attempts.push_back(TriedAt(at, status, "said so"));
  return delivery;
}

// A mail from tu@example.com to tu@example.net; its id is its arrival's second.
inline Mail MailAt(Micros at, std::string queue_id,
                   State state = State::kDelivered) {
  Mail mail;
  mail.id = MakeId(at, queue_id);
  mail.host = "mx01";
  mail.queue_id = std::move(queue_id);
  mail.first_seen = mail.last_seen = mail.arrival = At(at);
  mail.sender = "tu@example.com";
  mail.origin = "smtpd";
  mail.client = {"client.example.org", "198.51.100.100", ""};
  mail.state = state;
  mail.deliveries.push_back(DeliveryTo("tu@example.net", state, at));
  return mail;
}

inline Question AskedAt(Micros at) {
  Question question;
  question.from = "tu@example.com";
  question.to = "tu@example.net";
  TimeSpan span;
  span.begin = at / kMinute * kMinute;
  span.end = span.begin + kMinute;
  question.at = span;
  question.now = at + kDay;
  return question;
}

inline void Cover(FakeStore& store, Micros since, Micros until) {
  store.coverage.since = At(since);
  store.coverage.until = At(until);
  store.coverage.mails = static_cast<std::int64_t>(store.mails.size());
}

}  // namespace mailwhy::test
