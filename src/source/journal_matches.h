// Which entries of a journal are a mail server's: for journal.cc.
#pragma once

#include "source/journal_library.h"

namespace mailwhy::source {

// From here on the journal shows those alone. A negative errno on failure.
int MatchMail(const JournalLibrary& calls, sd_journal* journal);

}  // namespace mailwhy::source
