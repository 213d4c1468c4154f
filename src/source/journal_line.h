// A journal entry as the log line that syslog would have written of it: the
// same event has the same text in /var/log/mail.log and in the journal, so that
// the ledger knows them as copies. journal.cc fills in entries.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace mailwhy::source {

struct JournalEntry {
  Micros received = 0;  // by the journal
  Micros sent = 0;      // _SOURCE_REALTIME_TIMESTAMP; 0: none
  std::string host, identifier, command, syslog_pid, pid, message;
  bool has_message = false;

  void Clear();
  // "MESSAGE=...", any bytes. Fields that a line does not need are passed by.
  void TakeField(std::string_view field);
};

// Appends "TIME HOST IDENT[PID]: MESSAGE", in one line and without its end.
void AppendJournalLine(const JournalEntry& entry, const Zone& zone,
                       std::string* text);

}  // namespace mailwhy::source
