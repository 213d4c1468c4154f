// Opens a store in SQLite: store/open.cc's row for it.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "store/store.h"

namespace mailwhy::store::sqlite {

Result<std::unique_ptr<Store>> OpenFile(const std::string& path, Access access,
                                        Durability durability);
Result<std::unique_ptr<Store>> OpenMemory();

}  // namespace mailwhy::store::sqlite
