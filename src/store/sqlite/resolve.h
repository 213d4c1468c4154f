// Patterns, resolved on the dictionaries: which addresses, peers and verdicts
// a filter means. A few numbers can be looked up in an index; many cannot.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/sqlite/db.h"
#include "store/sqlite/names.h"

namespace mailwhy::store::sqlite {

// Rows of a dictionary; none at all: too many to be of use.
using Rows = std::optional<std::vector<std::int64_t>>;

class Resolver {
 public:
  Resolver(Db& db, Names& names) : db_(db), names_(names) {}

  Rows Addresses(std::string_view pattern);
  Rows Peers(std::string_view pattern);
  Rows Verdicts(std::string_view cause);

 private:
  Rows SameAddress(std::string_view address);
  Rows OfDomains(std::string_view pattern);
  std::vector<std::int64_t> Domains(std::string_view pattern);
  Rows ByWildcard(std::string_view pattern);

  Db& db_;
  Names& names_;
};

// "1,2,3" for IN (...).
std::string Listed(const std::vector<std::int64_t>& rows);

}  // namespace mailwhy::store::sqlite
