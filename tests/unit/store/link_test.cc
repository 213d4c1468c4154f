// Links: from the queue ID in a log line to the mail it means, and back.
#include <algorithm>

#include "unit/store/samples.h"

namespace mailwhy::store {
namespace {

// A mail on `host` that was sent on, and is queued there as `remote`.
Mail SentOn(const std::string& queue_id, Micros at, LinkKind kind,
            const std::string& host, const std::string& remote) {
  Mail mail = Delivered(queue_id, at, "a@example.com", "b@example.net");
  mail.deliveries[0].remote_queue_id = remote;
  mail.links.push_back({kind, true, host, remote, 0});
  return mail;
}

Mail On(const std::string& host, const std::string& queue_id, Micros at) {
  Mail mail = Delivered(queue_id, at, "a@example.com", "b@example.net");
  mail.host = host;
  mail.id = MakeId(mail.first_seen.at, host + queue_id);
  return mail;
}

std::vector<Link> LinksOf(Store& store, const Mail& mail) {
  return Must(store.MailById(mail.id))->links;
}

STORE_TEST_CASE("a filter's link is shown from both ends, with the ids") {
  const auto store = Engine::Open();
  const Mail first = SentOn("A", 0, LinkKind::kFilter, "mx01", "B");
  const Mail second = On("mx01", "B", kSecond);
  SaveMails(*store, {first, second});
  CHECK(LinksOf(*store, first) ==
        std::vector<Link>{{LinkKind::kFilter, true, "mx01", "B", second.id}});
  CHECK(LinksOf(*store, second) ==
        std::vector<Link>{{LinkKind::kFilter, false, "mx01", "A", first.id}});
  Filter filter;
  filter.queue_id = "B";
  CHECK(Find(*store, filter)[0].links == LinksOf(*store, second));
}

STORE_TEST_CASE("a link is found whichever mail was stored first") {
  const auto store = Engine::Open();
  const Mail first = SentOn("A", 0, LinkKind::kFilter, "mx01", "B");
  const Mail second = On("mx01", "B", kSecond);
  SaveMails(*store, {second});
  SaveMails(*store, {first});
  CHECK(LinksOf(*store, second).size() == 1);
}

STORE_TEST_CASE(
    "a relay's link goes to the host by its full or its short name") {
  const auto store = Engine::Open();
  const Mail first = SentOn("A", 0, LinkKind::kRelay, "mx02.example.com", "B");
  const Mail second = On("mx02", "B", 5 * kMinute);
  const Mail elsewhere = On("mx03", "B", kMinute);
  SaveMails(*store, {first, second, elsewhere});
  REQUIRE(LinksOf(*store, first).size() == 1);
  CHECK(LinksOf(*store, first)[0].id == second.id);
  CHECK(LinksOf(*store, elsewhere).empty());
}

STORE_TEST_CASE("hosts of one short name in two domains are two") {
  const auto store = Engine::Open();
  const Mail first = SentOn("A", 0, LinkKind::kRelay, "mx02.example.com", "B");
  SaveMails(*store, {first, On("mx02.example.net", "B", kMinute)});
  CHECK(LinksOf(*store, first).empty());
}

STORE_TEST_CASE("what is too early, too late or another message is no link") {
  const auto store = Engine::Open();
  const Mail first = SentOn("A", kDay, LinkKind::kFilter, "mx01", "B");
  SaveMails(*store, {first});
  const auto links_with = [&](Micros at, const std::string& message_id) {
    Mail other = On("mx01", "B", kDay + at);
    other.message_id = message_id;
    Mail with_id = first;
    with_id.message_id = "one@example.com";
    const auto fresh = Engine::Open();
    SaveMails(*fresh, {with_id, other});
    return LinksOf(*fresh, with_id).size();
  };
  CHECK(links_with(kSecond, "one@example.com") == 1);
  CHECK(links_with(kSecond, "") == 1);
  CHECK(links_with(kSecond, "two@example.com") == 0);
  CHECK(links_with(9 * kMinute, "") == 1);
  CHECK(links_with(11 * kMinute, "") == 0);
  CHECK(links_with(-50 * kSecond, "") == 1);
  CHECK(links_with(-2 * kMinute, "") == 0);
}

STORE_TEST_CASE("of a queue ID that was used again the nearest mail is meant") {
  const auto store = Engine::Open();
  const Mail first = SentOn("A", 0, LinkKind::kFilter, "mx01", "B");
  const Mail near = On("mx01", "B", 2 * kSecond);
  const Mail later = On("mx01", "B", 5 * kMinute);
  SaveMails(*store, {first, later, near});
  CHECK(LinksOf(*store, first)[0].id == near.id);
  CHECK(LinksOf(*store, later).empty());
}

STORE_TEST_CASE("a bounce that is not in the store stays, without an id") {
  const auto store = Engine::Open();
  Mail mail = Bounced("A", 0, "a@example.com", "b@example.net", "spam");
  mail.links.push_back({LinkKind::kBounce, true, "mx01", "B", 0});
  SaveMails(*store, {mail});
  CHECK(LinksOf(*store, mail) == mail.links);
  const Mail bounce = On("mx01", "B", 3 * kSecond);
  SaveMails(*store, {bounce});
  CHECK(LinksOf(*store, mail)[0].id == bounce.id);
  CHECK(LinksOf(*store, bounce)[0].to == false);
}

STORE_TEST_CASE("links that both mails name are shown once") {
  const auto store = Engine::Open();
  Mail mail = Bounced("A", 0, "a@example.com", "b@example.net", "spam");
  mail.links.push_back({LinkKind::kBounce, true, "mx01", "B", 0});
  Mail bounce = On("mx01", "B", 3 * kSecond);
  bounce.links.push_back({LinkKind::kBounce, false, "mx01", "A", 0});
  SaveMails(*store, {mail, bounce});
  CHECK(LinksOf(*store, mail).size() == 1);
  CHECK(LinksOf(*store, bounce).size() == 1);
  CHECK(LinksOf(*store, bounce)[0].id == mail.id);
}

STORE_TEST_CASE("the writer gets the links back as it saved them") {
  const auto store = Engine::Open();
  const Mail first = SentOn("A", 0, LinkKind::kFilter, "mx01", "B");
  const Mail second = On("mx01", "B", kSecond);
  const Mail foreign =
      SentOn("C", 0, LinkKind::kRelay, "mail.example.net", "D");
  SaveMails(*store, {first, second, foreign});
  CHECK(Must(store->MailsOf("mx01", "A"))[0].links == first.links);
  CHECK(Must(store->MailsOf("mx01", "B"))[0].links.empty());
  CHECK(Must(store->MailsOf("mx01", "C"))[0].links == foreign.links);
  CHECK(LinksOf(*store, foreign).empty());
}

STORE_TEST_CASE("a mail that names itself is not its own link") {
  const auto store = Engine::Open();
  const Mail mail = SentOn("A", 0, LinkKind::kFilter, "mx01", "A");
  SaveMails(*store, {mail});
  CHECK(LinksOf(*store, mail).empty());
}

}  // namespace
}  // namespace mailwhy::store
