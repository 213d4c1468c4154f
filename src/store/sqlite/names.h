// Names: the values behind the numbers of the dictionaries, for reading.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/mail.h"
#include "store/sqlite/cache.h"
#include "store/sqlite/db.h"
#include "store/sqlite/dictionary.h"
#include "store/sqlite/reply.h"

namespace mailwhy::store::sqlite {

// A dictionary read by number; what was read lately is remembered.
class TextNames {
 public:
  TextNames(Db& db, const std::string& sql);
  // "" for NULL and for what is not there. Valid until the next call.
  const std::string& Of(Number id);

 private:
  Statement get_;
  Cache<std::int64_t, std::string> known_;
  std::string none_;
};

class TupleNames {
 public:
  TupleNames(Db& db, const std::string& table, const std::string& columns,
             std::size_t count);
  // As many as there are columns. Valid until the next call.
  const std::vector<Number>& Of(Number id);

 private:
  Statement get_;
  Cache<std::int64_t, std::vector<Number>> known_;
  std::vector<Number> none_;
};

struct PeerValue {
  Peer peer;
  std::string helo;
};

class Names {
 public:
  explicit Names(Db& db);

  const std::string& Word(Number id) { return words_.Of(id); }
  const std::string& Domain(Number id) { return domains_.Of(id); }
  const std::string& Address(Number id) { return addresses_.Of(id); }
  PeerValue PeerOf(Number id);
  Verdict VerdictOf(Number id, const Known& known);

  TupleNames intakes, outcomes, occasions, verdicts;

 private:
  TextNames words_, domains_, addresses_;
  Statement get_peer_;
  Cache<std::int64_t, PeerValue> peers_;
};

}  // namespace mailwhy::store::sqlite
