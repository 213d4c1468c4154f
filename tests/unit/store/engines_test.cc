// Both engines answer alike: the same random batches into each, then every verb
// of both.
#include <fmt/format.h>

#include <functional>
#include <random>

#include "unit/store/samples.h"

namespace mailwhy::store {
namespace {

using Random = std::mt19937;

int Below(Random& random, int most) {
  return static_cast<int>(random() % static_cast<unsigned>(most));
}

template <class T>
T OneOf(Random& random, const std::vector<T>& values) {
  return values[static_cast<std::size_t>(
      Below(random, static_cast<int>(values.size())))];
}

// Few values each, so that much is linked, replaced and found.
const std::vector<std::string> kHosts = {"mx01", "mx02", "mx02.example.net"};
const std::vector<std::string> kAddresses = {"taro@example.com",
                                             "Hana@Example.net",
                                             "jiro@example.org",
                                             "root",
                                             "",
                                             "taro@sub.example.com",
                                             "odd \x01\xff@x",
                                             "@"};
const std::vector<std::string> kMessageIds = {
    "", "1@example.com", "2@example.com", "1@EXAMPLE.com", "3@example.net"};
const std::vector<std::string> kCauses = {"", "user_unknown", "dnsbl_listed"};
const std::vector<Peer> kPeers = {{},
                                  {"localhost", "127.0.0.1", "10025"},
                                  {"mx02.example.net", "192.0.2.2", "25"},
                                  {"", "2001:db8::7", ""},
                                  {"mx01[private/dovecot-lmtp]", "", ""}};

std::string QueueIdIn(Random& random) {
  return fmt::format("{:X}", 0xA00 + Below(random, 30));
}

Timestamp TimeIn(Random& random) {
  const Micros spread = OneOf<Micros>(random, {kMinute, kHour, 4 * kDay});
  const auto after = static_cast<Micros>(random() % 1'000'000) * spread / 1'000;
  const auto offset = OneOf<std::int16_t>(random, {0, 540, -210});
  return At(after / 1'000, offset, after % 2 == 0 ? 0 : 6);
}

Timestamp Moved(Timestamp time, Micros by) {
  time.at += by;
  return time;
}

Verdict VerdictIn(Random& random) {
  Verdict verdict;
  verdict.cause = OneOf(random, kCauses);
  if (verdict.cause.empty()) return verdict;
  verdict.certainty = Certainty::kLikely;
  if (Below(random, 2) == 0) verdict.also = {"dnsbl_listed"};
  verdict.attributes = {{"said_by", "them"}};
  return verdict;
}

Delivery DeliveryIn(Random& random, const Timestamp& begin) {
  Delivery delivery;
  delivery.recipient = OneOf(random, kAddresses);
  delivery.orig_to = OneOf(random, kAddresses);
  delivery.state = static_cast<State>(Below(random, 6));
  if (Below(random, 2) == 0) delivery.remote_queue_id = QueueIdIn(random);
  delivery.verdict = VerdictIn(random);
  for (int left = Below(random, 3); left > 0; --left) {
    Attempt attempt;
    attempt.at = Moved(begin, Below(random, 600) * kSecond);
    attempt.agent = OneOf<std::string>(random, {"smtp", "pipe", "lmtp"});
    attempt.relay = OneOf(random, kPeers);
    attempt.delay = Below(random, 100) / 4.0;
    attempt.status = "sent";
    attempt.response = "250 ok " + QueueIdIn(random);
    attempt.cause = OneOf(random, kCauses);
    attempt.preceded_by = "not stored";
    delivery.attempts.push_back(attempt);
  }
  return delivery;
}

Mail MailIn(Random& random) {
  Mail mail;
  mail.host = OneOf(random, kHosts);
  mail.queue_id = QueueIdIn(random);
  mail.first_seen = TimeIn(random);
  const int lasts = 600 + Below(random, 900);  // no attempt comes later
  mail.last_seen = Moved(mail.first_seen, lasts * kSecond);
  mail.arrival = Moved(mail.first_seen, -Below(random, 3) * kHour);
  mail.id = MakeId(mail.first_seen.at, std::to_string(Below(random, 3)));
  mail.message_id = OneOf(random, kMessageIds);
  if (Below(random, 4) > 0) mail.sender = OneOf(random, kAddresses);
  mail.sasl_username = OneOf(random, kAddresses);
  mail.client = OneOf(random, kPeers);
  mail.origin = OneOf<std::string>(random, {"smtpd", "pickup", "bounce", ""});
  mail.probe = Below(random, 8) == 0;
  mail.held = Below(random, 8) == 0;
  if (Below(random, 2) == 0) mail.ended_at = mail.last_seen.at;
  for (int left = Below(random, 4); left > 0; --left) {
    mail.deliveries.push_back(DeliveryIn(random, mail.first_seen));
  }
  for (int left = Below(random, 3); left > 0; --left) {
    mail.links.push_back({static_cast<LinkKind>(Below(random, 5)),
                          Below(random, 2) == 0, OneOf(random, kHosts),
                          Below(random, 4) > 0 ? QueueIdIn(random) : "", 99});
  }
  mail.state = StateOfMail(mail);
  return mail;
}

Reject RejectIn(Random& random) {
  Reject reject;
  reject.at = TimeIn(random);
  reject.id = MakeId(reject.at.at, std::to_string(Below(random, 3)));
  reject.host = OneOf(random, kHosts);
  reject.action = OneOf<std::string>(random, {"reject", "hold"});
  reject.queue_id = Below(random, 2) == 0 ? QueueIdIn(random) : "";
  reject.client = OneOf(random, kPeers);
  if (Below(random, 4) > 0) reject.sender = OneOf(random, kAddresses);
  reject.recipient = OneOf(random, kAddresses);
  reject.sasl_username = OneOf(random, kAddresses);
  reject.verdict = VerdictIn(random);
  reject.preceded_by = "not stored";
  return reject;
}

Session SessionIn(Random& random) {
  Session session;
  session.at = TimeIn(random);
  session.id = MakeId(session.at.at, std::to_string(Below(random, 3)));
  session.host = OneOf(random, kHosts);
  session.kind = OneOf<std::string>(random, {"login_failed", "timeout"});
  session.client = OneOf(random, kPeers);
  session.sasl_username = OneOf(random, kAddresses);
  session.verdict = VerdictIn(random);
  return session;
}

std::string Text(const Timestamp& time) {
  return fmt::format("{}{:+}.{}", time.at, time.offset_minutes, time.digits);
}
std::string Text(const Peer& peer) {
  return fmt::format("{}[{}]:{}", peer.name, peer.ip, peer.port);
}
std::string Text(const Verdict& verdict) {
  std::string text = verdict.cause;
  for (const auto& also : verdict.also) text += "," + also;
  for (const auto& [key, value] : verdict.attributes) text += key + value;
  return text + std::to_string(static_cast<int>(verdict.certainty));
}
std::string Text(const Delivery& delivery) {
  std::string text =
      fmt::format("  {} {} {} {} {}\n", delivery.recipient, delivery.orig_to,
                  StateName(delivery.state), delivery.remote_queue_id,
                  Text(delivery.verdict));
  for (const Attempt& attempt : delivery.attempts) {
    text += fmt::format("    {} {} {} {} {} {} {} {}\n", Text(attempt.at),
                        attempt.agent, Text(attempt.relay), attempt.delay,
                        attempt.status, attempt.response, attempt.cause,
                        attempt.preceded_by);
  }
  return text;
}
std::string Text(const Mail& mail) {
  std::string text = fmt::format(
      "{} {} {} {} {} {} {} {} {} {} {} {} {} {} {}\n", mail.id, mail.host,
      mail.queue_id, mail.message_id, Text(mail.first_seen),
      Text(mail.last_seen), Text(mail.arrival), mail.sender.value_or("none"),
      mail.sasl_username, Text(mail.client), mail.origin, mail.probe, mail.held,
      mail.ended_at, StateName(mail.state));
  for (const Id was : mail.was) text += fmt::format("  was {}\n", was);
  for (const Delivery& delivery : mail.deliveries) text += Text(delivery);
  for (const Link& link : mail.links) {
    text += fmt::format("  {} {} {} {} {}\n", LinkKindName(link.kind), link.to,
                        link.host, link.queue_id, link.id);
  }
  return text;
}
std::string Text(const Reject& reject) {
  return fmt::format("{} {} {} {} {} {} {} {} {} {}\n", reject.id,
                     Text(reject.at), reject.host, reject.action,
                     reject.queue_id, Text(reject.client),
                     reject.sender.value_or("none"), reject.recipient,
                     Text(reject.verdict), reject.preceded_by);
}
std::string Text(const Session& session) {
  return fmt::format("{} {} {} {} {} {} {}\n", session.id, Text(session.at),
                     session.host, session.kind, Text(session.client),
                     session.sasl_username, Text(session.verdict));
}
template <class Row>
std::string Text(const std::optional<Row>& row) {
  return row ? Text(*row) : "none\n";
}

Filter FilterIn(Random& random) {
  const auto maybe = [&](const std::vector<std::string>& values) {
    return Below(random, 6) == 0 ? OneOf(random, values) : std::string();
  };
  Filter filter;
  filter.from = maybe({"taro@example.com", "@example.com", "*", "<>", "r*t"});
  filter.to = maybe({"hana@example.net", "@*.example.com", "TARO*", "root"});
  if (Below(random, 6) == 0) filter.queue_id = QueueIdIn(random);
  filter.message_id = maybe({"1@example.com", "2@example.com", "9@x"});
  filter.status = maybe({"delivered", "bounced", "held", "mixed", "rejected"});
  filter.cause = maybe({"user_unknown", "dnsbl_listed", "none"});
  filter.relay = maybe({"127.0.0.1", "*.example.net"});
  filter.client = maybe({"localhost", "192.0.2.*"});
  filter.user = maybe({"taro@*", "root"});
  if (Below(random, 3) == 0) filter.since = TimeIn(random).at;
  if (Below(random, 3) == 0) filter.until = TimeIn(random).at;
  filter.by = static_cast<Filter::By>(Below(random, 3));
  filter.order = static_cast<Filter::Order>(Below(random, 3));
  if (Below(random, 4) == 0) filter.limit = Below(random, 5);
  return filter;
}

std::string AnswersOf(Store& store, const Filter& filter) {
  std::string text;
  const auto add = [&](const auto& row) {
    text += Text(row);
    return true;
  };
  Must(store.FindMails(filter, [&](Mail&& mail) { return add(mail); }));
  std::string looked_at;
  Must(store.LookAtMails(filter, [&](const Mail& mail) {
    looked_at += Text(mail);
    return true;
  }));
  CHECK(looked_at == text);
  Must(store.FindRejects(filter, [&](Reject&& one) { return add(one); }));
  Must(store.FindSessions(filter, [&](Session&& one) { return add(one); }));
  return text;
}

std::string CoverageOf(Store& store) {
  const Coverage covers = Must(store.Covers());
  return fmt::format("{} {} {} {} {} {}", Text(*covers.since),
                     Text(*covers.until), covers.mails, covers.rejects,
                     covers.sessions, covers.deliveries);
}

std::string WhatIsKnownOf(Store& store, Id id) {
  std::string text = Text(Must(store.MailById(id)));
  text += Text(Must(store.RejectById(id)));
  text += Text(Must(store.SessionById(id)));
  text += Must(store.Taken(id)) ? "taken\n" : "free\n";
  return text;
}

std::string MailsOf(Store& store, const std::string& queue_id) {
  std::string text;
  for (const std::string& host : kHosts) {
    for (const Mail& mail : Must(store.MailsOf(host, queue_id))) {
      text += Text(mail);
    }
  }
  return text;
}

struct Rows {
  std::vector<Mail> mails;
  std::vector<Reject> rejects;
  std::vector<Session> sessions;

  Batch AsBatch() const {
    Batch batch;
    for (const Mail& mail : mails) batch.mails.push_back(&mail);
    for (const Reject& reject : rejects) batch.rejects.push_back(&reject);
    for (const Session& one : sessions) batch.sessions.push_back(&one);
    return batch;
  }
};

// New ones, ones changed, and ones that turned out to be another.
Rows RowsIn(Random& random, std::vector<Id>& ids) {
  Rows rows;
  for (int i = 0; i < 25; ++i) {
    Mail mail = MailIn(random);
    if (!ids.empty() && Below(random, 5) == 0) mail.was = {OneOf(random, ids)};
    ids.push_back(mail.id);
    rows.mails.push_back(mail);
    rows.rejects.push_back(RejectIn(random));
    ids.push_back(rows.rejects.back().id);
    rows.sessions.push_back(SessionIn(random));
    ids.push_back(rows.sessions.back().id);
  }
  return rows;
}

// Equal batches of seen lines too, since they move what is covered.
void SaveInBoth(Random& random, std::vector<Id>& ids, Store& a, Store& b) {
  const Rows rows = RowsIn(random, ids);
  Batch batch = rows.AsBatch();
  for (int i = 0; i < 10; ++i) {
    batch.seen.push_back(
        {TimeIn(random).at / kSecond, static_cast<std::uint32_t>(random())});
  }
  Must(a.Save(batch));
  // Whether an engine may take mails away changes nothing.
  std::vector<Mail> given = rows.mails;
  for (std::size_t i = 0; i < given.size(); ++i) {
    batch.mails[i] = &given[i];
    if (Below(random, 2) == 0) batch.leaving.push_back(&given[i]);
  }
  Must(b.Save(batch));
  const std::int64_t noon = kNoon / kSecond;
  CHECK(Must(a.Seen(noon, noon + 3600)) == Must(b.Seen(noon, noon + 3600)));
}

void CompareAnswers(Random& random, const std::vector<Id>& ids, Store& a,
                    Store& b) {
  REQUIRE(CoverageOf(a) == CoverageOf(b));
  REQUIRE(AnswersOf(a, {}) == AnswersOf(b, {}));
  for (int i = 0; i < 30; ++i) {
    const Filter filter = FilterIn(random);
    REQUIRE(AnswersOf(a, filter) == AnswersOf(b, filter));
    const std::string queue_id = QueueIdIn(random);
    REQUIRE(MailsOf(a, queue_id) == MailsOf(b, queue_id));
    const Id id = OneOf(random, ids);
    REQUIRE(WhatIsKnownOf(a, id) == WhatIsKnownOf(b, id));
  }
}

TEST_CASE("the same random batches into both engines: the same answers") {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const auto sqlite = InSqlite::Open();
    const auto plain = InPlainMemory::Open();
    std::vector<Id> ids;
    for (int round = 0; round < 3; ++round) {
      SaveInBoth(random, ids, *sqlite, *plain);
      CompareAnswers(random, ids, *sqlite, *plain);
    }
  }
}

}  // namespace
}  // namespace mailwhy::store
