#include "store/sqlite/mail_query.h"

#include "store/sqlite/codec.h"

namespace mailwhy::store::sqlite {
namespace {

constexpr char kArrival[] =
    "((m.id >> 29) * 1000000 + ifnull(m.arrival, m.first_seen))";
constexpr char kFirstSeen[] = "((m.id >> 29) * 1000000 + m.first_seen)";
constexpr char kLastSeen[] = "((m.id >> 29) * 1000000 + m.last_seen)";
// As in indices.sql, mail_long.
constexpr char kIsLong[] =
    "(m.last_seen > 3600000000 OR m.first_seen < -3600000000"
    " OR m.arrival < -3600000000)";
constexpr std::int64_t kRounding = 2;  // seconds

std::string In(const Rows& rows) { return " IN (" + Listed(*rows) + ")"; }

}  // namespace

bool IsNewestFirst(const Filter& filter) {
  return filter.order == Filter::Order::kNewestFirst;
}

std::string OrderOf(const Filter& filter) {
  if (filter.order == Filter::Order::kExport) {
    return " ORDER BY (m.id >> 29) * 1000000 + m.first_seen,"
           " (SELECT w.text FROM intake i JOIN word w ON w.id = i.host"
           " WHERE i.id = m.intake), m.queue_id, m.id";
  }
  return IsNewestFirst(filter) ? " ORDER BY m.id DESC" : " ORDER BY m.id";
}

MailQuery::MailQuery(Resolver& resolver, const Facts& facts,
                     const Filter& filter)
    : facts_(facts), filter_(filter) {
  if (!filter.to.empty()) to_ = Kept(resolver.Addresses(filter.to));
  if (!filter.from.empty()) from_ = Kept(resolver.Addresses(filter.from));
  if (!filter.user.empty()) user_ = Kept(resolver.Addresses(filter.user));
  if (!filter.client.empty()) client_ = Kept(resolver.Peers(filter.client));
  if (!filter.relay.empty()) relay_ = Kept(resolver.Peers(filter.relay));
  if (!filter.cause.empty()) cause_ = Kept(resolver.Verdicts(filter.cause));
  wide_ = Widened(filter, facts.longest() / kSecond + kRounding,
                  facts.earliest() / kSecond + kRounding);
}

Rows MailQuery::Kept(Rows rows) {
  if (rows && rows->empty()) impossible_ = true;
  return rows;
}

// An export is sorted as a whole: there, only the conditions narrow down.
bool MailQuery::UsesIndex() const {
  return filter_.order != Filter::Order::kExport &&
         (!filter_.queue_id.empty() || IsSliced() || cause_);
}

bool MailQuery::IsSliced() const {
  return filter_.order != Filter::Order::kExport && filter_.queue_id.empty() &&
         (!filter_.message_id.empty() || to_ || from_ || user_);
}

bool MailQuery::IsByQueueId() const {
  return filter_.order != Filter::Order::kExport && !filter_.queue_id.empty();
}

std::string MailQuery::Sql() const {
  if (!UsesIndex()) return Scan();
  return "SELECT m.id FROM mail m WHERE m.id IN (" + Indexed() + ")" +
         Conditions() + OrderOf(filter_);
}

std::string MailQuery::Indexed() const {
  if (IsByQueueId()) return "SELECT id FROM mail WHERE queue_id = ?1";
  const std::string mails = "SELECT id FROM mail WHERE (id >> 46) = ?1 AND ";
  if (!filter_.message_id.empty()) {
    return mails +
           "message_hash = " + std::to_string(ShortHash(filter_.message_id));
  }
  if (to_) return Recipients();
  if (from_) {
    return mails + "sender" + In(from_) + " UNION " + mails + "user" +
           In(from_);
  }
  if (user_) return mails + "user" + In(user_);
  return "SELECT mail FROM delivery WHERE verdict" + In(cause_) + " AND " +
         IdRange("mail", wide_);
}

std::string MailQuery::Recipients() const {
  const std::string rest = In(to_) + " AND " + IdRange("mail", wide_);
  const std::string from =
      "SELECT mail FROM delivery WHERE (mail >> 46) = ?1 AND ";
  return from + "recipient" + rest + " UNION " + from + "orig_to" + rest;
}

// By time. Mails whose times lie far from their id come from an index of their
// own.
std::string MailQuery::Scan() const {
  const bool all = !filter_.since && !filter_.until;
  const bool sorted = filter_.order == Filter::Order::kExport;
  const std::string from = "SELECT m.id FROM mail m WHERE ";
  if (all || sorted) {
    return from + IdRange("m.id", wide_) + Conditions() + OrderOf(filter_);
  }
  const Seconds near = Widened(filter_, kHourSeconds, kHourSeconds);
  return from + IdRange("m.id", near) + Conditions() + " UNION " + from +
         kIsLong + LastSecondRange() + " AND " + IdRange("+m.id", wide_) +
         Conditions() + " ORDER BY 1" + (IsNewestFirst(filter_) ? " DESC" : "");
}

std::string MailQuery::LastSecondRange() const {
  const Micros reach = facts_.longest() + facts_.earliest();
  const Seconds last = Widened(filter_, kRounding, reach / kSecond + kRounding);
  return " AND (m.id >> 29) + m.last_seen / 1000000 BETWEEN " +
         std::to_string(last.first) + " AND " + std::to_string(last.last);
}

std::string MailQuery::Conditions() const {
  return TimeCondition() + MailConditions() + DeliveryCondition();
}

// By activity: from the arrival to the last line, something lies in the window.
std::string MailQuery::TimeCondition() const {
  const bool first_seen = filter_.by == Filter::By::kFirstSeen;
  const bool activity = filter_.by == Filter::By::kActivity;
  const std::string begin = first_seen ? kFirstSeen : kArrival;
  std::string sql;
  if (filter_.since) {
    sql += " AND " + (activity ? kLastSeen : begin) +
           " >= " + std::to_string(*filter_.since);
  }
  if (filter_.until) {
    sql += " AND " + begin + " < " + std::to_string(*filter_.until);
  }
  return sql;
}

std::string MailQuery::MailConditions() const {
  std::string sql;
  if (from_)
    sql += " AND (m.sender" + In(from_) + " OR m.user" + In(from_) + ")";
  if (user_) sql += " AND m.user" + In(user_);
  if (client_) sql += " AND m.client" + In(client_);
  return sql;
}

std::string MailQuery::DeliveryCondition() const {
  const auto state = StateFromName(filter_.status);
  std::string of_delivery = OfDelivery();
  std::string own;
  if (state) {
    const std::string number = std::to_string(static_cast<int>(*state));
    own = "(m.state & 15) = " + number;
    const bool own_alone = of_delivery.empty();
    of_delivery += " AND (" + own + " OR d.state = " + number + ")";
    if (!own_alone) own.clear();
  }
  if (of_delivery.empty()) return "";
  return " AND (" + (own.empty() ? "" : own + " OR ") +
         "EXISTS(SELECT 1 FROM delivery d WHERE d.mail = m.id" + of_delivery +
         "))";
}

std::string MailQuery::OfDelivery() const {
  std::string sql;
  if (to_)
    sql += " AND (d.recipient" + In(to_) + " OR d.orig_to" + In(to_) + ")";
  if (cause_) sql += " AND d.verdict" + In(cause_);
  if (relay_) {
    sql += " AND (d.relay" + In(relay_) +
           " OR (d.tries > 1 AND EXISTS(SELECT 1 FROM attempt a"
           " WHERE a.mail = d.mail AND a.n = d.n AND a.relay" +
           In(relay_) + ")))";
  }
  return sql;
}

}  // namespace mailwhy::store::sqlite
