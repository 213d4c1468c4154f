#include "source/gzip.h"

#include <zlib.h>

#include <limits>
#include <utility>
#include <vector>

namespace mailwhy::source {
namespace {

class GzipBytes : public Bytes {
 public:
  GzipBytes(std::unique_ptr<FileBytes> file, std::string path)
      : file_(std::move(file)), path_(std::move(path)), input_(256 * 1024) {}
  ~GzipBytes() override {
    if (begun_) inflateEnd(&stream_);
  }
  GzipBytes(const GzipBytes&) = delete;
  GzipBytes& operator=(const GzipBytes&) = delete;

  bool Begin() {
    constexpr int kGzipWindow = 15 + 16;  // 32 KiB; a gzip header is expected
    begun_ = inflateInit2(&stream_, kGzipWindow) == Z_OK;
    return begun_;
  }

  Result<std::size_t> Read(char* to, std::size_t size) override {
    if (failure_) return Failed();
    if (ended_ || size == 0) return std::size_t{0};
    size = std::min<std::size_t>(size, std::numeric_limits<uInt>::max());
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(size);
    while (stream_.avail_out == size && !ended_ && !failure_) Step();
    const std::size_t count = size - stream_.avail_out;
    return count == 0 && failure_ ? Failed() : Result<std::size_t>(count);
  }

  std::int64_t bytes_on_disk() const override { return file_->bytes_on_disk(); }
  std::int64_t size_on_disk() const override { return file_->size_on_disk(); }
  bool live() const override { return file_->live(); }

 private:
  // Reads where there is nothing to unpack, and unpacks.
  void Step() {
    if (stream_.avail_in == 0 && !Fill()) return;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      EndMember();
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      Fail(stream_.msg != nullptr ? stream_.msg : "not gzip data");
    }
  }

  bool Fill() {
    const Result<std::size_t> count = file_->Read(input_.data(), input_.size());
    if (!count) {
      failure_ = count.error();
    } else if (*count == 0) {
      if (in_member_) Fail("the end is missing");
      ended_ = true;
    } else {
      stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
      stream_.avail_in = static_cast<uInt>(*count);
      SkipPadding();
    }
    return stream_.avail_in > 0;
  }

  // Files may be several members in a row (RFC 1952, 2.2).
  void EndMember() {
    in_member_ = false;
    inflateReset(&stream_);
    SkipPadding();
  }

  // Between members: zeros fill up blocks on tapes; anything else is no member,
  // and is passed over as gzip does.
  void SkipPadding() {
    if (in_member_ || stream_.avail_in == 0) return;
    while (stream_.avail_in > 0 && *stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
    }
    constexpr Bytef kFirstOfMember = 0x1F;
    if (stream_.avail_in == 0) return;
    in_member_ = *stream_.next_in == kFirstOfMember;
    if (in_member_) return;
    stream_.avail_in = 0;
    ended_ = true;
  }

  void Fail(const char* why) {
    failure_ =
        Error{NameForPeople(path_), std::string("damaged or cut short: ") + why,
              "What could be unpacked of it was read."};
  }

  // Once; then these bytes are at their end.
  Result<std::size_t> Failed() {
    ended_ = true;
    return *std::exchange(failure_, std::nullopt);
  }

  std::unique_ptr<FileBytes> file_;
  std::string path_;
  std::vector<char> input_;
  z_stream stream_{};
  std::optional<Error> failure_;
  bool begun_ = false, in_member_ = false, ended_ = false;
};

}  // namespace

Result<std::unique_ptr<Bytes>> OpenGzip(std::unique_ptr<FileBytes> file,
                                        const std::string& path) {
  auto bytes = std::make_unique<GzipBytes>(std::move(file), path);
  if (!bytes->Begin()) {
    return Error{NameForPeople(path), "no memory for unpacking it", ""};
  }
  return std::unique_ptr<Bytes>(std::move(bytes));
}

}  // namespace mailwhy::source
