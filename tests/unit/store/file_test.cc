// The store as a file: made, opened, refused, broken off, read beside.
#include <fmt/format.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "store/sqlite/schema.h"
#include "unit/store/samples.h"

namespace mailwhy::store {
namespace {

Error Refused(const std::string& path, Access access) {
  auto store = Open(path, access);
  REQUIRE_FALSE(store.ok());
  CHECK(store.error().what == path);
  CHECK_FALSE(store.error().why.empty());
  return store.error();
}

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// Runs SQL on the file with SQLite alone, as an administrator would. The last
// column of the last row.
std::string Sql(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
  std::string last;
  char* message = nullptr;
  const int code = sqlite3_exec(
      db, sql.c_str(),
      [](void* out, int columns, char** values, char**) {
        const char* value = columns > 0 ? values[columns - 1] : nullptr;
        *static_cast<std::string*>(out) = value != nullptr ? value : "NULL";
        return 0;
      },
      &last, &message);
  if (code != SQLITE_OK) FAIL(sql << ": " << message);
  sqlite3_close(db);
  return last;
}

bool Mentions(const Error& error, const std::string& word) {
  return error.why.find(word) != std::string::npos;
}

// As another user, who may only read. Exit code of `work`.
template <class Work>
int AsNobody(const Work& work) {
  const pid_t child = fork();
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    if (geteuid() == 0 && setuid(kNobody) != 0) _exit(99);
    _exit(work());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 98;
}

TEST_CASE("a store is made with its tables, for its group to read") {
  const Directory directory;
  const std::string path = directory / "s.db";
  Writer(path);
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
  CHECK(Sql(path, "PRAGMA auto_vacuum") == "2");
  CHECK(Sql(path, "PRAGMA journal_mode") == "wal");
  CHECK(Sql(path, "PRAGMA user_version") ==
        std::to_string(sqlite::LatestVersion()));
  CHECK(Sql(path, "PRAGMA integrity_check") == "ok");
}

TEST_CASE("what was saved is there when the store is opened again") {
  const Directory directory;
  const std::string path = directory / "s.db";
  Mail mail = Everything();
  mail.probe = false;  // probes are in no count
  SaveMails(*Writer(path), {mail});
  const auto store = Writer(path);
  CHECK(Must(store->MailsOf("mx01", mail.queue_id)).size() == 1);
  CHECK(Must(store->Taken(mail.id)));
  SaveMails(*store, {mail});
  CHECK(Must(store->Covers()).mails == 1);
  CHECK(Sql(path, "SELECT count(*) FROM address") == "5");
}

TEST_CASE("directories are made for the default places alone") {
  const Directory directory;
  Writer(directory / "state/mailwhy/mailwhy.db");
  CHECK(Must(Reader(directory / "state/mailwhy/mailwhy.db")->Covers()).mails ==
        0);
  Refused(directory / "typo/s.db", Access::kWrite);
  CHECK_FALSE(std::filesystem::exists(directory / "typo"));
}

TEST_CASE("a store that is not there cannot be read, and is not made") {
  const Directory directory;
  const Error error = Refused(directory / "s.db", Access::kRead);
  CHECK(error.hint.find("--log") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(directory / "s.db"));
}

TEST_CASE("what is no store of ours is refused and left as it is") {
  const Directory directory;
  const std::string path = directory / "s.db";
  for (const std::string& bytes :
       {std::string("Dec  5 18:38:12 mx01 postfix/smtp[1]: A: x\n"),
        std::string("SQLite format 3\0garbage", 23), std::string(5000, '\0')}) {
    WriteFile(path, bytes);
    CHECK(Mentions(Refused(path, Access::kRead), "not a mailwhy store"));
    CHECK(Mentions(Refused(path, Access::kWrite), "not a mailwhy store"));
    CHECK(std::filesystem::file_size(path) == bytes.size());
  }
  std::filesystem::remove(path);
  Sql(path, "CREATE TABLE t(x)");
  CHECK(Mentions(Refused(path, Access::kRead), "not a mailwhy store"));
  CHECK(Mentions(Refused(path, Access::kWrite), "not a mailwhy store"));
  CHECK(Mentions(Refused(directory.path(), Access::kWrite), "not a file"));
  CHECK(Mentions(Refused(directory.path(), Access::kRead), "not a file"));
}

TEST_CASE("an empty file becomes a store when it is written to") {
  const Directory directory;
  WriteFile(directory / "s.db", "");
  Refused(directory / "s.db", Access::kRead);
  Writer(directory / "s.db");
  Reader(directory / "s.db");
}

TEST_CASE("a file that its maker was killed over becomes a store") {
  const Directory directory;
  const std::string path = directory / "s.db";
  Sql(path, "PRAGMA auto_vacuum = INCREMENTAL");
  REQUIRE(std::filesystem::file_size(path) > 0);
  Refused(path, Access::kRead);
  Writer(path);
  Reader(path);
}

TEST_CASE("a store of a newer mailwhy is refused") {
  const Directory directory;
  const std::string path = directory / "s.db";
  Writer(path);
  Sql(path, "PRAGMA user_version = 4711");
  CHECK(Mentions(Refused(path, Access::kRead), "newer"));
  CHECK(Mentions(Refused(path, Access::kWrite), "newer"));
}

TEST_CASE("a damaged store says so and does not crash") {
  const Directory directory;
  const std::string path = directory / "s.db";
  std::vector<Mail> mails;
  for (int i = 0; i < 300; ++i) {
    mails.push_back(Delivered(fmt::format("Q{}", i), i * kSecond,
                              "a@example.com", "b@example.net"));
  }
  SaveMails(*Writer(path), mails);
  const auto size = std::filesystem::file_size(path);
  for (std::size_t at = 100; at < size; at += 8191) {
    std::filesystem::copy_file(
        path, directory / "broken.db",
        std::filesystem::copy_options::overwrite_existing);
    {
      std::fstream file(directory / "broken.db",
                        std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(at));
      file << std::string(2000, '\x5a');
    }
    auto store = Open(directory / "broken.db", Access::kRead);
    if (!store.ok()) continue;
    std::size_t found = 0;
    const Status status =
        (*store)->FindMails({}, [&](Mail&&) { return ++found != 0; });
    CHECK((found <= mails.size() || !status.ok()));
  }
  std::filesystem::resize_file(path, size / 2);
  auto store = Open(path, Access::kRead);
  const bool fails =
      !store.ok() || !(*store)->FindMails({}, [](Mail&&) { return true; }).ok();
  CHECK(fails);
}

TEST_CASE("one writer at a time") {
  const Directory directory;
  const auto writer = Writer(directory / "s.db");
  CHECK(Mentions(Refused(directory / "s.db", Access::kWrite), "another"));
}

TEST_CASE("a store that another program has locked gives a clear error") {
  const Directory directory;
  const std::string path = directory / "s.db";
  const auto store = Writer(path);
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
  REQUIRE(sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) ==
          SQLITE_OK);
  LogMark mark;
  Batch batch;
  batch.marks = {&mark};
  const Status status = store->Save(batch);
  REQUIRE_FALSE(status.ok());
  CHECK(Mentions(status.error(), "locked"));
  CHECK(mark.id == 0);
  sqlite3_close(db);
  Must(store->Save(batch));
  CHECK(mark.id != 0);
}

TEST_CASE("a reader sees what a writer beside it commits") {
  const Directory directory;
  const auto writer = Writer(directory / "s.db");
  const auto reader = Reader(directory / "s.db");
  CHECK(Found(*reader, {}).empty());
  SaveMails(*writer, {Delivered("A", 0, "a@b", "c@d")});
  CHECK(Found(*reader, {}) == "A");
  CHECK(Must(reader->Covers()).mails == 1);
  const LineRef first = Must(writer->Keep("one"));
  Must(writer->Save({}));
  CHECK(Must(reader->Evidence({first})).size() == 1);
  const LineRef second = Must(writer->Keep("two"));
  Must(writer->Save({}));
  CHECK(Must(reader->Evidence({second})) == std::vector<std::string>{"two"});
}

TEST_CASE("a walk goes on undisturbed while the writer saves") {
  const Directory directory;
  const auto writer = Writer(directory / "s.db");
  SaveMails(*writer, {Delivered("A", 0, "a@b", "c@d"),
                      Delivered("B", kMinute, "a@b", "c@d")});
  const auto reader = Reader(directory / "s.db");
  std::string ids;
  Must(reader->FindMails({}, [&](Mail&& mail) {
    SaveMails(*writer, {Delivered("C", 2 * kMinute, "a@b", "c@d")});
    ids += mail.queue_id;
    return true;
  }));
  CHECK(ids == "AB");
  CHECK(Found(*reader, {}) == "A B C");
}

TEST_CASE("a reader cannot write") {
  const Directory directory;
  Writer(directory / "s.db");
  const auto reader = Reader(directory / "s.db");
  CHECK_FALSE(reader->Save({}).ok());
  CHECK_FALSE(reader->Keep("x").ok());
  CHECK_FALSE(reader->BeginBulk().ok());
}

TEST_CASE("who may only read the directory reads beside and after a writer") {
  const Directory directory;
  const std::string path = directory / "s.db";
  const auto read = [&] {
    auto store = Open(path, Access::kRead);
    return store.ok() && Found(**store, {}) == "A" ? 0 : 1;
  };
  {
    const auto writer = Writer(path);
    SaveMails(*writer, {Delivered("A", 0, "a@b", "c@d")});
    for (const char* end : {"", "-wal", "-shm"})
      chmod((path + end).c_str(), 0644);
    chmod(directory.path().c_str(), 0555);
    CHECK(AsNobody(read) == 0);
  }
  CHECK(AsNobody(read) == 0);
  chmod(directory.path().c_str(), 0755);
  std::filesystem::remove(path + "-wal");
  std::filesystem::remove(path + "-shm");
  chmod(directory.path().c_str(), 0555);
  CHECK(AsNobody(read) == 0);
  chmod(directory.path().c_str(), 0755);
}

TEST_CASE("a directory that cannot be written is a clear error") {
  const Directory directory;
  chmod(directory.path().c_str(), 0555);
  const auto refused = [&] {
    auto store = Open(directory / "s.db", Access::kWrite);
    return !store.ok() && Mentions(store.error(), "cannot be made") ? 0 : 1;
  };
  CHECK(AsNobody(refused) == 0);
  chmod(directory.path().c_str(), 0755);
}

TEST_CASE("a batch that fails leaves the store as it was, and may come again") {
  const Directory directory;
  const std::string path = directory / "s.db";
  const auto store = Writer(path);
  SaveMails(*store, {Delivered("A", 0, "a@example.com", "c@d")});
  Sql(path,
      "CREATE TRIGGER no BEFORE INSERT ON mark BEGIN"
      " SELECT raise(ABORT, 'no'); END");
  const LineRef line = Must(store->Keep("kept"));
  const Mail mail = Delivered("B", kMinute, "new@example.com", "new@d");
  LogMark mark;
  Batch batch;
  batch.mails = {&mail};
  batch.marks = {&mark};
  CHECK_FALSE(store->Save(batch).ok());
  CHECK(mark.id == 0);
  CHECK(Found(*store, {}) == "A");
  CHECK(Must(store->Covers()).mails == 1);
  CHECK(Must(store->Evidence({line})).empty());
  Sql(path, "DROP TRIGGER no");
  Must(store->Save(batch));
  CHECK(Found(*store, {}) == "A B");
  CHECK(Must(store->Evidence({line})) == std::vector<std::string>{"kept"});
  Filter filter;
  filter.from = "new@example.com";
  CHECK(Found(*store, filter) == "B");
}

TEST_CASE("a writer that is killed leaves what it had committed") {
  const Directory directory;
  const std::string path = directory / "s.db";
  const pid_t child = fork();
  if (child == 0) {
    auto store = Open(path, Access::kWrite);
    if (!store.ok() || !(*store)->BeginBulk().ok()) _exit(1);
    const Mail mail = Delivered("A", 0, "a@example.com", "c@d");
    Batch batch;
    batch.mails = {&mail};
    if (!(*store)->Save(batch).ok()) _exit(1);
    (void)(*store)->Keep("lost");
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  CHECK(Found(*Reader(path), {}) == "A");
  const std::string indices =
      "SELECT count(*) FROM sqlite_schema"
      " WHERE type = 'index' AND name = 'mail_sender'";
  CHECK(Sql(path, indices) == "0");
  const auto store = Writer(path);
  CHECK(Sql(path, indices) == "1");
  Filter filter;
  filter.from = "a@example.com";
  CHECK(Found(*store, filter) == "A");
}

TEST_CASE("the disk full is a clear error, and what was there stays") {
  const Directory directory;
  const std::string path = directory / "s.db";
  SaveMails(*Writer(path), {Delivered("A", 0, "a@b", "c@d")});
  const auto full = [&] {
    // A limit on the file's size does to SQLite what a full disk does.
    signal(SIGXFSZ, SIG_IGN);
    auto store = Open(path, Access::kWrite);
    if (!store.ok()) return 1;
    const rlimit limit{200'000, 200'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    Batch batch;
    std::vector<Mail> mails;
    for (int i = 0; i < 5000; ++i) {
      mails.push_back(Delivered(fmt::format("Q{}", i), i * kSecond,
                                "a@example.com", "b@example.net"));
    }
    for (const Mail& mail : mails) batch.mails.push_back(&mail);
    return (*store)->Save(batch).ok() ? 2 : 0;
  };
  const pid_t child = fork();
  if (child == 0) _exit(full());
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(Found(*Writer(path), {}) == "A");
}

}  // namespace
}  // namespace mailwhy::store
