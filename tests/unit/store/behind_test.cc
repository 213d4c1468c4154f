// Saving behind what is read: nobody sees a difference but in time.
#include "store/behind.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "unit/store/samples.h"

namespace mailwhy::store {
namespace {

// A slow disk, that may be full from some save on. (Behind without a thread
// passes everything on.)
class SlowDisk : public Behind {
 public:
  SlowDisk(Store& store, int full_at) : Behind(store), full_at_(full_at) {}
  Status Save(const Batch& batch) override {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    if (++saves_ >= full_at_) return Error{"the disk", "full", ""};
    return Behind::Save(batch);
  }
  Status BeginBulk() override { return {}; }
  Status EndBulk() override { return {}; }
  int saves() const { return saves_; }

 private:
  const int full_at_;
  std::atomic<int> saves_ = 0;
};

Mail MailNumber(int n) {
  return Delivered("A" + std::to_string(n), n * kSecond, "a@example.com",
                   "b@example.net");
}

Batch Of(const Mail& mail) {
  Batch batch;
  batch.mails = {&mail};
  return batch;
}

TEST_CASE("what was saved behind is there for whoever asks") {
  const auto store = InSqlite::Open();
  SlowDisk disk(*store, 1000);
  Behind behind(static_cast<Store&>(disk));
  Must(behind.BeginBulk());
  for (int n = 0; n < 20; ++n) {
    {
      Mail mail = MailNumber(n);
      mail.evidence = {Must(behind.Keep("line " + std::to_string(n)))};
      Must(behind.Save(Of(mail)));
    }  // the batch's mails need not live longer
    if (n % 7 == 3) {
      CHECK(Must(behind.MailsOf("mx01", "A" + std::to_string(n))).size() == 1);
      CHECK(Must(behind.Covers()).mails == n + 1);
    }
  }
  Must(behind.EndBulk());
  CHECK(disk.saves() == 20);
  const auto mail = Must(behind.MailsOf("mx01", "A19"));
  REQUIRE(mail.size() == 1);
  CHECK(Must(behind.Evidence(mail[0].evidence)) ==
        std::vector<std::string>{"line 19"});
}

TEST_CASE("lines are kept while others are written, in both engines' words") {
  Directory directory;
  const auto store = Writer(directory / "x.db");
  std::vector<LineRef> lines;
  {
    Behind behind(*store);
    Must(behind.BeginBulk());
    for (int n = 0; n < 30'000; ++n) {
      lines.push_back(Must(
          behind.Keep("a line of some length, number " + std::to_string(n))));
      if (n % 1'000 == 999) Must(behind.Save(Of(MailNumber(n))));
    }
    Must(behind.EndBulk());
  }
  const auto kept = Must(store->Evidence(lines));
  REQUIRE(kept.size() == lines.size());
  for (std::size_t n = 0; n < kept.size(); ++n) {
    REQUIRE(kept[n] == "a line of some length, number " + std::to_string(n));
  }
}

TEST_CASE("a new mark has its number when Save returns") {
  const auto store = InSqlite::Open();
  Behind behind(*store);
  Must(behind.BeginBulk());
  LogMark mark;
  mark.path = "mail.log";
  mark.position = 10;
  Batch batch;
  batch.marks = {&mark};
  Must(behind.Save(batch));
  CHECK(mark.id != 0);
  const auto id = mark.id;
  mark.position = 20;
  Must(behind.Save(batch));
  const auto marks = Must(behind.Marks());
  REQUIRE(marks.size() == 1);
  CHECK(marks[0].id == id);
  CHECK(marks[0].position == 20);
}

TEST_CASE("what could not be saved is told, and nothing after it is saved") {
  const auto store = InSqlite::Open();
  SlowDisk disk(*store, 3);
  Behind behind(static_cast<Store&>(disk));
  Must(behind.BeginBulk());
  Status status;
  int told = 0;
  for (; told < 20 && status.ok(); ++told) {
    status = behind.Save(Of(MailNumber(told)));
  }
  if (status.ok()) status = behind.EndBulk();
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().why == "full");
  CHECK(told <= 6);
  CHECK_FALSE(behind.Covers().ok());
  CHECK_FALSE(behind.EndBulk().ok());
  CHECK(Must(store->Covers()).mails == 2);
}

TEST_CASE("what waits is saved when nobody ends the bulk") {
  const auto store = InSqlite::Open();
  SlowDisk disk(*store, 1000);
  {
    Behind behind(static_cast<Store&>(disk));
    Must(behind.BeginBulk());
    for (int n = 0; n < 5; ++n) Must(behind.Save(Of(MailNumber(n))));
  }
  CHECK(Must(store->Covers()).mails == 5);
}

}  // namespace
}  // namespace mailwhy::store
