// Compressed logs, told by their first bytes and never by the name: xz, bz2 and
// old .Z by libarchive's raw format; gzip.h and zstd.h the others.
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>
#include <vector>

#include "base/text.h"
#include "source/bytes.h"
#include "source/gzip.h"
#include "source/zstd.h"

namespace mailwhy::source {
namespace {

struct FreeArchive {
  void operator()(archive* opened) const { archive_read_free(opened); }
};

class ArchiveBytes : public Bytes {
 public:
  ArchiveBytes(std::unique_ptr<FileBytes> file, std::string path)
      : file_(std::move(file)),
        path_(std::move(path)),
        archive_(archive_read_new()),
        input_(256 * 1024) {}

  Result<std::size_t> Read(char* to, std::size_t size) override {
    if (!begun_) {
      begun_ = true;
      if (!Begin()) return Failure();
    }
    while (block_.empty()) {
      if (ended_) return std::size_t{0};
      if (!NextBlock()) return Failure();
    }
    const std::size_t count = std::min(size, block_.size());
    std::memcpy(to, block_.data(), count);
    block_.remove_prefix(count);
    return count;
  }

  std::int64_t bytes_on_disk() const override { return file_->bytes_on_disk(); }
  std::int64_t size_on_disk() const override { return file_->size_on_disk(); }
  bool live() const override { return file_->live(); }

 private:
  // False on failure.
  bool Begin() {
    archive* a = archive_.get();
    archive_read_support_filter_xz(a);
    archive_read_support_filter_bzip2(a);
    archive_read_support_filter_compress(a);
    archive_read_support_format_raw(a);
    if (archive_read_open(a, this, nullptr, &ArchiveBytes::Feed, nullptr) !=
        ARCHIVE_OK) {
      return false;
    }
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(a, &entry);
    ended_ = result == ARCHIVE_EOF;  // nothing in it
    return result == ARCHIVE_OK || ended_;
  }

  bool NextBlock() {
    const void* data = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int result =
        archive_read_data_block(archive_.get(), &data, &size, &offset);
    if (result == ARCHIVE_EOF) {
      ended_ = true;
      return true;
    }
    if (result != ARCHIVE_OK) return false;
    block_ = {static_cast<const char*>(data), size};
    return true;
  }

  Error Failure() {
    ended_ = true;
    if (input_error_) return *input_error_;
    const char* why = archive_error_string(archive_.get());
    return {NameForPeople(path_),
            std::string("damaged or cut short: ") + (why ? why : "unknown"),
            "What could be unpacked of it was read, but for its last 64 KiB."};
  }

  static la_ssize_t Feed(archive* a, void* self, const void** data) {
    auto* bytes = static_cast<ArchiveBytes*>(self);
    const Result<std::size_t> count =
        bytes->file_->Read(bytes->input_.data(), bytes->input_.size());
    if (!count) {
      bytes->input_error_ = count.error();
      archive_set_error(a, -1, "%s", count.error().why.c_str());
      return -1;
    }
    *data = bytes->input_.data();
    return static_cast<la_ssize_t>(*count);
  }

  std::unique_ptr<FileBytes> file_;
  std::string path_;
  std::unique_ptr<archive, FreeArchive> archive_;
  std::vector<char> input_;
  std::string_view block_;  // libarchive's, until it is asked again
  std::optional<Error> input_error_;
  bool begun_ = false, ended_ = false;
};

constexpr std::size_t kMagicLength = 6;
constexpr std::string_view kGzip = "\x1F\x8B";
constexpr std::string_view kZstd = "\x28\xB5\x2F\xFD";
constexpr std::string_view kXz(
    "\xFD"
    "7zXZ\0",
    6);
constexpr std::array<std::string_view, 3> kByArchive{kXz, "BZh", "\x1F\x9D"};

}  // namespace

Result<std::unique_ptr<Bytes>> Decompressed(std::unique_ptr<FileBytes> file,
                                            const std::string& path) {
  const Result<std::string> first = file->Peek(kMagicLength);
  if (!first) return first.error();
  if (StartsWith(*first, kGzip)) return OpenGzip(std::move(file), path);
  if (StartsWith(*first, kZstd)) return OpenZstd(std::move(file), path);
  const bool compressed = std::any_of(
      kByArchive.begin(), kByArchive.end(),
      [&](std::string_view magic) { return StartsWith(*first, magic); });
  if (!compressed) return std::unique_ptr<Bytes>(std::move(file));
  return std::unique_ptr<Bytes>(
      std::make_unique<ArchiveBytes>(std::move(file), path));
}

}  // namespace mailwhy::source
