// Filters: each member finds what it names, in the order asked for.
#include <fmt/format.h>

#include "unit/store/samples.h"

namespace mailwhy::store {
namespace {

Filter From(const std::string& pattern) {
  Filter filter;
  filter.from = pattern;
  return filter;
}
Filter To(const std::string& pattern) {
  Filter filter;
  filter.to = pattern;
  return filter;
}
Filter Window(std::optional<Micros> since, std::optional<Micros> until) {
  Filter filter;
  if (since) filter.since = kNoon + *since;
  if (until) filter.until = kNoon + *until;
  return filter;
}

// A to E, a minute apart.
std::vector<Mail> Mails() {
  std::vector<Mail> mails = {
      Delivered("A", 0, "taro@example.com", "hana@example.net"),
      Delivered("B", kMinute, "Jiro@Example.com", "hana@mail.example.net"),
      Bounced("C", 2 * kMinute, "", "none@example.net", "user_unknown"),
      Delivered("D", 3 * kMinute, "app@example.org", "root"),
      Delivered("E", 4 * kMinute, "taro@example.com.example.org", "x@y"),
  };
  mails[1].sasl_username = "jiro-login";
  mails[1].client = {"client.example.org", "192.0.2.9", ""};
  mails[2].deliveries[0].verdict.also = {"dnsbl_listed"};
  mails[3].deliveries[0].orig_to = "postmaster@example.com";
  mails[3].message_id = "Unique.1@example.org";
  mails[4].sender.reset();
  mails[4].deliveries[0].attempts[0].relay = {"mx.example.org", "192.0.2.5",
                                              "25"};
  Attempt again = mails[4].deliveries[0].attempts[0];
  again.at = At(5 * kDay);
  again.relay = {"backup.example.org", "2001:db8::25", "25"};
  mails[4].deliveries[0].attempts.push_back(again);
  mails[4].last_seen = again.at;
  return mails;
}

// The same questions, with the indices and while they wait.
template <class Engine, class Check>
void OnStores(const Check& check) {
  SUBCASE("with indices") {
    const auto store = Engine::Open();
    SaveMails(*store, Mails());
    check(*store);
  }
  SUBCASE("during a bulk load") {
    const auto store = Engine::Open();
    Must(store->BeginBulk());
    SaveMails(*store, Mails());
    check(*store);
  }
  SUBCASE("after a bulk load") {
    const auto store = Engine::Open();
    Must(store->BeginBulk());
    SaveMails(*store, Mails());
    Must(store->EndBulk());
    check(*store);
  }
}

STORE_TEST_CASE("mails are found by their sender") {
  OnStores<Engine>([](Store& store) {
    CHECK(Found(store, From("taro@example.com")) == "A");
    CHECK(Found(store, From("TARO@EXAMPLE.COM")) == "A");
    CHECK(Found(store, From("<taro@example.com>")) == "A");
    CHECK(Found(store, From("@example.com")) == "A B");
    CHECK(Found(store, From("@EXAMPLE.com")) == "A B");
    CHECK(Found(store, From("*@example.com")) == "A B");
    CHECK(Found(store, From("t*@*")) == "A");
    CHECK(Found(store, From("<>")) == "C");
    CHECK(Found(store, From("nobody@example.com")).empty());
    CHECK(Found(store, From("@example")).empty());
  });
}

STORE_TEST_CASE("mails are found by the name that the sender logged in with") {
  OnStores<Engine>([](Store& store) {
    CHECK(Found(store, From("jiro-login")) == "B");
    Filter filter;
    filter.user = "JIRO*";
    CHECK(Found(store, filter) == "B");
    filter.user = "jiro@example.com";
    CHECK(Found(store, filter).empty());
  });
}

STORE_TEST_CASE("mails are found by recipient and by original recipient") {
  OnStores<Engine>([](Store& store) {
    CHECK(Found(store, To("hana@example.net")) == "A");
    CHECK(Found(store, To("@example.net")) == "A C");
    CHECK(Found(store, To("@*.example.net")) == "B");
    CHECK(Found(store, To("root")) == "D");
    CHECK(Found(store, To("postmaster@example.com")) == "D");
    CHECK(Found(store, To("*")) == "A B C D E");
  });
}

STORE_TEST_CASE("mails are found by queue ID and by Message-ID") {
  OnStores<Engine>([](Store& store) {
    Filter filter;
    filter.queue_id = "B";
    CHECK(Found(store, filter) == "B");
    filter.queue_id = "b";
    CHECK(Found(store, filter).empty());
    filter = {};
    filter.message_id = "unique.1@example.org";
    CHECK(Found(store, filter) == "D");
    filter.message_id = "other@example.org";
    CHECK(Found(store, filter).empty());
  });
}

STORE_TEST_CASE("mails are found by state, cause, relay and client") {
  OnStores<Engine>([](Store& store) {
    Filter filter;
    filter.status = "bounced";
    CHECK(Found(store, filter) == "C");
    filter.status = "delivered";
    CHECK(Found(store, filter) == "A B D E");
    filter.status = "nonsense";
    CHECK(Found(store, filter).empty());
    filter = {};
    filter.cause = "user_unknown";
    CHECK(Found(store, filter) == "C");
    filter.cause = "dnsbl_listed";
    CHECK(Found(store, filter) == "C");
    filter.cause = "spam";
    CHECK(Found(store, filter).empty());
    filter = {};
    filter.relay = "2001:DB8::25";
    CHECK(Found(store, filter) == "E");
    filter.relay = "MAIL.example.net";
    CHECK(Found(store, filter) == "A B C D");
    filter.relay = "*.example.org";
    CHECK(Found(store, filter) == "E");
    filter = {};
    filter.client = "192.0.2.9";
    CHECK(Found(store, filter) == "B");
    filter.client = "client.*";
    CHECK(Found(store, filter) == "B");
    filter.client = "192.0.2.10";
    CHECK(Found(store, filter).empty());
  });
}

STORE_TEST_CASE("a held mail is found as held, its deliveries as they are") {
  const auto store = Engine::Open();
  Mail mail = Delivered("A", 0, "a@example.com", "b@example.net");
  mail.held = true;
  mail.state = State::kHeld;
  mail.deliveries[0].state = State::kDeferred;
  SaveMails(*store, {mail});
  Filter filter;
  for (const char* status : {"held", "deferred"}) {
    filter.status = status;
    CHECK(Found(*store, filter) == "A");
    filter.to = "b@example.net";
    CHECK(Found(*store, filter) == "A");
    filter.to.clear();
  }
  filter.status = "delivered";
  CHECK(Found(*store, filter).empty());
}

STORE_TEST_CASE("what is asked of deliveries must hold for one of them") {
  const auto store = Engine::Open();
  Mail mail = Bounced("A", 0, "a@example.com", "bad@example.net", "spam");
  mail.deliveries.push_back(
      Delivered("A", 0, "a@example.com", "good@example.net").deliveries[0]);
  mail.state = State::kMixed;
  SaveMails(*store, {mail});
  Filter filter;
  filter.to = "good@example.net";
  filter.status = "bounced";
  CHECK(Found(*store, filter).empty());
  filter.status = "delivered";
  CHECK(Found(*store, filter) == "A");
  filter.cause = "spam";
  CHECK(Found(*store, filter).empty());
  filter = {};
  filter.status = "mixed";
  CHECK(Found(*store, filter) == "A");
}

STORE_TEST_CASE("every part of a filter must hold") {
  OnStores<Engine>([](Store& store) {
    Filter filter = From("@example.com");
    filter.to = "@example.net";
    CHECK(Found(store, filter) == "A");
    filter.queue_id = "B";
    CHECK(Found(store, filter).empty());
  });
}

STORE_TEST_CASE("a window holds its beginning and not its end") {
  OnStores<Engine>([](Store& store) {
    CHECK(Found(store, Window(0, kMinute)) == "A");
    CHECK(Found(store, Window(0, kMinute + 1)) == "A B");
    CHECK(Found(store, Window(1, {})) == "B C D E");
    CHECK(Found(store, Window({}, kMinute)) == "A");
    CHECK(Found(store, Window(kDay, 2 * kDay)).empty());
    Filter filter = Window(0, 10 * kMinute);
    filter.to = "hana@example.net";
    CHECK(Found(store, filter) == "A");
  });
}

STORE_TEST_CASE("by activity, an attempt in the window is enough") {
  OnStores<Engine>([](Store& store) {
    Filter filter = Window(5 * kDay, 5 * kDay + kSecond);
    CHECK(Found(store, filter).empty());
    filter.by = Filter::By::kActivity;
    CHECK(Found(store, filter) == "E");
    filter.to = "x@y";
    CHECK(Found(store, filter) == "E");
    filter.order = Filter::Order::kExport;
    CHECK(Found(store, filter) == "E");
    filter = Window(2 * kDay, 3 * kDay);
    filter.by = Filter::By::kActivity;
    CHECK(Found(store, filter).empty());
  });
}

STORE_TEST_CASE("by first seen, pieces of time hold every mail once") {
  OnStores<Engine>([](Store& store) {
    std::string found;
    for (Micros at = 0; at < 6 * kDay; at += kMinute) {
      Filter filter = Window(at, at + kMinute);
      filter.by = Filter::By::kFirstSeen;
      filter.order = Filter::Order::kExport;
      const std::string piece = Found(store, filter);
      if (!found.empty() && !piece.empty()) found += ' ';
      found += piece;
    }
    CHECK(found == "A B C D E");
  });
}

STORE_TEST_CASE("by first seen, the arrival does not count") {
  const auto store = Engine::Open();
  Mail mail = Delivered("A", 0, "a@example.com", "b@example.net");
  mail.arrival = At(-6 * kDay);
  mail.start_missing = true;
  SaveMails(*store, {mail});
  Filter filter = Window(-6 * kDay, -5 * kDay);
  filter.by = Filter::By::kFirstSeen;
  CHECK(Found(*store, filter).empty());
  filter = Window(0, kHour);
  filter.by = Filter::By::kFirstSeen;
  CHECK(Found(*store, filter) == "A");
}

STORE_TEST_CASE(
    "a mail fits by its arrival, even where that is long before its id") {
  const auto store = Engine::Open();
  Mail mail = Delivered("A", 0, "a@example.com", "b@example.net");
  mail.arrival = At(-6 * kDay);
  mail.start_missing = true;
  SaveMails(*store, {mail});
  CHECK(Found(*store, Window(-6 * kDay, -5 * kDay)) == "A");
  CHECK(Found(*store, Window(-kHour, kHour)).empty());
  Filter filter = Window(-6 * kDay, -5 * kDay);
  filter.from = "a@example.com";
  CHECK(Found(*store, filter) == "A");
}

STORE_TEST_CASE(
    "a mail whose older lines came later is still found by its arrival") {
  const auto store = Engine::Open();
  Mail mail = Delivered("A", 0, "a@example.com", "b@example.net");
  SaveMails(*store, {mail});
  mail.first_seen = mail.arrival = At(-2 * kDay);
  SaveMails(*store, {mail});
  CHECK(Found(*store, Window(-2 * kDay, -kDay)) == "A");
  CHECK(Found(*store, Window(0, kDay)).empty());
}

STORE_TEST_CASE("order and limit are kept") {
  OnStores<Engine>([](Store& store) {
    Filter filter;
    filter.order = Filter::Order::kNewestFirst;
    CHECK(Found(store, filter) == "E D C B A");
    filter.limit = 2;
    CHECK(Found(store, filter) == "E D");
    filter.from = "@example.com";
    CHECK(Found(store, filter) == "B A");
    filter.limit = 0;
    CHECK(Found(store, filter).empty());
  });
}

STORE_TEST_CASE("mails of one second come by their time within it") {
  const auto store = Engine::Open();
  std::vector<Mail> mails;
  for (const char* id : {"C", "A", "B", "E", "D"}) {
    mails.push_back(Delivered(id, (id[0] - 'A') * 100, "a@b", "c@d"));
  }
  SaveMails(*store, mails);
  Filter filter;
  CHECK(Found(*store, filter) == "A B C D E");
  filter.order = Filter::Order::kNewestFirst;
  CHECK(Found(*store, filter) == "E D C B A");
}

STORE_TEST_CASE("an export is sorted by first line, host and queue ID") {
  const auto store = Engine::Open();
  std::vector<Mail> mails = {
      Delivered("B", 0, "a@b", "c@d"), Delivered("A", 0, "a@b", "c@d"),
      Delivered("C", 0, "a@b", "c@d"), Delivered("Z", -1, "a@b", "c@d"),
      Delivered("D", 0, "a@b", "c@d")};
  mails[2].host = "mx00";
  mails[4].first_seen = At(-kHour);  // older lines came later
  SaveMails(*store, mails);
  Filter filter;
  filter.order = Filter::Order::kExport;
  CHECK(Found(*store, filter) == "D Z C A B");
}

STORE_TEST_CASE("the walk ends when the caller has enough") {
  OnStores<Engine>([](Store& store) {
    int calls = 0;
    Must(store.FindMails({}, [&](Mail&&) { return ++calls < 2; }));
    CHECK(calls == 2);
  });
}

STORE_TEST_CASE("the store may be asked in the middle of a walk") {
  OnStores<Engine>([](Store& store) {
    std::string ids;
    Must(store.FindMails({}, [&](Mail&& mail) {
      ids += Must(store.MailById(mail.id))->queue_id;
      ids += Found(store, To(mail.deliveries[0].recipient));
      return true;
    }));
    CHECK(ids == "AABBCCDDEE");
  });
}

STORE_TEST_CASE(
    "a domain of more addresses than an index serves is found whole") {
  const auto store = Engine::Open();
  std::vector<Mail> mails;
  for (int i = 0; i < 1000; ++i) {
    mails.push_back(Delivered(fmt::format("Q{}", i), i * kSecond,
                              "a@example.com",
                              fmt::format("u{}@example.net", i)));
  }
  SaveMails(*store, mails);
  CHECK(Find(*store, To("@example.net")).size() == 1000);
  CHECK(Find(*store, To("u1*@example.net")).size() == 111);
  CHECK(Found(*store, To("u77@example.net")) == "Q77");
}

STORE_TEST_CASE(
    "patterns full of SQL and odd bytes find nothing and break nothing") {
  OnStores<Engine>([](Store& store) {
    for (const std::string& text :
         {std::string("' OR 1=1 --"), std::string("\0", 1),
          std::string("\xff%_"), std::string("@"), std::string("a,b)")}) {
      Filter filter;
      filter.from = text;
      CHECK(Found(store, filter).empty());
      filter = {};
      filter.cause = filter.client = filter.status = text;
      CHECK(Found(store, filter).empty());
      filter = {};
      filter.queue_id = text;
      CHECK(Found(store, filter).empty());
    }
  });
}

}  // namespace
}  // namespace mailwhy::store
