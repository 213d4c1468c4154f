// Mails go in and come back as they were.
#include "unit/store/samples.h"

namespace mailwhy::store {
namespace {

void CheckSame(const Timestamp& a, const Timestamp& b) {
  CHECK(a.at == b.at);
  CHECK(a.offset_minutes == b.offset_minutes);
  CHECK(a.digits == b.digits);
}

void CheckSame(const Verdict& a, const Verdict& b) {
  CHECK(a.cause == b.cause);
  CHECK(a.also == b.also);
  CHECK(a.certainty == b.certainty);
  CHECK(a.attributes == b.attributes);
}

void CheckSame(const Attempt& a, const Attempt& b) {
  CheckSame(a.at, b.at);
  CHECK(a.agent == b.agent);
  CHECK(a.relay == b.relay);
  CHECK(a.delay == b.delay);
  CHECK(a.delays == b.delays);
  CHECK(a.dsn == b.dsn);
  CHECK(a.status == b.status);
  CHECK(a.response == b.response);
  CHECK(a.cause == b.cause);
  CHECK(a.tls == b.tls);
}

void CheckSame(const Delivery& a, const Delivery& b) {
  CHECK(a.recipient == b.recipient);
  CHECK(a.orig_to == b.orig_to);
  CHECK(a.state == b.state);
  CHECK(a.remote_queue_id == b.remote_queue_id);
  CheckSame(a.verdict, b.verdict);
  REQUIRE(a.attempts.size() == b.attempts.size());
  for (std::size_t i = 0; i < a.attempts.size(); ++i) {
    CheckSame(a.attempts[i], b.attempts[i]);
  }
}

void CheckSameIntake(const Mail& a, const Mail& b) {
  CHECK(a.host == b.host);
  CHECK(a.instance == b.instance);
  CHECK(a.queue_id == b.queue_id);
  CHECK(a.message_id == b.message_id);
  CHECK(a.sender == b.sender);
  CHECK(a.size == b.size);
  CHECK(a.nrcpt == b.nrcpt);
  CHECK(a.client == b.client);
  CHECK(a.helo == b.helo);
  CHECK(a.sasl_method == b.sasl_method);
  CHECK(a.sasl_username == b.sasl_username);
  CHECK(a.origin == b.origin);
  CHECK(a.origin_uid == b.origin_uid);
  CHECK(a.origin_user == b.origin_user);
}

void CheckSame(const Mail& a, const Mail& b) {
  CHECK(a.id == b.id);
  CHECK(a.was == b.was);
  CheckSameIntake(a, b);
  CheckSame(a.first_seen, b.first_seen);
  CheckSame(a.last_seen, b.last_seen);
  CheckSame(a.arrival, b.arrival);
  CHECK(a.state == b.state);
  CHECK(a.start_missing == b.start_missing);
  CHECK(a.held == b.held);
  CHECK(a.probe == b.probe);
  CHECK(a.ended_at == b.ended_at);
  CHECK(a.evidence == b.evidence);
  REQUIRE(a.deliveries.size() == b.deliveries.size());
  for (std::size_t i = 0; i < a.deliveries.size(); ++i) {
    CheckSame(a.deliveries[i], b.deliveries[i]);
  }
}

template <class Engine>
Mail SavedAndRead(const Mail& mail) {
  const auto store = Engine::Open();
  SaveMails(*store, {mail});
  auto read = Must(store->MailById(mail.id));
  REQUIRE(read.has_value());
  return *read;
}

STORE_TEST_CASE("a mail comes back as it was saved, every field of it") {
  const Mail mail = Everything();
  CheckSame(SavedAndRead<Engine>(mail), mail);
}

STORE_TEST_CASE("what a mail does not know stays unknown") {
  Mail mail;
  mail.host = "mx01";
  mail.queue_id = "A1";
  mail.first_seen = mail.last_seen = mail.arrival = At(0);
  mail.id = MakeId(mail.first_seen.at, "a");
  CheckSame(SavedAndRead<Engine>(mail), mail);
}

STORE_TEST_CASE("the empty sender is not the unknown one") {
  Mail mail = Delivered("A1", 0, "", "a@example.net");
  CHECK(SavedAndRead<Engine>(mail).sender == "");
  mail.sender.reset();
  CHECK_FALSE(SavedAndRead<Engine>(mail).sender.has_value());
}

STORE_TEST_CASE("delays come back to the last digit") {
  Mail mail = Delivered("A1", 0, "a@example.com", "a@example.net");
  Attempt& attempt = mail.deliveries[0].attempts[0];
  for (const double delay : {0.0, 0.01, 0.29, 1.1, 4.35, 0.000123, 432000.07,
                             99999999.0, 1e300, -1.0}) {
    CAPTURE(delay);
    attempt.delay = delay;
    CHECK(SavedAndRead<Engine>(mail).deliveries[0].attempts[0].delay == delay);
  }
}

STORE_TEST_CASE("bytes that strangers wrote come back as they were") {
  for (const std::string& text :
       {std::string("'; DROP TABLE mail; --"), std::string("\0a\0", 3),
        std::string("\xff\xfe\x80 x"), std::string("\1\2\3\7 \2"),
        std::string("a@b@c"), std::string("@"), std::string("user@"),
        std::string(100'000, 'x')}) {
    CAPTURE(text.size());
    Mail mail = Everything();
    mail.sender = text;
    mail.message_id = mail.helo = mail.sasl_username = text;
    mail.client.name = mail.client.port = text;
    mail.deliveries[0].recipient = text;
    mail.deliveries[0].verdict.cause = text;
    mail.deliveries[0].verdict.attributes = {{text, text}};
    mail.deliveries[0].attempts[0].response = "said " + text + " 12345678 x";
    mail.deliveries[0].attempts[1].response = text;
    CheckSame(SavedAndRead<Engine>(mail), mail);
  }
}

STORE_TEST_CASE(
    "address probes are in no count, also when they turn out to be one") {
  const auto store = Engine::Open();
  Mail mail = Everything();
  mail.probe = false;
  SaveMails(*store, {mail});
  CHECK(Must(store->Covers()).mails == 1);
  mail.probe = true;
  SaveMails(*store, {mail});
  CHECK(Must(store->Covers()).mails == 0);
  CHECK(Must(store->Covers()).deliveries == 0);
  SaveMails(*store, {mail});
  mail.probe = false;
  SaveMails(*store, {mail});
  CHECK(Must(store->Covers()).mails == 1);
}

STORE_TEST_CASE("saving a mail again replaces it") {
  const auto store = Engine::Open();
  Mail mail = Everything();
  mail.probe = false;
  SaveMails(*store, {mail});
  const auto before = mail.deliveries.size();
  CHECK(Must(store->Covers()).deliveries == static_cast<std::int64_t>(before));
  mail.deliveries.pop_back();
  mail.deliveries[0].attempts.pop_back();
  mail.deliveries[0].state = State::kDelivered;
  mail.evidence.push_back((1LL << 40) + 5);
  SaveMails(*store, {mail});
  SaveMails(*store, {mail});
  CheckSame(*Must(store->MailById(mail.id)), mail);
  CHECK(Must(store->Covers()).mails == 1);
  CHECK(Must(store->Covers()).deliveries ==
        static_cast<std::int64_t>(before) - 1);
  CHECK(Must(store->MailsOf("mx01", mail.queue_id)).size() == 1);
}

STORE_TEST_CASE("of a mail that one batch holds twice the last one counts") {
  const auto store = Engine::Open();
  Mail mail = Delivered("A1", 0, "a@example.com", "a@example.net");
  Mail later = mail;
  later.size = 77;
  SaveMails(*store, {mail, later});
  CHECK(Must(store->MailById(mail.id))->size == 77);
  CHECK(Must(store->Covers()).mails == 1);
}

STORE_TEST_CASE("a mail that turned out to be another is found by its old id") {
  const auto store = Engine::Open();
  Mail older = Delivered("A1", 0, "a@example.com", "a@example.net");
  Mail newer = Delivered("A1", kSecond, "a@example.com", "b@example.net");
  SaveMails(*store, {older, newer});
  older.was = {newer.id};
  SaveMails(*store, {older});
  const auto found = Must(store->MailById(newer.id));
  REQUIRE(found.has_value());
  CheckSame(*found, older);
  CHECK(Must(store->Taken(newer.id)));
  CHECK(Must(store->Covers()).mails == 1);
  CHECK(Must(store->Covers()).deliveries == 1);
  SaveMails(*store, {older});
  CHECK(Must(store->MailById(newer.id))->was == std::vector<Id>{newer.id});
}

STORE_TEST_CASE("mails of a queue ID come in the order of time, host by host") {
  const auto store = Engine::Open();
  Mail first = Delivered("A1", 0, "a@example.com", "a@example.net");
  Mail second = Delivered("A1", kHour, "b@example.com", "a@example.net");
  Mail other = Delivered("A1", kMinute, "c@example.com", "a@example.net");
  other.host = "mx02";
  other.id = MakeId(other.first_seen.at, "other");
  SaveMails(*store, {second, other, first});
  const auto mails = Must(store->MailsOf("mx01", "A1"));
  REQUIRE(mails.size() == 2);
  CHECK(mails[0].sender == "a@example.com");
  CHECK(mails[1].sender == "b@example.com");
  CHECK(Must(store->MailsOf("mx01", "A2")).empty());
  CHECK(Must(store->MailsOf("mx03", "A1")).empty());
}

STORE_TEST_CASE("an id is taken by a mail, a reject or a session") {
  const auto store = Engine::Open();
  const Mail mail = Delivered("A1", 0, "a@example.com", "a@example.net");
  Reject reject;
  reject.at = At(0);
  reject.id = mail.id + 1;
  Session session;
  session.at = At(0);
  session.id = mail.id + 2;
  Batch batch;
  batch.mails = {&mail};
  batch.rejects = {&reject};
  batch.sessions = {&session};
  CHECK_FALSE(Must(store->Taken(mail.id)));
  Must(store->Save(batch));
  for (Id id = mail.id; id < mail.id + 3; ++id) CHECK(Must(store->Taken(id)));
  CHECK_FALSE(Must(store->Taken(mail.id + 3)));
  CHECK_FALSE(Must(store->Taken(mail.id + (1LL << 40))));
}

}  // namespace
}  // namespace mailwhy::store
