#include <doctest/doctest.h>

#include <map>
#include <random>
#include <string>

#include "fake_store.h"
#include "linked_mails.h"
#include "query/query.h"

namespace mailwhy {
namespace {

using test::DeliveryTo;
using test::FakeStore;
using test::Join;
using test::kAsked;
using test::Link;
using test::MailAt;

std::int64_t CountOf(const Report& report, const std::string& state) {
  for (const auto& [name, count] : report.by_state) {
    if (name == state) return count;
  }
  return -1;
}

Report ReportOf(FakeStore& store, const Question& question = {}) {
  Result<Report> report = query::ReportOn(store, question);
  REQUIRE(report.ok());
  return *report;
}

TEST_CASE("a story through filter and relay counts once, by its end") {
  Mail first = MailAt(kAsked, "FIRST");
  Mail second = MailAt(kAsked + kSecond, "SECOND");
  Mail third = MailAt(kAsked + 2 * kSecond, "THIRD", State::kBounced);
  third.host = "mx02";
  Join(first, 0, second, LinkKind::kFilter);
  Join(second, 0, third, LinkKind::kRelay);
  FakeStore store;
  store.mails = {third, second, first};
  const Report report = ReportOf(store);
  CHECK(report.mails == 1);
  CHECK(report.deliveries == 1);
  CHECK(CountOf(report, "bounced") == 1);
  CHECK(CountOf(report, "delivered") == 0);
  REQUIRE(report.by_cause.size() == 1);
  CHECK(report.by_cause[0].example == MailId(first.id));
}

TEST_CASE("of two recipients one is forwarded, and one bounces") {
  Mail first = MailAt(kAsked, "FIRST");
  first.deliveries.push_back(
      DeliveryTo("gone@example.net", State::kBounced, kAsked));
  first.state = State::kMixed;
  Mail forwarded = MailAt(kAsked + kSecond, "FORWARDED", State::kBounced);
  Mail notice = MailAt(kAsked + 2 * kSecond, "NOTICE");
  notice.sender = "";
  Join(first, 0, forwarded, LinkKind::kForward);
  Link(first, notice, LinkKind::kBounce);
  FakeStore store;
  store.mails = {first, forwarded, notice};
  const Report report = ReportOf(store);
  CHECK(report.mails == 3);
  CHECK(report.deliveries == 4);
  CHECK(CountOf(report, "mixed") == 1);
  CHECK(CountOf(report, "bounced") == 1);
  CHECK(CountOf(report, "delivered") == 1);
  REQUIRE(report.by_cause.size() == 1);
  CHECK(report.by_cause[0].bounced == 2);
}

TEST_CASE("a requeued mail's recipients count where they ended") {
  Mail first = MailAt(kAsked, "FIRST");  // one recipient got it
  first.deliveries.push_back(
      DeliveryTo("late@example.net", State::kDeferred, kAsked));
  Mail again = MailAt(kAsked + kHour, "AGAIN");
  again.deliveries[0] =
      DeliveryTo("late@example.net", State::kDelivered, kAsked + kHour);
  again.deliveries.push_back(
      DeliveryTo("untried@example.net", State::kDelivered, kAsked + kHour));
  Link(first, again, LinkKind::kResubmit);
  FakeStore store;
  store.mails = {first, again};
  const Report report = ReportOf(store);
  CHECK(report.mails == 1);
  CHECK(report.deliveries == 3);
  CHECK(CountOf(report, "delivered") == 1);
  CHECK(report.waiting.empty());
}

TEST_CASE("a mail that was requeued before it was tried ends as the new one") {
  Mail first = MailAt(kAsked, "FIRST", State::kQueued);
  first.deliveries.clear();
  Mail again = MailAt(kAsked + kHour, "AGAIN", State::kDelivered);
  Link(first, again, LinkKind::kResubmit);
  FakeStore store;
  store.mails = {first, again};
  CHECK(CountOf(ReportOf(store), "delivered") == 1);
  CHECK(ReportOf(store).deliveries == 1);
}

TEST_CASE("a story whose end is on hold is held") {
  Mail first = MailAt(kAsked, "FIRST");
  Mail second = MailAt(kAsked + kSecond, "SECOND", State::kDeferred);
  second.held = true;
  Join(first, 0, second, LinkKind::kFilter);
  FakeStore store;
  store.mails = {first, second};
  CHECK(CountOf(ReportOf(store), "held") == 1);
  CHECK(ReportOf(store).waiting.empty());
}

TEST_CASE("a story belongs to the period in which it began") {
  Mail first = MailAt(kAsked, "FIRST");
  Mail second = MailAt(kAsked + kDay, "SECOND", State::kDeferred);
  Join(first, 0, second, LinkKind::kRelay);
  FakeStore store;
  store.mails = {first, second};
  Question day;
  day.since = kAsked - kHour;
  day.until = kAsked + kHour;
  CHECK(ReportOf(store, day).mails == 1);
  CHECK(CountOf(ReportOf(store, day), "deferred") == 1);
  day.since = kAsked + kDay - kHour;
  day.until = kAsked + kDay + kHour;
  CHECK(ReportOf(store, day).mails == 0);
}

TEST_CASE("address probes are in no count") {
  Mail probe = MailAt(kAsked, "PROBE");
  probe.probe = true;
  FakeStore store;
  store.mails = {probe};
  CHECK(ReportOf(store).mails == 0);
  CHECK(ReportOf(store).deliveries == 0);
}

FakeStore FilteredAndPlain() {
  Mail first = MailAt(kAsked, "FIRST");
  Mail second = MailAt(kAsked + kSecond, "SECOND", State::kBounced);
  second.deliveries[0].verdict.cause = "recipient_unknown";
  Join(first, 0, second, LinkKind::kFilter);
  first.deliveries[0].attempts[0].relay = {"127.0.0.1", "127.0.0.1", "10024"};
  Mail plain = MailAt(kAsked, "PLAIN");
  plain.deliveries[0].attempts[0].relay = {"mx.example.org", "192.0.2.1", "25"};
  FakeStore store;
  store.mails = {first, second, plain};
  return store;
}

TEST_CASE("a report of a state, cause or relay looks at the chain's end") {
  FakeStore store = FilteredAndPlain();
  Question question;
  question.status = "delivered";
  CHECK(ReportOf(store, question).mails == 1);
  question.status = "bounced";
  CHECK(ReportOf(store, question).mails == 1);
  CHECK(CountOf(ReportOf(store, question), "bounced") == 1);
  question.status.clear();
  question.cause = "recipient_unknown";
  CHECK(ReportOf(store, question).mails == 1);
  question.cause.clear();
  question.relay = "mail.example.net";  // only the second hop's
  CHECK(ReportOf(store, question).mails == 1);
  question.relay = "mx.example.org";
  CHECK(CountOf(ReportOf(store, question), "delivered") == 1);
}

TEST_CASE("a report of a recipient finds a story by any of its parts, once") {
  FakeStore store = FilteredAndPlain();
  store.mails[1].deliveries[0].recipient = "behind@example.com";
  Question question;
  question.to = "behind@example.com";
  const Report report = ReportOf(store, question);
  CHECK(report.mails == 1);
  CHECK(report.deliveries == 1);
  question.to = "@example.*";
  CHECK(ReportOf(store, question).mails == 2);
  question.since = kAsked + kSecond;  // where the second part lies alone
  CHECK(ReportOf(store, question).mails == 0);
}

// A story of each component of mails that story links join; at most one link
// leads to a mail, as one queue file has one origin.
struct World {
  std::vector<Mail> mails;
  std::vector<int> story;  // of each mail: the story's name

