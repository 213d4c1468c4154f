// Rejects, sessions, evidence, seen lines, marks, and what the store covers.
#include "unit/store/samples.h"

namespace mailwhy::store {
namespace {

Reject SomeReject(Micros after_noon) {
  Reject reject;
  reject.at = At(after_noon, -300, 3);
  reject.id = MakeId(reject.at.at, "reject");
  reject.host = "mx01";
  reject.daemon = "smtpd";
  reject.service = "submission";
  reject.queue_id = "A1";
  reject.action = "milter_reject";
  reject.stage = "end_of_data";
  reject.client = {"h.example.net", "198.51.100.9", "2525"};
  reject.helo = "h.example.net";
  reject.sender = "a@example.net";
  reject.recipient = "b@example.org";
  reject.proto = "ESMTP";
  reject.sasl_method = "LOGIN";
  reject.sasl_username = "a-login";
  reject.code = "554";
  reject.dsn = "5.7.1";
  reject.response =
      "554 5.7.1 <b@example.org>: Client host [198.51.100.9] blocked; "
      "https://list.example.com/q?ip=198.51.100.9";
  reject.verdict = {"dnsbl_listed",
                    {"spam"},
                    Certainty::kLikely,
                    {{"url", "https://list.example.com/q?ip=198.51.100.9"}}};
  reject.evidence = {65536, 65540};
  return reject;
}

Session SomeSession(Micros after_noon) {
  Session session;
  session.at = At(after_noon, 60, 6);
  session.id = MakeId(session.at.at, "session");
  session.host = "mx02";
  session.daemon = "imap-login";
  session.service = "imap";
  session.client = {"", "2001:db8::9", ""};
  session.kind = "login_failed";
  session.stage = "auth";
  session.sasl_method = "PLAIN";
  session.sasl_username = "hana@example.com";
  session.response = "authentication failure for hana@example.com";
  session.verdict = {"auth_failed", {}, Certainty::kCertain, {}};
  session.evidence = {70000};
  return session;
}

STORE_TEST_CASE("a reject comes back as it was saved") {
  const auto store = Engine::Open();
  const Reject saved = SomeReject(0);
  Batch batch;
  batch.rejects = {&saved};
  Must(store->Save(batch));
  Must(store->Save(batch));
  const auto read = Must(store->RejectById(saved.id));
  REQUIRE(read.has_value());
  CHECK(read->at == saved.at);
  CHECK(read->at.offset_minutes == -300);
  CHECK(read->at.digits == 3);
  CHECK(read->host == saved.host);
  CHECK(read->daemon == saved.daemon);
  CHECK(read->service == saved.service);
  CHECK(read->queue_id == saved.queue_id);
  CHECK(read->action == saved.action);
  CHECK(read->stage == saved.stage);
  CHECK(read->client == saved.client);
  CHECK(read->helo == saved.helo);
  CHECK(read->sender == saved.sender);
  CHECK(read->recipient == saved.recipient);
  CHECK(read->proto == saved.proto);
  CHECK(read->sasl_method == saved.sasl_method);
  CHECK(read->sasl_username == saved.sasl_username);
  CHECK(read->code == saved.code);
  CHECK(read->dsn == saved.dsn);
  CHECK(read->response == saved.response);
  CHECK(read->verdict.cause == saved.verdict.cause);
  CHECK(read->verdict.also == saved.verdict.also);
  CHECK(read->verdict.attributes == saved.verdict.attributes);
  CHECK(read->evidence == saved.evidence);
  CHECK(Must(store->Covers()).rejects == 1);
  CHECK_FALSE(Must(store->RejectById(saved.id + 1)).has_value());
}

STORE_TEST_CASE("a session comes back as it was saved") {
  const auto store = Engine::Open();
  const Session saved = SomeSession(0);
  Batch batch;
  batch.sessions = {&saved};
  Must(store->Save(batch));
  const auto read = Must(store->SessionById(saved.id));
  REQUIRE(read.has_value());
  CHECK(read->at == saved.at);
  CHECK(read->at.offset_minutes == 60);
  CHECK(read->host == saved.host);
  CHECK(read->daemon == saved.daemon);
  CHECK(read->service == saved.service);
  CHECK(read->client == saved.client);
  CHECK(read->kind == saved.kind);
  CHECK(read->stage == saved.stage);
  CHECK(read->sasl_method == saved.sasl_method);
  CHECK(read->sasl_username == saved.sasl_username);
  CHECK(read->response == saved.response);
  CHECK(read->verdict.cause == saved.verdict.cause);
  CHECK(read->verdict.certainty == Certainty::kCertain);
  CHECK(read->evidence == saved.evidence);
  CHECK(Must(store->Covers()).sessions == 1);
}

std::size_t Rejects(Store& store, const Filter& filter) {
  std::size_t count = 0;
  Must(store.FindRejects(filter, [&](Reject&&) { return ++count != 0; }));
  return count;
}

std::size_t Sessions(Store& store, const Filter& filter) {
  std::size_t count = 0;
  Must(store.FindSessions(filter, [&](Session&&) { return ++count != 0; }));
  return count;
}

STORE_TEST_CASE("rejects and sessions are found by what they know") {
  const auto store = Engine::Open();
  const Reject reject = SomeReject(0);
  const Session session = SomeSession(kMinute);
  Batch batch;
  batch.rejects = {&reject};
  batch.sessions = {&session};
  Must(store->Save(batch));
  const auto counts = [&](auto change) {
    Filter filter;
    change(filter);
    return std::pair(Rejects(*store, filter), Sessions(*store, filter));
  };
  using Counts = std::pair<std::size_t, std::size_t>;
  CHECK(counts([](Filter&) {}) == Counts{1, 1});
  CHECK(counts([](Filter& f) { f.from = "A@example.net"; }) == Counts{1, 0});
  CHECK(counts([](Filter& f) { f.from = "a-login"; }) == Counts{1, 0});
  CHECK(counts([](Filter& f) { f.from = "@example.com"; }) == Counts{0, 1});
  CHECK(counts([](Filter& f) { f.user = "hana*"; }) == Counts{0, 1});
  CHECK(counts([](Filter& f) { f.to = "b@example.org"; }) == Counts{1, 0});
  CHECK(counts([](Filter& f) { f.client = "2001:db8::9"; }) == Counts{0, 1});
  CHECK(counts([](Filter& f) { f.client = "h.example.net"; }) == Counts{1, 0});
  CHECK(counts([](Filter& f) { f.cause = "spam"; }) == Counts{1, 0});
  CHECK(counts([](Filter& f) { f.status = "rejected"; }) == Counts{1, 0});
  CHECK(counts([](Filter& f) { f.status = "login_failed"; }) == Counts{0, 1});
  CHECK(counts([](Filter& f) { f.queue_id = "A1"; }) == Counts{1, 0});
  CHECK(counts([](Filter& f) { f.message_id = "x"; }) == Counts{0, 0});
  CHECK(counts([](Filter& f) { f.since = kNoon + 1; }) == Counts{0, 1});
  CHECK(counts([](Filter& f) { f.until = kNoon + 1; }) == Counts{1, 0});
  CHECK(counts([](Filter& f) { f.order = Filter::Order::kExport; }) ==
        Counts{1, 1});
}

STORE_TEST_CASE("kept lines come back, in the order asked for") {
  const auto store = Engine::Open();
  std::vector<LineRef> refs;
  std::vector<std::string> lines;
  for (int i = 0; i < 5000; ++i) {
    lines.push_back("line " + std::to_string(i) + std::string(i % 97, 'x'));
    refs.push_back(Must(store->Keep(lines.back())));
    CHECK((i == 0 || refs[i] > refs[i - 1]));
  }
  Must(store->Save({}));
  CHECK(Must(store->Evidence(refs)) == lines);
  CHECK(Must(store->Evidence({refs[4999], refs[0]})) ==
        std::vector<std::string>{lines[4999], lines[0]});
}

STORE_TEST_CASE("lines that are not there are left out") {
  const auto store = Engine::Open();
  const LineRef ref = Must(store->Keep("one"));
  Must(store->Save({}));
  CHECK(Must(store->Evidence({0, ref, ref + 1, ref + 65536, ~LineRef{0}})) ==
        std::vector<std::string>{"one"});
}

STORE_TEST_CASE("lines of any bytes and any length are kept, the longest cut") {
  const auto store = Engine::Open();
  const std::vector<std::string> lines = {"", std::string("\0\n\xff", 3),
                                          std::string(300'000, 'a'), "after"};
  std::vector<LineRef> refs;
  for (const auto& line : lines) refs.push_back(Must(store->Keep(line)));
  const LineRef huge = Must(store->Keep(std::string(3 << 20, 'b')));
  Must(store->Save({}));
  CHECK(Must(store->Evidence(refs)) == lines);
  CHECK(Must(store->Evidence({huge}))[0].size() == 1 << 20);
}

STORE_TEST_CASE("more lines than a block can name go on in the next") {
  const auto store = Engine::Open();
  std::vector<LineRef> refs;
  for (int i = 0; i < 70'000; ++i) refs.push_back(Must(store->Keep("")));
  const LineRef last = Must(store->Keep("last"));
  CHECK(last > refs.back());
  Must(store->Save({}));
  CHECK(Must(store->Evidence(refs)).size() == refs.size());
  CHECK(Must(store->Evidence({last})) == std::vector<std::string>{"last"});
}

TEST_CASE("a block that saves cut short is filled up by the next") {
  const Directory directory;
  std::vector<LineRef> refs;
  for (int i = 0; i < 20; ++i) {
    const auto store = Writer(directory / "s.db");
    refs.push_back(Must(store->Keep("line " + std::to_string(i))));
    Must(store->Save({}));
    CHECK(Must(store->Evidence(refs)).size() == refs.size());
  }
  CHECK(refs.back() - refs.front() == 19);
  const auto lines = Must(Reader(directory / "s.db")->Evidence(refs));
  REQUIRE(lines.size() == 20);
  CHECK(lines[0] == "line 0");
  CHECK(lines[19] == "line 19");
}

STORE_TEST_CASE("seen lines of a range come back sorted, with repetitions") {
  const auto store = Engine::Open();
  Batch batch;
  batch.seen = {{1000, 7}, {999, 0xffffffff}, {1000, 7}, {1001, 1}, {5, 5}};
  Must(store->Save(batch));
  batch.seen = {{1000, 3}, {2'000'000, 9}};
  Must(store->Save(batch));
  const std::vector<SeenLine> expected = {
      {999, 0xffffffff}, {1000, 3}, {1000, 7}, {1000, 7}};
  CHECK(Must(store->Seen(999, 1000)) == expected);
  CHECK(Must(store->Seen(6, 998)).empty());
  CHECK(Must(store->Seen(0, 3'000'000)).size() == 7);
}

STORE_TEST_CASE("many seen lines over many days come back whole") {
  const auto store = Engine::Open();
  Batch batch;
  for (std::int64_t i = 0; i < 20'000; ++i) {
    batch.seen.push_back({i * 100, static_cast<std::uint32_t>(i)});
  }
  Must(store->Save(batch));
  CHECK(Must(store->Seen(0, 3'000'000)) == batch.seen);
  const auto some = Must(store->Seen(1'000'000, 1'000'200));
  REQUIRE(some.size() == 3);
  CHECK(some[0].hash == 10'000);
}

STORE_TEST_CASE("a mark gets an id, keeps it, and comes back as it was") {
  const auto store = Engine::Open();
  LogMark mark;
  mark.head_length = 1024;
  mark.head_hash = ~std::uint64_t{0};
  mark.position = 1LL << 40;
  mark.tail_length = 4096;
  mark.tail_hash = 12345;
  mark.lines = 99;
  mark.start_year = 2022;
  mark.first_time = kNoon;
  mark.last_time = kNoon + 1;
  mark.path = "/var/log/mail.log";
  mark.carried = std::string("a\0b", 3);
  Batch batch;
  batch.marks = {&mark};
  Must(store->Save(batch));
  CHECK(mark.id != 0);
  const auto id = mark.id;
  mark.position += 5;
  Must(store->Save(batch));
  CHECK(mark.id == id);
  const auto marks = Must(store->Marks());
  REQUIRE(marks.size() == 1);
  CHECK(marks[0].id == id);
  CHECK(marks[0].head_length == mark.head_length);
  CHECK(marks[0].head_hash == mark.head_hash);
  CHECK(marks[0].position == mark.position);
  CHECK(marks[0].tail_length == mark.tail_length);
  CHECK(marks[0].tail_hash == mark.tail_hash);
  CHECK(marks[0].lines == mark.lines);
  CHECK(marks[0].start_year == mark.start_year);
  CHECK(marks[0].first_time == mark.first_time);
  CHECK(marks[0].last_time == mark.last_time);
  CHECK(marks[0].path == mark.path);
  CHECK(marks[0].carried == mark.carried);
}

TEST_CASE("the grouper's memory stays until another comes") {
  const Directory directory;
  const std::string memory("a\0b\xff", 4);
  {
    const auto store = Writer(directory / "s.db");
    CHECK(Must(store->Memory()).empty());
    Batch batch;
    batch.memory = memory;
    Must(store->Save(batch));
    Must(store->Save({}));
  }
  CHECK(Must(Writer(directory / "s.db")->Memory()) == memory);
}

STORE_TEST_CASE("an empty store covers nothing") {
  const auto covered = Must(Engine::Open()->Covers());
  CHECK_FALSE(covered.since.has_value());
  CHECK_FALSE(covered.until.has_value());
  CHECK(covered.mails == 0);
}

STORE_TEST_CASE(
    "the store covers from the first to the last line that it saw") {
  const auto store = Engine::Open();
  SaveMails(*store, {Delivered("A", 0, "a@b", "c@d"),
                     Delivered("B", kHour, "a@b", "c@d")});
  auto covered = Must(store->Covers());
  CHECK(covered.mails == 2);
  CHECK(*covered.since == At(0));
  CHECK(covered.since->offset_minutes == 540);
  CHECK(*covered.until == At(kHour + 2 * kSecond));
  Batch batch;
  batch.seen = {{kNoon / kSecond - 60, 1}, {kNoon / kSecond + 7200, 2}};
  Must(store->Save(batch));
  covered = Must(store->Covers());
  CHECK(*covered.since == At(-kMinute));
  CHECK(*covered.until == At(2 * kHour));
}

}  // namespace
}  // namespace mailwhy::store
