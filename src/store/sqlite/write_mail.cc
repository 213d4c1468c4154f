#include "store/sqlite/write_mail.h"

#include "store/facts.h"
#include "store/sqlite/codec.h"
#include "store/sqlite/values.h"

namespace mailwhy::store::sqlite {
namespace {

Known KnownOf(const Delivery& delivery, const Attempt& attempt) {
  Known known;
  known.recipient = delivery.recipient;
  known.ip = attempt.relay.ip;
  known.name = attempt.relay.name;
  known.remote_queue_id = delivery.remote_queue_id;
  return known;
}

Known KnownOf(const Delivery& delivery) {
  Known known;
  known.recipient = delivery.recipient;
  return known;
}

Number IfKnown(std::int64_t value) {
  if (value < 0) return std::nullopt;
  return value;
}

}  // namespace

MailWriter::MailWriter(Db& db, Numbers& numbers)
    : db_(db),
      numbers_(numbers),
      there_(db, "SELECT state & 64 FROM mail WHERE id = ?"),
      remove_mail_(db, "DELETE FROM mail WHERE id = ?"),
      remove_deliveries_(db, "DELETE FROM delivery WHERE mail = ?"),
      remove_attempts_(db, "DELETE FROM attempt WHERE mail = ?"),
      remove_links_(db, "DELETE FROM link WHERE mail = ?"),
      remove_was_(db, "DELETE FROM was WHERE mail = ?"),
      put_mail_(db,
                "INSERT INTO mail(id, intake, queue_id, message,"
                " message_domain, message_hash, first_seen, last_seen, arrival,"
                " ended, zone, zones, sender, size, nrcpt, client, client_port,"
                " user, state, lines)"
                " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
      put_delivery_(db,
                    "INSERT INTO delivery(mail, n, recipient, orig_to, state,"
                    " remote_queue_id, verdict, tries, at, zone, relay, delay,"
                    " before_queue, in_queue, connecting, transmitting,"
                    " outcome, detail)"
                    " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
      put_attempt_(db,
                   "INSERT INTO attempt(mail, n, k, at, zone, relay, delay,"
                   " before_queue, in_queue, connecting, transmitting,"
                   " outcome, detail) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)"),
      put_link_(db,
                "INSERT INTO link(mail, n, kind, towards, host, queue_id)"
                " VALUES(?,?,?,?,?,?)"),
      put_was_(db, "INSERT OR REPLACE INTO was(id, mail) VALUES(?, ?)") {}

MailWriter::Growth MailWriter::Save(const Mail& mail, bool known_new) {
  Growth growth;
  if (!mail.probe) {
    growth = {1, static_cast<std::int64_t>(mail.deliveries.size())};
  }
  if (!known_new) Remove(mail.id, growth);
  for (const Id other : mail.was) {
    if (other != mail.id) Remove(other, growth);
  }
  PutMail(mail);
  for (std::size_t n = 0; n < mail.deliveries.size(); ++n) {
    PutDelivery(mail, n);
    PutFurtherAttempts(mail, n);
  }
  PutLinks(mail);
  for (const Id other : mail.was) {
    put_was_.Number(1, other).Number(2, mail.id).Run();
  }
  return growth;
}

void MailWriter::Remove(Id id, Growth& growth) {
  bool probe = false;
  {
    const Use there(there_);
    if (!there_.Number(1, id).Step()) return;
    probe = there_.GetNumber(0) != 0;
  }
  remove_deliveries_.Number(1, id).Run();
  if (!probe) {
    growth.deliveries -= sqlite3_changes(db_.handle());
    --growth.mails;
  }
  for (Statement* remove :
       {&remove_mail_, &remove_attempts_, &remove_links_, &remove_was_}) {
    remove->Number(1, id).Run();
  }
}

void MailWriter::PutMail(const Mail& mail) {
  const std::string lines = PackLines(mail.evidence);
  put_mail_.Number(1, mail.id)
      .Number(2, numbers_.Intake(mail))
      .Text(3, mail.queue_id);
  BindMessageId(mail);
  BindTimes(mail);
  put_mail_.Number(13, numbers_.Sender(mail.sender))
      .Number(14, IfKnown(mail.size))
      .Number(15, IfKnown(mail.nrcpt))
      .Number(16, numbers_.PeerOf(mail.client, mail.helo, false));
  BindPort(put_mail_, 17, mail.client.port);
  put_mail_.Number(18, numbers_.Address(mail.sasl_username))
      .Number(19, StateAndFlags(mail));
  if (lines.empty()) {
    put_mail_.Null(20);
  } else {
    put_mail_.Blob(20, lines);
  }
  put_mail_.Run();
}

void MailWriter::BindMessageId(const Mail& mail) {
  if (mail.message_id.empty()) {
    put_mail_.Null(4).Null(5).Null(6);
    return;
  }
  const AddressParts parts = SplitAddress(mail.message_id);
  Number domain;
  if (parts.domain) domain = numbers_.domains().Of(*parts.domain);
  put_mail_.Text(4, parts.local).Number(5, domain);
  put_mail_.Number(6, ShortHash(mail.message_id));
}

void MailWriter::BindTimes(const Mail& mail) {
  const Micros base = BaseOf(mail.id);
  const std::int64_t zone = ZoneOf(mail.first_seen);
  const std::int64_t last_zone = ZoneOf(mail.last_seen);
  const std::int64_t arrival_zone = ZoneOf(mail.arrival);
  put_mail_.Number(7, mail.first_seen.at - base)
      .Number(8, mail.last_seen.at - base);
  Number arrival, ended, zones;
  if (mail.arrival != mail.first_seen) arrival = mail.arrival.at - base;
  if (mail.ended_at != 0) ended = mail.ended_at - mail.last_seen.at;
  if (last_zone != zone || arrival_zone != zone) {
    zones = last_zone * 65536 + (arrival_zone & 0xffff);
  }
  put_mail_.Number(9, arrival).Number(10, ended).Number(11, zone);
  put_mail_.Number(12, zones);
}

void MailWriter::PutDelivery(const Mail& mail, std::size_t n) {
  const Delivery& delivery = mail.deliveries[n];
  const bool tried = !delivery.attempts.empty();
  const auto tries = static_cast<std::int64_t>(delivery.attempts.size());
  put_delivery_.Number(1, mail.id)
      .Number(2, static_cast<std::int64_t>(n))
      .Number(3, numbers_.Address(delivery.recipient))
      .Number(4, numbers_.Address(delivery.orig_to))
      .Number(5, static_cast<std::int64_t>(delivery.state))
      .TextOrNull(6, delivery.remote_queue_id)
      .Number(7, numbers_.VerdictOf(delivery.verdict, KnownOf(delivery)))
      .Number(8, tries);
  BindAttempt(put_delivery_, 9, mail, delivery,
              tried ? &delivery.attempts.front() : nullptr);
  put_delivery_.Run();
}

void MailWriter::BindAttempt(Statement& put, int at, const Mail& mail,
                             const Delivery& delivery, const Attempt* attempt) {
  if (attempt == nullptr) {
    for (int i = 0; i < 10; ++i) put.Null(at + i);
    return;
  }
  const Reply reply = TakeApart(attempt->response, KnownOf(delivery, *attempt));
  detail_ = reply.detail;
  const std::int64_t zone = ZoneOf(attempt->at);
  put.Number(at, attempt->at.at - BaseOf(mail.id));
  put.Number(at + 1, zone == ZoneOf(mail.first_seen) ? Number() : zone);
  put.Number(at + 2, numbers_.PeerOf(attempt->relay, "", true));
  BindDelay(put, at + 3, attempt->delay);
  for (int i = 0; i < 4; ++i) {
    BindDelay(put, at + 4 + i, attempt->delays[static_cast<std::size_t>(i)]);
  }
  put.Number(at + 8, numbers_.Outcome(*attempt, reply.text));
  put.TextOrNull(at + 9, detail_);
}

void MailWriter::PutFurtherAttempts(const Mail& mail, std::size_t n) {
  const Delivery& delivery = mail.deliveries[n];
  for (std::size_t k = 1; k < delivery.attempts.size(); ++k) {
    put_attempt_.Number(1, mail.id)
        .Number(2, static_cast<std::int64_t>(n))
        .Number(3, static_cast<std::int64_t>(k));
    BindAttempt(put_attempt_, 4, mail, delivery, &delivery.attempts[k]);
    put_attempt_.Run();
  }
}

void MailWriter::PutLinks(const Mail& mail) {
  std::int64_t n = 0;
  for (const Link& link : mail.links) {
    put_link_.Number(1, mail.id)
        .Number(2, n++)
        .Number(3, static_cast<std::int64_t>(link.kind))
        .Number(4, link.to ? 1 : 0)
        .Number(5, numbers_.Word(link.host))
        .Text(6, link.queue_id)
        .Run();
  }
}

}  // namespace mailwhy::store::sqlite