  void Merge(int a, int b) {
    for (int& name : story) {
      if (name == a) name = b;
    }
  }
  std::int64_t Stories() const {
    std::map<int, int> names;
    for (std::size_t i = 0; i < mails.size(); ++i) {
      if (!mails[i].probe) ++names[story[i]];
    }
    return static_cast<std::int64_t>(names.size());
  }
};

constexpr LinkKind kKinds[] = {LinkKind::kFilter, LinkKind::kRelay,
                               LinkKind::kResubmit, LinkKind::kForward,
                               LinkKind::kBounce};

void AddParent(World& world, std::size_t child, std::mt19937& random) {
  Mail& mail = world.mails[child];
  const LinkKind kind = kKinds[random() % 5];
  const std::size_t choice = random() % (world.mails.size() + 2);
  if (choice == world.mails.size()) return;  // none
  if (choice > world.mails.size()) {         // one that is not in the log
    mail.links.push_back({kind, false, "mx09", "LOST", 0});
    return;
  }
  Mail& parent = world.mails[choice];
  parent.deliveries.push_back(DeliveryTo(
      "r" + std::to_string(child) + "@example.net",
      kind == LinkKind::kResubmit ? State::kDeferred : State::kDelivered,
      parent.arrival.at));
  if (kind == LinkKind::kBounce) {
    Link(parent, mail, kind);
  } else {
    Join(parent, parent.deliveries.size() - 1, mail, kind);
  }
  const bool joins = kind != LinkKind::kForward && kind != LinkKind::kBounce;
  if (joins) world.Merge(world.story[choice], world.story[child]);
}

World MakeWorld(std::mt19937& random) {
  World world;
  const std::size_t count = 1 + random() % 12;
  constexpr State kStates[] = {State::kDelivered, State::kDeferred,
                               State::kBounced, State::kExpired,
                               State::kQueued};
  for (std::size_t i = 0; i < count; ++i) {
    const auto later = static_cast<Micros>(random() % 20) * kSecond;
    world.mails.push_back(
        MailAt(kAsked + later, "Q" + std::to_string(i), kStates[random() % 5]));
    if (random() % 4 == 0) world.mails.back().deliveries.clear();
    world.mails.back().held = random() % 8 == 0;
    world.story.push_back(static_cast<int>(i));
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (random() % 3 != 0) AddParent(world, i, random);
  }
  return world;
}

std::int64_t SumOf(const Report& report) {
  std::int64_t sum = 0;
  for (const auto& [name, count] : report.by_state) sum += count;
  return sum;
}

TEST_CASE("whatever the links, each story is counted once, in one period") {
  std::mt19937 random(4711);
  for (int round = 0; round < 2000; ++round) {
    CAPTURE(round);
    const World world = MakeWorld(random);
    FakeStore store;
    store.mails = world.mails;
    std::shuffle(store.mails.begin(), store.mails.end(), random);
    const Report all = ReportOf(store);
    REQUIRE(all.mails == world.Stories());
    REQUIRE(SumOf(all) == all.mails);
    const Micros middle = kAsked + 10 * kSecond;
    Question early, late;
    early.until = middle;
    late.since = middle;
    const Report first = ReportOf(store, early);
    const Report second = ReportOf(store, late);
    REQUIRE(first.mails + second.mails == all.mails);
    REQUIRE(first.deliveries + second.deliveries == all.deliveries);
  }
}

}  // namespace
}  // namespace mailwhy
