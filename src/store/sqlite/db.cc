#include "store/sqlite/db.h"

namespace mailwhy::store::sqlite {

Db::Db(const std::string& uri, int flags, std::string path)
    : path_(std::move(path)) {
  const int code = sqlite3_open_v2(uri.c_str(), &handle_,
                                   flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code == SQLITE_OK) {
    sqlite3_extended_result_codes(handle_, 1);
    return;
  }
  const Failed failed{
      ExplainCode(code, path_, handle_ ? sqlite3_errmsg(handle_) : ""), code};
  sqlite3_close(handle_);
  throw failed;
}

Db::~Db() { sqlite3_close_v2(handle_); }

void Db::Run(const std::string& sql) {
  const int code =
      sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) Fail(code);
}

std::int64_t Db::Number(const std::string& sql) {
  Statement statement(*this, sql);
  return statement.Step() ? statement.GetNumber(0) : 0;
}

void Db::Fail(int code) const {
  throw Failed{ExplainCode(code, path_, sqlite3_errmsg(handle_)), code};
}

Statement::Statement(Db& db, std::string_view sql) : db_(db) {
  const int code =
      sqlite3_prepare_v3(db.handle(), sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &handle_, nullptr);
  if (code != SQLITE_OK) db.Fail(code);
}

Statement::~Statement() { sqlite3_finalize(handle_); }

Statement& Statement::Number(int at, std::int64_t value) {
  sqlite3_bind_int64(handle_, at, value);
  return *this;
}

Statement& Statement::Number(int at, std::optional<std::int64_t> value) {
  return value ? Number(at, *value) : Null(at);
}

Statement& Statement::Real(int at, double value) {
  sqlite3_bind_double(handle_, at, value);
  return *this;
}

// A null pointer would bind NULL; an empty text has an address of its own.
Statement& Statement::Text(int at, std::string_view value) {
  const char* bytes = value.data() != nullptr ? value.data() : "";
  sqlite3_bind_text64(handle_, at, bytes, value.size(), SQLITE_STATIC,
                      SQLITE_UTF8);
  return *this;
}

Statement& Statement::TextOrNull(int at, std::string_view value) {
  return value.empty() ? Null(at) : Text(at, value);
}

Statement& Statement::Blob(int at, std::string_view value) {
  const char* bytes = value.data() != nullptr ? value.data() : "";
  sqlite3_bind_blob64(handle_, at, bytes, value.size(), SQLITE_STATIC);
  return *this;
}

Statement& Statement::Null(int at) {
  sqlite3_bind_null(handle_, at);
  return *this;
}

bool Statement::Step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  Failed failed{ExplainCode(code, db_.path(), sqlite3_errmsg(db_.handle())),
                code};
  sqlite3_reset(handle_);
  throw failed;
}

void Statement::Run() {
  while (Step()) {
  }
  sqlite3_reset(handle_);
}

void Statement::Reset() { sqlite3_reset(handle_); }

bool Statement::IsNull(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

bool Statement::IsInteger(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_INTEGER;
}

std::int64_t Statement::GetNumber(int column) const {
  return sqlite3_column_int64(handle_, column);
}

std::optional<std::int64_t> Statement::GetOptional(int column) const {
  if (IsNull(column)) return std::nullopt;
  return GetNumber(column);
}

double Statement::GetReal(int column) const {
  return sqlite3_column_double(handle_, column);
}

std::string_view Statement::GetText(int column) const {
  const auto* text = sqlite3_column_text(handle_, column);
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::string_view Statement::GetBlob(int column) const {
  const void* blob = sqlite3_column_blob(handle_, column);
  if (blob == nullptr) return {};
  return {static_cast<const char*>(blob),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

Transaction::Transaction(Db& db) : db_(db) { db_.Run("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
  if (open_ && db_.InTransaction()) {
    sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void Transaction::Commit() {
  db_.Run("COMMIT");
  open_ = false;
}

}  // namespace mailwhy::store::sqlite
