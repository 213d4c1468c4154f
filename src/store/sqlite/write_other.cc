#include "store/sqlite/write_other.h"

#include "store/facts.h"
#include "store/sqlite/codec.h"

namespace mailwhy::store::sqlite {
namespace {

bool Remove(Db& db, Statement& remove, Id id) {
  remove.Number(1, id).Run();
  return sqlite3_changes(db.handle()) > 0;
}

void BindLines(Statement& put, int at, const std::string& lines) {
  if (lines.empty()) {
    put.Null(at);
  } else {
    put.Blob(at, lines);
  }
}

Known KnownOf(const Reject& reject) {
  Known known;
  known.recipient = reject.recipient;
  known.ip = reject.client.ip;
  known.name = reject.client.name;
  if (reject.sender) known.sender = *reject.sender;
  known.helo = reject.helo;
  return known;
}

Known KnownOf(const Session& session) {
  Known known;
  known.recipient = session.sasl_username;
  known.ip = session.client.ip;
  known.name = session.client.name;
  return known;
}

}  // namespace

RejectWriter::RejectWriter(Db& db, Numbers& numbers)
    : numbers_(numbers),
      remove_(db, "DELETE FROM reject WHERE id = ?"),
      put_(db,
           "INSERT INTO reject(id, occasion, at, zone, queue_id, client,"
           " client_port, sender, recipient, user, detail, verdict, lines)"
           " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)"),
      db_(db) {}

int RejectWriter::Save(const Reject& reject, bool known_new) {
  const bool there = !known_new && Remove(db_, remove_, reject.id);
  const Known known = KnownOf(reject);
  const Reply reply = TakeApart(reject.response, known);
  const std::string lines = PackLines(reject.evidence);
  put_.Number(1, reject.id)
      .Number(2, numbers_.Occasion(reject, reply.text))
      .Number(3, reject.at.at - BaseOf(reject.id))
      .Number(4, ZoneOf(reject.at))
      .TextOrNull(5, reject.queue_id)
      .Number(6, numbers_.PeerOf(reject.client, reject.helo, false));
  BindPort(put_, 7, reject.client.port);
  put_.Number(8, numbers_.Sender(reject.sender))
      .Number(9, numbers_.Address(reject.recipient))
      .Number(10, numbers_.Address(reject.sasl_username))
      .TextOrNull(11, reply.detail)
      .Number(12, numbers_.VerdictOf(reject.verdict, known));
  BindLines(put_, 13, lines);
  put_.Run();
  return there ? 0 : 1;
}

SessionWriter::SessionWriter(Db& db, Numbers& numbers)
    : numbers_(numbers),
      remove_(db, "DELETE FROM session WHERE id = ?"),
      put_(db,
           "INSERT INTO session(id, occasion, at, zone, client, client_port,"
           " user, detail, verdict, lines) VALUES(?,?,?,?,?,?,?,?,?,?)"),
      db_(db) {}

int SessionWriter::Save(const Session& session, bool known_new) {
  const bool there = !known_new && Remove(db_, remove_, session.id);
  const Known known = KnownOf(session);
  const Reply reply = TakeApart(session.response, known);
  const std::string lines = PackLines(session.evidence);
  put_.Number(1, session.id)
      .Number(2, numbers_.Occasion(session, reply.text))
      .Number(3, session.at.at - BaseOf(session.id))
      .Number(4, ZoneOf(session.at))
      .Number(5, numbers_.PeerOf(session.client, "", false));
  BindPort(put_, 6, session.client.port);
  put_.Number(7, numbers_.Address(session.sasl_username))
      .TextOrNull(8, reply.detail)
      .Number(9, numbers_.VerdictOf(session.verdict, known));
  BindLines(put_, 10, lines);
  put_.Run();
  return there ? 0 : 1;
}

}  // namespace mailwhy::store::sqlite
