// What SQLite's result codes mean to somebody who knows mail, not databases.
#include <cerrno>
#include <cstring>

#include "store/sqlite/db.h"

namespace mailwhy::store::sqlite {
namespace {

Error Damaged(const std::string& path, std::string_view message) {
  return {path, "the store is damaged (" + std::string(message) + ")",
          "Restore it from a backup, or move it away and load the logs again."};
}

Error Other(const std::string& path, std::string_view message) {
  return {path, std::string(message), ""};
}

}  // namespace

Error ExplainCode(int code, const std::string& path, std::string_view message) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {path, "the store is locked by another process",
              "Try again when it has finished.", true};
    case SQLITE_FULL:
      return {path, "the disk is full",
              "Make room, then load again: nothing is counted twice.", true};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {path,
              "the store cannot be written (" + std::string(message) + ")",
              "Run as a user who may write it, or name another with --db."};
    case SQLITE_CANTOPEN:
      return {path, "the store cannot be opened (" + std::string(message) + ")",
              "Check that the file and its directory may be read."};
    case SQLITE_NOTADB:
      return {path, "this is not a mailwhy store",
              "Name the store with --db; a new one is made by: mailwhy load"};
    case SQLITE_CORRUPT:
      return Damaged(path, message);
    case SQLITE_IOERR:
      return {
          path,
          "the store cannot be read or written (" + std::string(message) + ")",
          "Look at the disk and at the kernel's messages.", true};
    default:
      return Other(path, message);
  }
}

}  // namespace mailwhy::store::sqlite
