#include "store/sqlite/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "store/sqlite/db.h"

namespace mailwhy::store::sqlite {
namespace {

constexpr int kTries = 20;
constexpr auto kPause = std::chrono::milliseconds(100);

bool Lock(int file) {
  for (int i = 0; i < kTries; ++i) {
    if (flock(file, LOCK_EX | LOCK_NB) == 0) return true;
    std::this_thread::sleep_for(kPause);
  }
  return false;
}

}  // namespace

WriterLock::WriterLock(const std::string& store_path) {
  const std::string path = store_path + "-lock";
  file_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (file_ < 0) {
    throw Failed{{store_path,
                  "the store cannot be written (" + path + ": " +
                      std::strerror(errno) + ")",
                  "Run as a user who may write it, or name another with "
                  "--db."}};
  }
  if (Lock(file_)) return;
  close(file_);
  throw Failed{{store_path, "another mailwhy is writing to the store",
                "Wait until it has finished, or stop it (mailwhy watch?).",
                true}};
}

WriterLock::~WriterLock() { close(file_); }

}  // namespace mailwhy::store::sqlite
