// libsystemd's journal calls, looked up when a journal is first read: mailwhy
// runs without the library where nobody asks for one. For journal.cc.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/result.h"

struct sd_journal;

namespace mailwhy::source {

// As <systemd/sd-journal.h> declares them (their names and types do not change
// while the library is libsystemd.so.0). All return a negative errno on
// failure.
struct JournalLibrary {
  int (*open)(sd_journal**, int flags);
  int (*open_directory)(sd_journal**, const char* path, int flags);
  int (*open_files)(sd_journal**, const char** paths, int flags);
  void (*close)(sd_journal*);
  int (*set_data_threshold)(sd_journal*, std::size_t size);
  int (*add_match)(sd_journal*, const void* data, std::size_t size);
  int (*add_disjunction)(sd_journal*);
  int (*query_unique)(sd_journal*, const char* field);
  int (*enumerate_unique)(sd_journal*, const void** data, std::size_t* size);
  int (*next)(sd_journal*);
  int (*previous)(sd_journal*);
  int (*seek_head)(sd_journal*);
  int (*seek_cursor)(sd_journal*, const char* cursor);
  int (*test_cursor)(sd_journal*, const char* cursor);
  int (*get_cursor)(sd_journal*, char** cursor);  // to be freed
  int (*get_realtime_usec)(sd_journal*, std::uint64_t* at);
  void (*restart_data)(sd_journal*);
  int (*enumerate_data)(sd_journal*, const void** data, std::size_t* size);
  int (*wait)(sd_journal*, std::uint64_t microseconds);
};

// Loaded once and never unloaded.
Result<const JournalLibrary*> LoadJournalLibrary();

}  // namespace mailwhy::source
