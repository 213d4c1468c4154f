// Queue IDs as people type them. why.cc and trace.cc call it.
#pragma once

#include <string>

#include "base/result.h"
#include "store/store.h"

namespace mailwhy::query {

// The queue ID as the log writes it: as given where there is such a mail or
// reject, else in upper case (short IDs are hexadecimal), else in lower case;
// as given where there is none of them.
Result<std::string> AsLogged(store::Store& store, const std::string& queue_id);

}  // namespace mailwhy::query
