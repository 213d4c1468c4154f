// Reads rejects and sessions back.
#include "store/facts.h"
#include "store/sqlite/codec.h"
#include "store/sqlite/read_mail.h"

namespace mailwhy::store::sqlite {

RejectReader::RejectReader(Db& db, Names& names)
    : names_(names),
      get_(db,
           "SELECT occasion, at, zone, queue_id, client, client_port, sender,"
           " recipient, user, detail, verdict, lines FROM reject"
           " WHERE id = ?") {}

std::optional<Reject> RejectReader::Read(Id id) {
  const Use get(get_);
  if (!get_.Number(1, id).Step()) return std::nullopt;
  Reject reject;
  reject.id = id;
  reject.at = TimeIn(BaseOf(id) + get_.GetNumber(1), get_.GetNumber(2));
  reject.queue_id = get_.GetText(3);
  PeerValue client = names_.PeerOf(get_.GetOptional(4));
  reject.client = std::move(client.peer);
  reject.helo = std::move(client.helo);
  reject.client.port = get_.GetText(5);
  if (const Number sender = get_.GetOptional(6)) {
    reject.sender = names_.Address(sender);
  }
  reject.recipient = names_.Address(get_.GetOptional(7));
  reject.sasl_username = names_.Address(get_.GetOptional(8));
  Known known;
  ReadOccasion(reject, known);
  reject.verdict = names_.VerdictOf(get_.GetOptional(10), known);
  reject.evidence = UnpackLines(get_.GetBlob(11));
  return reject;
}

void RejectReader::ReadOccasion(Reject& reject, Known& known) {
  known.recipient = reject.recipient;
  known.ip = reject.client.ip;
  known.name = reject.client.name;
  if (reject.sender) known.sender = *reject.sender;
  known.helo = reject.helo;
  const std::vector<Number> occasion = names_.occasions.Of(get_.GetOptional(0));
  reject.host = names_.Word(occasion[0]);
  reject.daemon = names_.Word(occasion[1]);
  reject.service = names_.Word(occasion[2]);
  reject.action = names_.Word(occasion[3]);
  reject.stage = names_.Word(occasion[4]);
  reject.proto = names_.Word(occasion[5]);
  reject.sasl_method = names_.Word(occasion[6]);
  reject.code = names_.Word(occasion[7]);
  reject.dsn = names_.Word(occasion[8]);
  reject.response =
      PutTogether(names_.Word(occasion[9]), get_.GetText(9), known);
}

SessionReader::SessionReader(Db& db, Names& names)
    : names_(names),
      get_(db,
           "SELECT occasion, at, zone, client, client_port, user, detail,"
           " verdict, lines FROM session WHERE id = ?") {}

std::optional<Session> SessionReader::Read(Id id) {
  const Use get(get_);
  if (!get_.Number(1, id).Step()) return std::nullopt;
  Session session;
  session.id = id;
  session.at = TimeIn(BaseOf(id) + get_.GetNumber(1), get_.GetNumber(2));
  session.client = names_.PeerOf(get_.GetOptional(3)).peer;
  session.client.port = get_.GetText(4);
  session.sasl_username = names_.Address(get_.GetOptional(5));
  Known known;
  known.recipient = session.sasl_username;
  known.ip = session.client.ip;
  known.name = session.client.name;
  ReadOccasion(session, known);
  session.verdict = names_.VerdictOf(get_.GetOptional(7), known);
  session.evidence = UnpackLines(get_.GetBlob(8));
  return session;
}

void SessionReader::ReadOccasion(Session& session, const Known& known) {
  const std::vector<Number> occasion = names_.occasions.Of(get_.GetOptional(0));
  session.host = names_.Word(occasion[0]);
  session.daemon = names_.Word(occasion[1]);
  session.service = names_.Word(occasion[2]);
  session.kind = names_.Word(occasion[3]);
  session.stage = names_.Word(occasion[4]);
  session.sasl_method = names_.Word(occasion[6]);
  session.response =
      PutTogether(names_.Word(occasion[9]), get_.GetText(6), known);
}

}  // namespace mailwhy::store::sqlite
