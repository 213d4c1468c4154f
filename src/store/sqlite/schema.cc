#include "store/sqlite/schema.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace mailwhy::store::sqlite {
namespace {

struct Index {
  std::string name, sql;
};

std::string_view BaseName(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

std::string_view FileNamed(std::string_view name) {
  for (const EmbeddedFile& file : SchemaFiles()) {
    if (BaseName(file.name) == name) return file.content;
  }
  return {};
}

// "0001_tables.sql" is 1; 0: no migration.
int VersionOf(std::string_view path) {
  const std::string_view name = BaseName(path);
  int version = 0;
  std::from_chars(name.data(), name.data() + name.size(), version);
  return version;
}

std::vector<Index> Indices() {
  constexpr std::string_view kBegin = "CREATE INDEX IF NOT EXISTS ";
  const std::string_view text = FileNamed("indices.sql");
  std::vector<Index> indices;
  std::size_t at = text.find(kBegin);
  while (at != std::string_view::npos) {
    const std::size_t end = text.find(';', at);
    const std::string_view sql = text.substr(at, end - at);
    const std::string_view rest = sql.substr(kBegin.size());
    indices.push_back({std::string(rest.substr(0, rest.find_first_of(" \n"))),
                       std::string(sql)});
    at = text.find(kBegin, at + 1);
  }
  return indices;
}

bool HasIndex(Statement& find, const std::string& name) {
  const Use use(find);
  return find.Text(1, name).Step();
}

}  // namespace

int LatestVersion() {
  int latest = 0;
  for (const EmbeddedFile& file : SchemaFiles()) {
    latest = std::max(latest, VersionOf(file.name));
  }
  return latest;
}

bool IsNewStore(Db& db) {
  const auto application = db.Number("PRAGMA application_id");
  const auto version = db.Number("PRAGMA user_version");
  if (application == 0 && version == 0 &&
      db.Number("SELECT count(*) FROM sqlite_schema") == 0) {
    return true;
  }
  if (application != kApplicationId) {
    throw Failed{ExplainCode(SQLITE_NOTADB, db.path(), ""), SQLITE_NOTADB};
  }
  if (version > LatestVersion()) {
    throw Failed{{db.path(),
                  "the store was made by a newer mailwhy (version " +
                      std::to_string(version) + ", this one knows " +
                      std::to_string(LatestVersion()) + ")",
                  "Install the newer mailwhy here too."}};
  }
  return false;
}

// SchemaFiles() are sorted by name, and so by version.
void Migrate(Db& db) {
  Transaction transaction(db);
  const auto version = db.Number("PRAGMA user_version");
  for (const EmbeddedFile& file : SchemaFiles()) {
    if (VersionOf(file.name) > version) db.Run(std::string(file.content));
  }
  if (version < LatestVersion()) {
    db.Run(std::string(FileNamed("views.sql")));
    db.Run("PRAGMA application_id = " + std::to_string(kApplicationId));
    db.Run("PRAGMA user_version = " + std::to_string(LatestVersion()));
  }
  transaction.Commit();
}

void DropIndices(Db& db) {
  Transaction transaction(db);
  for (const Index& index : Indices()) {
    db.Run("DROP INDEX IF EXISTS " + index.name);
  }
  transaction.Commit();
}

void MakeIndices(Db& db) {
  std::string missing;
  {
    Statement find(db,
                   "SELECT 1 FROM sqlite_schema"
                   " WHERE type = 'index' AND name = ?");
    for (const Index& index : Indices()) {
      if (!HasIndex(find, index.name)) missing += index.sql + ";";
    }
  }
  if (missing.empty()) return;
  Transaction transaction(db);
  db.Run(missing);
  transaction.Commit();
}

}  // namespace mailwhy::store::sqlite
