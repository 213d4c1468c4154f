// Opens a store in memory: store/open.cc's other engine, for --log.
#pragma once

#include <memory>

#include "store/store.h"

namespace mailwhy::store::memory {

std::unique_ptr<Store> Open();

}  // namespace mailwhy::store::memory
