#include "query/hops.h"

#include <doctest/doctest.h>

#include <random>
#include <set>
#include <string>

#include "fake_store.h"
#include "linked_mails.h"
#include "query/query.h"

namespace mailwhy {
namespace {

using test::FakeStore;
using test::kAsked;
using test::Link;
using test::MailAt;

std::string Drawn(const std::vector<Hop>& hops) {
  std::string text;
  for (const Hop& hop : hops) {
    text += std::string(static_cast<std::size_t>(hop.depth), '-') +
            hop.queue_id + (hop.mail < 0 ? "?" : "") + ' ';
  }
  return text;
}

TEST_CASE("a chain is a tree whichever mail is asked for") {
  Mail alias = MailAt(kAsked, "ALIAS");
  Mail filter = MailAt(kAsked + kSecond, "FILTER");
  Mail out = MailAt(kAsked + 2 * kSecond, "OUT", State::kBounced);
  Mail notice = MailAt(kAsked + 3 * kSecond, "NOTICE");
  Link(alias, filter, LinkKind::kForward);
  Link(filter, out, LinkKind::kFilter);
  Link(out, notice, LinkKind::kBounce);
  FakeStore store;
  store.mails = {notice, out, alias, filter};
  for (const char* id : {"ALIAS", "FILTER", "OUT", "NOTICE", "notice"}) {
    CAPTURE(id);
    const Result<query::Trace> trace = query::TraceId(store, id);
    REQUIRE(trace.ok());
    CHECK(Drawn(trace->hops) == "ALIAS -FILTER --OUT ---NOTICE ");
    CHECK(trace->hops[3].kind == LinkKind::kBounce);
    CHECK(trace->hops[3].from == 2);
    CHECK(trace->mails[2].queue_id == "OUT");
  }
}

TEST_CASE("each recipient says under which queue ID it went on") {
  Mail first = MailAt(kAsked, "FIRST");
  Mail second = MailAt(kAsked + kSecond, "SECOND");
  Link(first, second, LinkKind::kFilter);
  first.deliveries[0].remote_queue_id = "SECOND";
  const std::vector<Hop> hops = query::HopsOf({first, second});
  REQUIRE(hops.size() == 2);
  REQUIRE(hops[0].recipients.size() == 1);
  CHECK(hops[0].recipients[0].recipient == "tu@example.net");
  CHECK(hops[0].recipients[0].went_on_as == "SECOND");
  CHECK(hops[1].recipients[0].went_on_as.empty());
}

TEST_CASE("a mail that a link names and that is not there stands as well") {
  Mail first = MailAt(kAsked, "FIRST", State::kBounced);
  first.links.push_back({LinkKind::kBounce, true, "mx01", "LOST", 0});
  CHECK(Drawn(query::HopsOf({first})) == "FIRST -LOST? ");
}

TEST_CASE("unlinked mails of one queue ID are trees of their own") {
  CHECK(Drawn(query::HopsOf({MailAt(kAsked, "A"), MailAt(kAsked + 1, "A")})) ==
        "A A ");
}

TEST_CASE("links in a circle and to itself are drawn once") {
  Mail a = MailAt(kAsked, "A");
  Mail b = MailAt(kAsked + kSecond, "B");
  Link(a, b, LinkKind::kRelay);
  Link(b, a, LinkKind::kRelay);
  Link(a, a, LinkKind::kForward);
  CHECK(Drawn(query::HopsOf({a, b})) == "A -B ");
}

TEST_CASE("whatever the links, every mail stands exactly once") {
  std::mt19937 random(42);
  for (int round = 0; round < 500; ++round) {
    std::vector<Mail> mails;
    const std::size_t count = 1 + random() % 15;
    for (std::size_t i = 0; i < count; ++i) {
      mails.push_back(MailAt(kAsked + static_cast<Micros>(i) * kSecond,
                             "Q" + std::to_string(i)));
    }
    for (std::size_t i = 0; i < count * 2; ++i) {
      Link(mails[random() % count], mails[random() % count],
           LinkKind::kForward);
    }
    const std::vector<Hop> hops = query::HopsOf(mails);
    std::set<int> seen;
    for (std::size_t i = 0; i < hops.size(); ++i) {
      REQUIRE(seen.insert(hops[i].mail).second);
      REQUIRE(hops[i].from < static_cast<int>(i));
    }
    REQUIRE(seen.size() == count);
  }
}

}  // namespace
}  // namespace mailwhy
