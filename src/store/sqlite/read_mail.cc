#include "store/sqlite/read_mail.h"

#include "store/facts.h"
#include "store/sqlite/codec.h"
#include "store/sqlite/values.h"

namespace mailwhy::store::sqlite {
namespace {

Known KnownOf(const Delivery& delivery) {
  Known known;
  known.recipient = delivery.recipient;
  known.remote_queue_id = delivery.remote_queue_id;
  return known;
}

LinkKind ReadKind(std::int64_t value) {
  constexpr auto kLast = static_cast<std::int64_t>(LinkKind::kResubmit);
  return value >= 0 && value <= kLast ? static_cast<LinkKind>(value)
                                      : LinkKind::kBounce;
}

}  // namespace

MailReader::MailReader(Db& db, Names& names)
    : names_(names),
      get_mail_(db,
                "SELECT intake, queue_id, message, message_domain, first_seen,"
                " last_seen, arrival, ended, zone, zones, sender, size, nrcpt,"
                " client, client_port, user, state, lines"
                " FROM mail WHERE id = ?"),
      get_deliveries_(db,
                      "SELECT recipient, orig_to, state, remote_queue_id,"
                      " verdict, tries, at, zone, relay, delay, before_queue,"
                      " in_queue, connecting, transmitting, outcome, detail"
                      " FROM delivery WHERE mail = ? ORDER BY n"),
      get_attempts_(db,
                    "SELECT at, zone, relay, delay, before_queue, in_queue,"
                    " connecting, transmitting, outcome, detail FROM attempt"
                    " WHERE mail = ? AND n = ? ORDER BY k"),
      get_links_(db,
                 "SELECT kind, towards, host, queue_id FROM link"
                 " WHERE mail = ? ORDER BY n"),
      get_was_(db, "SELECT id FROM was WHERE mail = ? ORDER BY id"),
      present_(db, "SELECT 1 FROM mail WHERE id = ?"),
      became_(db, "SELECT mail FROM was WHERE id = ?"),
      with_queue_id_(db, "SELECT id FROM mail WHERE queue_id = ? ORDER BY id") {
}

std::optional<Id> MailReader::Present(Id id) {
  {
    const Use present(present_);
    if (present_.Number(1, id).Step()) return id;
  }
  const Use became(became_);
  if (!became_.Number(1, id).Step()) return std::nullopt;
  return became_.GetNumber(0);
}

std::vector<Id> MailReader::WithQueueId(std::string_view queue_id) {
  std::vector<Id> ids;
  const Use get(with_queue_id_);
  with_queue_id_.Text(1, queue_id);
  while (with_queue_id_.Step()) ids.push_back(with_queue_id_.GetNumber(0));
  return ids;
}

std::optional<Mail> MailReader::Read(Id id) {
  Mail mail;
  mail.id = id;
  std::int64_t flags = 0;
  {
    const Use get(get_mail_);
    if (!get_mail_.Number(1, id).Step()) return std::nullopt;
    flags = get_mail_.GetNumber(16);
    ReadStateAndFlags(flags, mail);
    ReadTimes(mail);
    ReadIntake(mail);
    ReadMessageId(mail);
    mail.evidence = UnpackLines(get_mail_.GetBlob(17));
  }
  ReadDeliveries(mail);
  if ((flags & kHasLinks) != 0) ReadLinks(mail);
  if ((flags & kHasWas) != 0) ReadWas(mail);
  return mail;
}

void MailReader::ReadTimes(Mail& mail) {
  const Micros base = BaseOf(mail.id);
  const std::int64_t zone = get_mail_.GetNumber(8);
  const Number zones = get_mail_.GetOptional(9);
  const std::int64_t last_zone = zones ? *zones >> 16 : zone;
  const std::int64_t arrival_zone =
      zones ? static_cast<std::int16_t>(*zones & 0xffff) : zone;
  const Micros first = get_mail_.GetNumber(4);
  mail.first_seen = TimeIn(base + first, zone);
  mail.last_seen = TimeIn(base + get_mail_.GetNumber(5), last_zone);
  mail.arrival =
      TimeIn(base + get_mail_.GetOptional(6).value_or(first), arrival_zone);
  if (const Number ended = get_mail_.GetOptional(7)) {
    mail.ended_at = mail.last_seen.at + *ended;
  }
}

void MailReader::ReadIntake(Mail& mail) {
  const std::vector<Number> intake =
      names_.intakes.Of(get_mail_.GetOptional(0));
  mail.host = names_.Word(intake[0]);
  mail.instance = names_.Word(intake[1]);
  mail.origin = names_.Word(intake[2]);
  mail.origin_uid = static_cast<int>(intake[3].value_or(-1));
  mail.origin_user = names_.Word(intake[4]);
  mail.sasl_method = names_.Word(intake[5]);
  mail.queue_id = get_mail_.GetText(1);
  if (const Number sender = get_mail_.GetOptional(10)) {
    mail.sender = names_.Address(sender);
  }
  mail.size = get_mail_.GetOptional(11).value_or(-1);
  mail.nrcpt = static_cast<int>(get_mail_.GetOptional(12).value_or(-1));
  PeerValue client = names_.PeerOf(get_mail_.GetOptional(13));
  mail.client = std::move(client.peer);
  mail.helo = std::move(client.helo);
  mail.client.port = get_mail_.GetText(14);
  mail.sasl_username = names_.Address(get_mail_.GetOptional(15));
}

void MailReader::ReadMessageId(Mail& mail) {
  mail.message_id = get_mail_.GetText(2);
  const Number domain = get_mail_.GetOptional(3);
  if (!domain) return;
  mail.message_id += '@';
  mail.message_id += names_.Domain(domain);
}

void MailReader::ReadDeliveries(Mail& mail) {
  std::vector<std::size_t> tried_again;
  {
    const Use get(get_deliveries_);
    get_deliveries_.Number(1, mail.id);
    while (get_deliveries_.Step()) {
      const bool again = get_deliveries_.GetNumber(5) > 1;
      if (again) tried_again.push_back(mail.deliveries.size());
      mail.deliveries.push_back(ReadDelivery(mail));
    }
  }
  for (const std::size_t n : tried_again) ReadFurtherAttempts(mail, n);
}

Delivery MailReader::ReadDelivery(const Mail& mail) {
  const Statement& row = get_deliveries_;
  Delivery delivery;
  delivery.recipient = names_.Address(row.GetOptional(0));
  delivery.orig_to = names_.Address(row.GetOptional(1));
  delivery.state = ReadState(row.GetNumber(2));
  delivery.remote_queue_id = row.GetText(3);
  Known known;
  known.recipient = delivery.recipient;
  delivery.verdict = names_.VerdictOf(row.GetOptional(4), known);
  if (row.GetNumber(5) > 0) {
    delivery.attempts.push_back(
        ReadAttempt(get_deliveries_, 6, mail, delivery));
  }
  return delivery;
}

Attempt MailReader::ReadAttempt(Statement& get, int at, const Mail& mail,
                                const Delivery& delivery) {
  Attempt attempt;
  attempt.at =
      TimeIn(BaseOf(mail.id) + get.GetNumber(at),
             get.GetOptional(at + 1).value_or(ZoneOf(mail.first_seen)));
  attempt.relay = names_.PeerOf(get.GetOptional(at + 2)).peer;
  attempt.delay = ReadDelay(get, at + 3);
  for (int i = 0; i < 4; ++i) {
    attempt.delays[static_cast<std::size_t>(i)] = ReadDelay(get, at + 4 + i);
  }
  const std::vector<Number> outcome =
      names_.outcomes.Of(get.GetOptional(at + 8));
  attempt.agent = names_.Word(outcome[0]);
  attempt.status = names_.Word(outcome[1]);
  attempt.dsn = names_.Word(outcome[2]);
  attempt.cause = names_.Word(outcome[3]);
  attempt.tls = names_.Word(outcome[4]);
  Known known = KnownOf(delivery);
  known.ip = attempt.relay.ip;
  known.name = attempt.relay.name;
  attempt.response =
      PutTogether(names_.Word(outcome[5]), get.GetText(at + 9), known);
  return attempt;
}

void MailReader::ReadFurtherAttempts(Mail& mail, std::size_t n) {
  Delivery& delivery = mail.deliveries[n];
  const Use get(get_attempts_);
  get_attempts_.Number(1, mail.id).Number(2, static_cast<std::int64_t>(n));
  while (get_attempts_.Step()) {
    delivery.attempts.push_back(ReadAttempt(get_attempts_, 0, mail, delivery));
  }
}

void MailReader::ReadLinks(Mail& mail) {
  const Use get(get_links_);
  get_links_.Number(1, mail.id);
  while (get_links_.Step()) {
    Link link;
    link.kind = ReadKind(get_links_.GetNumber(0));
    link.to = get_links_.GetNumber(1) != 0;
    link.host = names_.Word(get_links_.GetOptional(2));
    link.queue_id = get_links_.GetText(3);
    mail.links.push_back(std::move(link));
  }
}

void MailReader::ReadWas(Mail& mail) {
  const Use get(get_was_);
  get_was_.Number(1, mail.id);
  while (get_was_.Step()) mail.was.push_back(get_was_.GetNumber(0));
}

}  // namespace mailwhy::store::sqlite
