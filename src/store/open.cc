// The table of storage engines; the one in memory stands beside it.
#include "store/sqlite/open.h"

#include <array>

#include "base/text.h"
#include "store/memory/open.h"
#include "store/store.h"

namespace mailwhy::store {
namespace {

struct Engine {
  std::string_view scheme;  // "sqlite:PATH" names it; a bare path is the first
  Result<std::unique_ptr<Store>> (*open)(const std::string& path, Access access,
                                         Durability durability);
};

constexpr std::array kEngines = {
    Engine{"sqlite:", &sqlite::OpenFile},
};

// Plain rows take three to four times the bytes of the log.
constexpr std::int64_t kMostPlain = std::int64_t{256} << 20;

}  // namespace

Result<std::unique_ptr<Store>> Open(const std::string& path, Access access,
                                    Durability durability) {
  for (const Engine& engine : kEngines) {
    if (StartsWith(path, engine.scheme)) {
      return engine.open(path.substr(engine.scheme.size()), access, durability);
    }
  }
  return kEngines.front().open(path, access, durability);
}

Result<std::unique_ptr<Store>> OpenInMemory(const InMemory& wanted) {
  const bool small = wanted.log_bytes && *wanted.log_bytes <= kMostPlain;
  if (!small) return sqlite::OpenMemory();
  return memory::Open(wanted.evidence);
}

}  // namespace mailwhy::store
