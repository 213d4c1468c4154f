// A log file that lies in memory alone and has a path, for fuzz targets that
// open files thousands of times.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "fuzz/target.h"

namespace mailwhy::fuzz {

class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes)
      : fd_(memfd_create("log", MFD_CLOEXEC)) {
    Require(fd_ >= 0, "a file in memory can be made");
    const auto size = static_cast<ssize_t>(bytes.size());
    Require(write(fd_, bytes.data(), bytes.size()) == size, "it takes bytes");
  }
  ~MemoryFile() { close(fd_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  int fd_;
};

}  // namespace mailwhy::fuzz
