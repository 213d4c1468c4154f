// Opens a store in memory: store/open.cc's other engine, for --log.
#pragma once

#include <memory>

#include "store/store.h"

namespace mailwhy::store::memory {

// Without `evidence`, lines get their names and are forgotten.
std::unique_ptr<Store> Open(bool evidence = true);

}  // namespace mailwhy::store::memory
