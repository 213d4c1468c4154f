// Db and Statement: SQLite's connection and prepared statements, owned. Every
// file of this folder stands on these.
//
// Inside this folder a failure of SQLite travels as the exception Failed; the
// SqliteStore (store.cc) and Open (open.cc) turn it into a Result.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace mailwhy::store::sqlite {

struct Failed {
  Error error;
  int code = 0;  // SQLite's
};

// What a result code of SQLite means to a user of the file at `path`.
Error ExplainCode(int code, const std::string& path, std::string_view message);

class Db {
 public:
  // `flags` as for sqlite3_open_v2. Throws Failed.
  Db(const std::string& uri, int flags, std::string path);
  ~Db();
  Db(const Db&) = delete;
  Db& operator=(const Db&) = delete;

  sqlite3* handle() const { return handle_; }
  const std::string& path() const { return path_; }

  void Run(const std::string& sql);  // any number of statements
  std::int64_t Number(const std::string& sql);
  bool InTransaction() const { return sqlite3_get_autocommit(handle_) == 0; }
  [[noreturn]] void Fail(int code) const;

 private:
  sqlite3* handle_ = nullptr;
  std::string path_;
};

// A prepared statement. Bound text and blobs are not copied: they must live
// until the next Run() or Reset(). Columns live until the next Step() or
// Reset().
class Statement {
 public:
  Statement(Db& db, std::string_view sql);
  ~Statement();
  Statement(Statement&& other) noexcept
      : db_(other.db_), handle_(std::exchange(other.handle_, nullptr)) {}
  Statement& operator=(Statement&&) = delete;

  Statement& Number(int at, std::int64_t value);
  Statement& Number(int at, std::optional<std::int64_t> value);
  Statement& Real(int at, double value);
  Statement& Text(int at, std::string_view value);
  Statement& TextOrNull(int at, std::string_view value);  // "" is NULL
  Statement& Blob(int at, std::string_view value);
  Statement& Null(int at);

  bool Step();  // true: a row
  void Run();   // to the end, then Reset()
  void Reset();

  bool IsNull(int column) const;
  bool IsInteger(int column) const;
  std::int64_t GetNumber(int column) const;
  std::optional<std::int64_t> GetOptional(int column) const;
  double GetReal(int column) const;
  std::string_view GetText(int column) const;
  std::string_view GetBlob(int column) const;

 private:
  Db& db_;
  sqlite3_stmt* handle_ = nullptr;
};

// Resets a statement when a look-up is done with it, on every way out.
class Use {
 public:
  explicit Use(Statement& statement) : statement_(statement) {}
  ~Use() { statement_.Reset(); }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  Statement* operator->() { return &statement_; }

 private:
  Statement& statement_;
};

// Rolled back unless committed. A transaction for writing from the first
// moment.
class Transaction {
 public:
  explicit Transaction(Db& db);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void Commit();

 private:
  Db& db_;
  bool open_ = true;
};

}  // namespace mailwhy::store::sqlite
