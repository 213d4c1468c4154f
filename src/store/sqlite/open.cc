#include "store/sqlite/open.h"

#include <unistd.h>

#include <new>
#include <utility>

#include "store/sqlite/db.h"
#include "store/sqlite/file.h"
#include "store/sqlite/lock.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/sqlite_store.h"

namespace mailwhy::store::sqlite {
namespace {

constexpr int kBusyMilliseconds = 5000;

// Without this a log line could name functions in a store made by a stranger.
void Harden(Db& db) {
  sqlite3_busy_timeout(db.handle(), kBusyMilliseconds);
  sqlite3_db_config(db.handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db.handle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
}

// A path is a path, whatever it looks like to SQLite (":memory:").
std::string PlainPath(const std::string& path) {
  return path.empty() || path.front() == '/' ? path : "./" + path;
}

// file:PATH?immutable=1 with what a URI would take for its own escaped.
std::string ImmutableUri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : PlainPath(path)) {
    const bool special = c == '?' || c == '#' || c == '%';
    if (!special) {
      uri += c;
    } else {
      uri += c == '?' ? "%3f" : c == '#' ? "%23" : "%25";
    }
  }
  return uri + "?immutable=1";
}

// A setting that takes space at once must come before the first table.
void SetUp(Db& db) {
  if (!IsNewStore(db)) return;
  db.Run("PRAGMA auto_vacuum = INCREMENTAL");
}

// At most 64 MB each for the page cache and the write-ahead log. The latter
// stays when the writer ends, or a reader who may not write the directory
// could not open the store.
void Tune(Db& db, Durability durability) {
  db.Run("PRAGMA journal_mode = WAL");
  db.Run(durability == Durability::kFull ? "PRAGMA synchronous = FULL"
                                         : "PRAGMA synchronous = NORMAL");
  db.Run("PRAGMA cache_size = -49152");
  db.Run("PRAGMA wal_autocheckpoint = 4000");
  db.Run("PRAGMA journal_size_limit = 67108864");
  int persist = 1;
  sqlite3_file_control(db.handle(), "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
}

std::unique_ptr<Store> OpenWriter(const std::string& path,
                                  Durability durability) {
  auto lock = std::make_unique<WriterLock>(path);
  auto db = std::make_unique<Db>(PlainPath(path), SQLITE_OPEN_READWRITE, path);
  Harden(*db);
  SetUp(*db);
  Migrate(*db);
  Tune(*db, durability);
  MakeIndices(*db);
  return std::make_unique<SqliteStore>(std::move(db), std::move(lock),
                                       Access::kWrite);
}

std::unique_ptr<Store> Prepare(std::unique_ptr<Db> db) {
  Harden(*db);
  if (IsNewStore(*db)) {
    throw Failed{ExplainCode(SQLITE_NOTADB, db->path(), "")};
  }
  if (db->Number("PRAGMA user_version") < LatestVersion()) {
    throw Failed{{db->path(), "the store was made by an older mailwhy",
                  "Bring it up to date with: mailwhy load"}};
  }
  db->Run("PRAGMA query_only = 1");
  return std::make_unique<SqliteStore>(std::move(db), nullptr, Access::kRead);
}

// A store without a write-ahead log beside it (a copy) in a directory that we
// may not write: nobody writes to it, so it may be read as it is.
std::unique_ptr<Store> OpenReader(const std::string& path) {
  try {
    return Prepare(
        std::make_unique<Db>(PlainPath(path), SQLITE_OPEN_READONLY, path));
  } catch (const Failed& failed) {
    const int code = failed.code & 0xff;
    const bool cannot = code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
    if (!cannot || Exists(path + "-wal")) throw;
  }
  return Prepare(std::make_unique<Db>(
      ImmutableUri(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, path));
}

std::unique_ptr<Store> OpenForWriting(const std::string& path,
                                      Durability durability) {
  const bool made = PrepareForWriting(path);
  try {
    return OpenWriter(path, durability);
  } catch (const Failed&) {
    if (made) unlink(path.c_str());  // it holds nothing yet
    throw;
  }
}

}  // namespace

Result<std::unique_ptr<Store>> OpenFile(const std::string& path, Access access,
                                        Durability durability) {
  try {
    if (access == Access::kWrite) return OpenForWriting(path, durability);
    CheckForReading(path);
    return OpenReader(path);
  } catch (const Failed& failed) {
    return failed.error;
  } catch (const std::bad_alloc&) {
    return Error{path, "not enough memory", ""};
  }
}

Result<std::unique_ptr<Store>> OpenMemory() {
  try {
    auto db = std::make_unique<Db>(
        ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "memory");
    Harden(*db);
    Migrate(*db);
    MakeIndices(*db);
    return std::unique_ptr<Store>(
        std::make_unique<SqliteStore>(std::move(db), nullptr, Access::kWrite));
  } catch (const Failed& failed) {
    return failed.error;
  }
}

}  // namespace mailwhy::store::sqlite
