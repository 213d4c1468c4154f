#include "source/bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "source/errors.h"

namespace mailwhy::source {
namespace {

bool IsRegular(int fd) {
  struct stat info {};
  return fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

}  // namespace

FileBytes::FileBytes(int fd, std::string path)
    : fd_(fd), path_(std::move(path)), regular_(IsRegular(fd)) {
  // Standard input may be a file that a shell has read the beginning of.
  if (regular_) offset_ = std::max<off_t>(0, lseek(fd, 0, SEEK_CUR));
}

FileBytes::~FileBytes() { close(fd_); }

Result<std::size_t> FileBytes::Read(char* to, std::size_t size) {
  if (!peeked_.empty()) {
    const std::size_t count = std::min(size, peeked_.size());
    std::copy_n(peeked_.begin(), count, to);
    peeked_.erase(0, count);
    return count;
  }
  for (;;) {
    const ssize_t count =
        regular_ ? pread(fd_, to, size, offset_) : read(fd_, to, size);
    if (count >= 0) {
      offset_ += count;
      taken_ += count;
      return static_cast<std::size_t>(count);
    }
    // A signal while waiting at a pipe: whoever caught it wants an end.
    if (errno == EINTR && !regular_) return std::size_t{0};
    if (errno != EINTR) return ReadError(path_, errno);
  }
}

bool FileBytes::Seek(std::int64_t offset) {
  if (!regular_) return false;
  offset_ = offset;
  return true;
}

std::int64_t FileBytes::size_on_disk() const {
  struct stat info {};
  return regular_ && fstat(fd_, &info) == 0 ? info.st_size : 0;
}

Result<std::string> FileBytes::Peek(std::size_t size) {
  const std::int64_t taken = taken_;
  std::string first = std::exchange(peeked_, "");
  while (first.size() < size) {
    const std::size_t have = first.size();
    first.resize(size);
    const Result<std::size_t> more = Read(first.data() + have, size - have);
    first.resize(have + (more ? *more : 0));
    if (!more) return more.error();
    if (*more == 0) break;
  }
  if (regular_) {
    offset_ -= static_cast<std::int64_t>(first.size());
    taken_ = taken;
  } else {
    peeked_ = first;
  }
  return first;
}

Result<std::size_t> MemoryBytes::Read(char* to, std::size_t size) {
  const std::size_t count = std::min(size, text_.size() - at_);
  std::copy_n(text_.data() + at_, count, to);
  at_ += count;
  return count;
}

bool MemoryBytes::Seek(std::int64_t offset) {
  at_ = std::min(static_cast<std::size_t>(offset), text_.size());
  return true;
}

std::int64_t MemoryBytes::bytes_on_disk() const {
  return static_cast<std::int64_t>(at_);
}

std::int64_t MemoryBytes::size_on_disk() const {
  return static_cast<std::int64_t>(text_.size());
}

Result<std::unique_ptr<FileBytes>> OpenFile(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return OpenError(path, errno);
  auto file = std::make_unique<FileBytes>(fd, path);
  struct stat info {};
  if (fstat(fd, &info) != 0) return OpenError(path, errno);
  if (!S_ISREG(info.st_mode) && !S_ISFIFO(info.st_mode)) {
    return NoFileError(path, S_ISDIR(info.st_mode));
  }
  return file;
}

std::string NameForPeople(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

}  // namespace mailwhy::source
