// Events that no Postfix wrote.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "unit/group/log.h"

namespace mailwhy::group {
namespace {

// Any kind of line, with anything in it.
class Nonsense {
 public:
  explicit Nonsense(unsigned seed) : random_(seed) {}

  const Event& Next() {
    event_ = Event{};
    event_.kind = static_cast<LineKind>(Below(kKinds));
    event_.time.at = OneOf(kTimes);
    event_.pid = static_cast<int>(Below(4)) - 1;
    for (std::string_view* view : {&event_.host,
                                   &event_.instance,
                                   &event_.service,
                                   &event_.daemon,
                                   &event_.text,
                                   &event_.queue_id,
                                   &event_.sender,
                                   &event_.recipient,
                                   &event_.orig_to,
                                   &event_.helo,
                                   &event_.orig_queue_id,
                                   &event_.message_id,
                                   &event_.size,
                                   &event_.nrcpt,
                                   &event_.uid,
                                   &event_.relay,
                                   &event_.delay,
                                   &event_.delays,
                                   &event_.status,
                                   &event_.response,
                                   &event_.action,
                                   &event_.stage,
                                   &event_.linked_queue_id,
                                   &event_.peer.name,
                                   &event_.peer.ip}) {
      *view = OneOf(kWords);
    }
    event_.sender_given = Below(2) == 0;
    return event_;
  }

 private:
  static constexpr auto kKinds = static_cast<std::uint64_t>(LineKind::kCount);
  static constexpr std::array<std::string_view, 16> kWords = {
      "",
      "A1B2C3D4E5",
      "B1B2C3D4E5",
      "mx1",
      "smtpd",
      "cleanup",
      "sent",
      "deferred",
      "expired",
      "99999999999999999999",
      "-1",
      "0/0/0/1",
      "127.0.0.1",
      "reject",
      "END-OF-MESSAGE",
      std::string_view("\0\xff\x1b[2J<>", 8)};
  static constexpr std::array<Micros, 8> kTimes = {0,
                                                   1,
                                                   -1,
                                                   1'670'000'000'000'000,
                                                   1'670'000'000'000'001,
                                                   1'670'000'900'000'000,
                                                   253'402'300'799'000'000,
                                                   -62'135'596'800'000'000};

  std::uint64_t Below(std::uint64_t below) { return random_() % below; }
  template <class Table>
  typename Table::value_type OneOf(const Table& table) {
    return table[Below(table.size())];
  }

  std::mt19937_64 random_;
  Event event_;
};

TEST_CASE("Nonsense is grouped without harm, the same way in every run") {
  const auto run = [](std::size_t commit_every) {
    MapRecall recall;
    Grouper grouper(recall, Limits{});
    Nonsense nonsense(42);
    for (std::size_t i = 1; i <= 20'000; ++i) {
      grouper.Add(nonsense.Next(), i);
      if (i % commit_every != 0) continue;
      recall.Save(grouper.Take());
      grouper.Settle();
    }
    recall.Save(grouper.Take());
    return Describe(recall);
  };
  const std::string once = run(1'000'000);
  CHECK(once.size() > 1000);
  CHECK((once == run(100'000)));
  CHECK((once == run(777)));
}

TEST_CASE("One queue ID for ever does not grow without bounds") {
  MapRecall recall;
  Grouper grouper(recall, Limits{});
  Event event;
  event.kind = LineKind::kDelivery;
  event.host = "mx1";
  event.queue_id = "A1B2C3D4E5";
  event.daemon = "smtp";
  event.status = "deferred";
  event.time.at = 1'670'000'000'000'000;
  for (std::size_t i = 1; i <= 300'000; ++i) {
    const std::string recipient = std::to_string(i);
    event.recipient = recipient;
    grouper.Add(event, i);
  }
  const Changes changes = grouper.Take();
  REQUIRE(changes.mails.size() == 1);
  CHECK(changes.mails[0]->deliveries.size() <= 100'000);
  CHECK(changes.mails[0]->evidence.size() <= 250'000);
}

TEST_CASE("Any number of hosts is possible, and their mails stay apart") {
  Log log;
  for (int i = 0; i < 3000; ++i) {
    log << fmt::format(
        "Dec  5 10:00:00 h{} postfix/qmgr[9]: A1B2C3D4E5: "
        "from=<a{}@example.com>, size=1, nrcpt=1 (queue active)",
        i, i);
  }
  CHECK(log.Mails().size() == 3000);
  for (int i = 0; i < 3000; i += 500) {
    log << fmt::format(
        "Dec  5 10:00:01 h{} postfix/qmgr[9]: A1B2C3D4E5: removed", i);
  }
  CHECK(log.Mails().size() == 3000);
}

TEST_CASE("A notice that names its own mail links it, and no more") {
  Log log;
  log << R"(
    10:00:00 qmgr[9]: A1B2C3D4E5: from=<a@example.com>, size=1, nrcpt=1 (queue active)
    10:00:01 bounce[11]: A1B2C3D4E5: sender non-delivery notification: A1B2C3D4E5
    10:00:02 pickup[5]: A1B2C3D4E5: uid=0 from=<a> orig_id=A1B2C3D4E5
  )";
  CHECK(log.Mails().size() == 1);
  CHECK(log.Only().origin != "bounce");
}

}  // namespace
}  // namespace mailwhy::group
