#include "store/sqlite/names.h"

#include "store/sqlite/codec.h"

namespace mailwhy::store::sqlite {
namespace {

constexpr std::size_t kRemembered = 20'000;  // in each of two generations

}  // namespace

TextNames::TextNames(Db& db, const std::string& sql)
    : get_(db, sql), known_(kRemembered) {}

const std::string& TextNames::Of(Number id) {
  if (!id) return none_;
  if (const auto* known = known_.Find(*id)) return *known;
  const Use get(get_);
  if (!get_.Number(1, *id).Step()) return none_;
  return known_.Put(*id, std::string(get_.GetText(0)));
}

TupleNames::TupleNames(Db& db, const std::string& table,
                       const std::string& columns, std::size_t count)
    : get_(db, "SELECT " + columns + " FROM " + table + " WHERE id = ?"),
      known_(kRemembered),
      none_(count) {}

const std::vector<Number>& TupleNames::Of(Number id) {
  if (!id) return none_;
  if (const auto* known = known_.Find(*id)) return *known;
  const Use get(get_);
  if (!get_.Number(1, *id).Step()) return none_;
  std::vector<Number> values;
  for (std::size_t i = 0; i < none_.size(); ++i) {
    values.push_back(get_.GetOptional(static_cast<int>(i)));
  }
  return known_.Put(*id, std::move(values));
}

Names::Names(Db& db)
    : intakes(db, "intake", "host, instance, origin, uid, user, sasl_method",
              6),
      outcomes(db, "outcome", "agent, status, dsn, cause, tls, reply", 6),
      occasions(db, "occasion",
                "host, daemon, service, kind, stage, proto, sasl_method, code,"
                " dsn, reply",
                10),
      verdicts(db, "verdict", "cause, rest", 2),
      words_(db, "SELECT text FROM word WHERE id = ?"),
      domains_(db, "SELECT text FROM domain WHERE id = ?"),
      addresses_(db,
                 "SELECT CASE WHEN a.domain IS NULL THEN a.local"
                 " ELSE a.local || '@' || d.text END"
                 " FROM address a LEFT JOIN domain d ON d.id = a.domain"
                 " WHERE a.id = ?"),
      get_peer_(db, "SELECT name, ip, port, helo FROM peer WHERE id = ?"),
      peers_(kRemembered) {}

PeerValue Names::PeerOf(Number id) {
  if (!id) return {};
  if (const auto* known = peers_.Find(*id)) return *known;
  const Use get(get_peer_);
  if (!get_peer_.Number(1, *id).Step()) return {};
  PeerValue value;
  value.peer.name = get_peer_.GetText(0);
  value.peer.ip = get_peer_.GetText(1);
  value.peer.port = get_peer_.GetText(2);
  value.helo = get_peer_.GetText(3);
  return peers_.Put(*id, std::move(value));
}

Verdict Names::VerdictOf(Number id, const Known& known) {
  if (!id) return {};
  const std::vector<Number> parts = verdicts.Of(id);
  const std::string cause = Word(parts[0]);
  return ReadVerdict(cause, PutTogether(Word(parts[1]), "", known));
}

}  // namespace mailwhy::store::sqlite
