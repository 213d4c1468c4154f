#include "source/journal_library.h"

#include <dlfcn.h>

#include <string>

namespace mailwhy::source {
namespace {

template <class Function>
bool LookUp(void* library, const char* name, Function* function) {
  *function = reinterpret_cast<Function>(dlsym(library, name));
  return *function != nullptr;
}

bool LookUpAll(void* library, JournalLibrary* calls) {
  const auto find = [&](const char* name, auto* function) {
    return LookUp(library, name, function);
  };
  return find("sd_journal_open", &calls->open) &&
         find("sd_journal_open_directory", &calls->open_directory) &&
         find("sd_journal_open_files", &calls->open_files) &&
         find("sd_journal_close", &calls->close) &&
         find("sd_journal_set_data_threshold", &calls->set_data_threshold) &&
         find("sd_journal_add_match", &calls->add_match) &&
         find("sd_journal_add_disjunction", &calls->add_disjunction) &&
         find("sd_journal_query_unique", &calls->query_unique) &&
         find("sd_journal_enumerate_unique", &calls->enumerate_unique) &&
         find("sd_journal_next", &calls->next) &&
         find("sd_journal_previous", &calls->previous) &&
         find("sd_journal_seek_head", &calls->seek_head) &&
         find("sd_journal_seek_cursor", &calls->seek_cursor) &&
         find("sd_journal_test_cursor", &calls->test_cursor) &&
         find("sd_journal_get_cursor", &calls->get_cursor) &&
         find("sd_journal_get_realtime_usec", &calls->get_realtime_usec) &&
         find("sd_journal_restart_data", &calls->restart_data) &&
         find("sd_journal_enumerate_data", &calls->enumerate_data) &&
         find("sd_journal_wait", &calls->wait);
}

Result<JournalLibrary> Load() {
  void* library = dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL);
  JournalLibrary calls{};
  if (library != nullptr && LookUpAll(library, &calls)) return calls;
  return Error{"the journal", "libsystemd.so.0 is not installed here",
               "Debian, Ubuntu: apt-get install libsystemd0. Or read the "
               "journal as text: journalctl -o short-iso | mailwhy load -"};
}

}  // namespace

Result<const JournalLibrary*> LoadJournalLibrary() {
  static const Result<JournalLibrary> library = Load();
  if (!library) return library.error();
  return &library.value();
}

}  // namespace mailwhy::source
