// The name of a time zone behind a log's time: "18:38:12 JST". Used by the
// reader of dates.
#pragma once

#include "base/cursor.h"
#include "base/log_date.h"

namespace mailwhy {

// Takes " JST" or " +03"; fills in the offset where the name means one alone
// ("CST" is of America, China and Cuba). False where there is none.
bool TakeZoneWord(Cursor& cursor, SecondsPart& part);

}  // namespace mailwhy
