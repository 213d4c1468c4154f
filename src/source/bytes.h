// Bytes: where a log's bytes come from, before they are lines. open.cc builds
// the stack (a file or pipe, decompression on top of it), lines.h reads it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace mailwhy::source {

class Bytes {
 public:
  virtual ~Bytes() = default;

  // The next bytes, `size` of them at most; 0 at the end. A file that grows has
  // more after that: asking again is allowed. Nothing is lost by an error: all
  // that could be read has been handed out before it.
  virtual Result<std::size_t> Read(char* to, std::size_t size) = 0;

  // Goes on at `offset`. False: these bytes can only be read on.
  virtual bool Seek(std::int64_t /*offset*/) { return false; }

  // Compressed bytes read so far, and in all (0: unknown).
  virtual std::int64_t bytes_on_disk() const = 0;
  virtual std::int64_t size_on_disk() const = 0;

  // A pipe: what has come so far may be all for a while.
  virtual bool live() const { return false; }
};

// The file that is open in `fd` (closed with it), called `path` in errors.
class FileBytes : public Bytes {
 public:
  FileBytes(int fd, std::string path);
  ~FileBytes() override;
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;

  Result<std::size_t> Read(char* to, std::size_t size) override;
  bool Seek(std::int64_t offset) override;
  std::int64_t bytes_on_disk() const override { return taken_; }
  std::int64_t size_on_disk() const override;
  bool live() const override { return !regular_; }

  // The first bytes, `size` at most; they are read again by Read.
  Result<std::string> Peek(std::size_t size);
  int fd() const { return fd_; }
  std::int64_t offset() const { return offset_; }  // of the next byte

 private:
  int fd_;
  std::string path_;
  bool regular_;
  std::int64_t offset_ = 0;
  std::int64_t taken_ = 0;
  std::string peeked_;  // of a pipe
};

class MemoryBytes : public Bytes {
 public:
  explicit MemoryBytes(std::string text) : text_(std::move(text)) {}
  Result<std::size_t> Read(char* to, std::size_t size) override;
  bool Seek(std::int64_t offset) override;
  std::int64_t bytes_on_disk() const override;
  std::int64_t size_on_disk() const override;

 private:
  std::string text_;
  std::size_t at_ = 0;
};

// A regular file, or a pipe that has a name.
Result<std::unique_ptr<FileBytes>> OpenFile(const std::string& path);

// The bytes of `file` decompressed, by what its first bytes are.
Result<std::unique_ptr<Bytes>> Decompressed(std::unique_ptr<FileBytes> file,
                                            const std::string& path);

// What stands for the file in messages: "standard input" for "-".
std::string NameForPeople(const std::string& path);

}  // namespace mailwhy::source
