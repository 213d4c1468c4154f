#include "store/sqlite/resolve.h"

#include "base/text.h"
#include "store/sqlite/codec.h"
#include "store/match.h"

namespace mailwhy::store::sqlite {
namespace {

constexpr std::size_t kFew = 200;
constexpr std::size_t kFewVerdicts = 20'000;

bool HasStar(std::string_view text) {
  return text.find('*') != std::string_view::npos;
}

std::string_view WithoutBrackets(std::string_view pattern) {
  const bool has =
      pattern.size() >= 2 && pattern.front() == '<' && pattern.back() == '>';
  return has ? pattern.substr(1, pattern.size() - 2) : pattern;
}

// Adds the row; false when there are too many.
bool Add(Rows& rows, std::int64_t row) {
  if (rows->size() >= kFew) {
    rows.reset();
    return false;
  }
  rows->push_back(row);
  return true;
}

}  // namespace

std::string Listed(const std::vector<std::int64_t>& rows) {
  std::string list;
  for (const std::int64_t row : rows) {
    if (!list.empty()) list += ',';
    list += std::to_string(row);
  }
  return list;
}

Rows Resolver::Addresses(std::string_view pattern) {
  pattern = WithoutBrackets(pattern);
  if (pattern.empty() || (pattern.front() != '@' && !HasStar(pattern))) {
    return SameAddress(pattern);
  }
  return pattern.front() == '@' ? OfDomains(pattern) : ByWildcard(pattern);
}

Rows Resolver::SameAddress(std::string_view address) {
  Statement get(db_, "SELECT id FROM address WHERE hash = ?");
  get.Number(1, ShortHash(address));
  Rows rows{std::in_place};
  while (get.Step()) {
    const std::int64_t id = get.GetNumber(0);
    const bool same = EqualsIgnoringCase(names_.Address(id), address);
    if (same && !Add(rows, id)) break;
  }
  return rows;
}

// "@example.com", "@*.example.com"; a later @ belongs to the domain's pattern.
Rows Resolver::OfDomains(std::string_view pattern) {
  Statement get(db_, "SELECT id FROM address WHERE domain = ?");
  Rows rows{std::in_place};
  for (const std::int64_t domain : Domains(pattern.substr(1))) {
    get.Reset();
    get.Number(1, domain);
    while (get.Step()) {
      if (!Add(rows, get.GetNumber(0))) return rows;
    }
  }
  return rows;
}

std::vector<std::int64_t> Resolver::Domains(std::string_view pattern) {
  const bool star = HasStar(pattern);
  Statement get(db_, star ? "SELECT id, text FROM domain"
                          : "SELECT id, text FROM domain WHERE hash = ?");
  if (!star) get.Number(1, ShortHash(pattern));
  std::vector<std::int64_t> domains;
  while (get.Step()) {
    if (MatchesWildcard(get.GetText(1), pattern)) {
      domains.push_back(get.GetNumber(0));
    }
  }
  return domains;
}

Rows Resolver::ByWildcard(std::string_view pattern) {
  Statement get(db_,
                "SELECT a.id, CASE WHEN a.domain IS NULL THEN a.local"
                " ELSE a.local || '@' || d.text END"
                " FROM address a LEFT JOIN domain d ON d.id = a.domain");
  Rows rows{std::in_place};
  while (get.Step()) {
    const bool fits = MatchesWildcard(get.GetText(1), pattern);
    if (fits && !Add(rows, get.GetNumber(0))) break;
  }
  return rows;
}

Rows Resolver::Peers(std::string_view pattern) {
  const bool star = HasStar(pattern);
  Statement get(db_, star ? "SELECT id, name, ip FROM peer"
                          : "SELECT id, name, ip FROM peer"
                            " WHERE hash = ?1 OR name_hash = ?1");
  if (!star) get.Number(1, ShortHash(pattern));
  Rows rows{std::in_place};
  while (get.Step()) {
    const bool fits = MatchesWildcard(get.GetText(1), pattern) ||
                      MatchesWildcard(get.GetText(2), pattern);
    if (fits && !Add(rows, get.GetNumber(0))) break;
  }
  return rows;
}

Rows Resolver::Verdicts(std::string_view cause) {
  Statement get(db_, "SELECT id FROM verdict");
  Rows rows{std::in_place};
  while (get.Step()) {
    const std::int64_t id = get.GetNumber(0);
    if (!HasCause(names_.VerdictOf(id, {}), cause)) continue;
    if (rows->size() >= kFewVerdicts) return std::nullopt;
    rows->push_back(id);
  }
  return rows;
}

}  // namespace mailwhy::store::sqlite
