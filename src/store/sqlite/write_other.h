// Writes what is no mail: rejects, sessions, seen lines, marks.
#pragma once

#include <vector>

#include "model/mail.h"
#include "model/progress.h"
#include "store/sqlite/db.h"
#include "store/sqlite/numbers.h"

namespace mailwhy::store::sqlite {

class RejectWriter {
 public:
  RejectWriter(Db& db, Numbers& numbers);
  // 1 if it is new, 0 if it replaced one.
  int Save(const Reject& reject, bool known_new);

 private:
  Numbers& numbers_;
  Statement remove_, put_;
  Db& db_;
};

class SessionWriter {
 public:
  SessionWriter(Db& db, Numbers& numbers);
  int Save(const Session& session, bool known_new);

 private:
  Numbers& numbers_;
  Statement remove_, put_;
  Db& db_;
};

class SeenTable {
 public:
  explicit SeenTable(Db& db);
  void Save(std::vector<SeenLine> lines);
  std::vector<SeenLine> Read(std::int64_t first_second,
                             std::int64_t last_second);

 private:
  Statement put_, get_;
};

class MemoryTable {
 public:
  explicit MemoryTable(Db& db);
  void Save(std::string_view memory);
  std::string Read();

 private:
  Statement put_, get_;
};

class MarkTable {
 public:
  explicit MarkTable(Db& db);
  void Save(LogMark& mark);  // gives it an id where it has none
  std::vector<LogMark> Read();

 private:
  Db& db_;
  Statement put_, get_;
};

}  // namespace mailwhy::store::sqlite
