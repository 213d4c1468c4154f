// Schema: brings a store's tables, indices and views to what this program
// knows, from the files in schema/sqlite/ (compiled in).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/embedded.h"
#include "store/sqlite/db.h"

namespace mailwhy {

// Defined by the build (cmake/embed.cmake).
std::span<const EmbeddedFile> SchemaFiles();

namespace store::sqlite {

// In the header of every store: "mwhy".
inline constexpr std::int64_t kApplicationId = 0x6d776879;

// The number of the last migration.
int LatestVersion();

// Throws Failed where the file is no store of ours, or of a newer mailwhy.
// True: it is empty, to be set up.
bool IsNewStore(Db& db);

// Runs the migrations that are missing, in one transaction.
void Migrate(Db& db);

// The indices that may wait during a bulk load (schema/sqlite/indices.sql).
void DropIndices(Db& db);
void MakeIndices(Db& db);  // those that are missing

}  // namespace store::sqlite
}  // namespace mailwhy
