#include "source/zstd.h"

#include <zstd.h>

#include <optional>
#include <utility>
#include <vector>

namespace mailwhy::source {
namespace {

struct FreeStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};
using Stream = std::unique_ptr<ZSTD_DStream, FreeStream>;

class ZstdBytes : public Bytes {
 public:
  ZstdBytes(std::unique_ptr<FileBytes> file, std::string path, Stream stream)
      : file_(std::move(file)),
        path_(std::move(path)),
        stream_(std::move(stream)),
        space_(ZSTD_DStreamInSize()) {}

  Result<std::size_t> Read(char* to, std::size_t size) override {
    ZSTD_outBuffer out{to, size, 0};
    while (out.pos == 0 && size > 0 && !ended_ && !failure_) Step(&out);
    if (out.pos > 0 || !failure_) return out.pos;
    ended_ = true;
    return *std::exchange(failure_, std::nullopt);
  }

  std::int64_t bytes_on_disk() const override { return file_->bytes_on_disk(); }
  std::int64_t size_on_disk() const override { return file_->size_on_disk(); }
  bool live() const override { return file_->live(); }

 private:
  // Unpacks; reads where there is nothing left to unpack.
  void Step(ZSTD_outBuffer* out) {
    if (in_.pos == in_.size && !may_hold_more_ && !Fill()) return;
    const std::size_t left = ZSTD_decompressStream(stream_.get(), out, &in_);
    if (ZSTD_isError(left) != 0) {
      Fail(ZSTD_getErrorName(left));
      return;
    }
    in_frame_ = left != 0;
    // A full buffer may not be all that the input gave.
    may_hold_more_ = in_frame_ && out->pos == out->size;
  }

  bool Fill() {
    const Result<std::size_t> count = file_->Read(space_.data(), space_.size());
    if (!count) {
      failure_ = count.error();
      return false;
    }
    in_ = {space_.data(), *count, 0};
    if (*count > 0) return true;
    if (in_frame_) Fail("the end is missing");
    ended_ = !failure_;
    return false;
  }

  void Fail(const char* why) {
    failure_ =
        Error{NameForPeople(path_), std::string("damaged or cut short: ") + why,
              "What could be unpacked of it was read."};
  }

  std::unique_ptr<FileBytes> file_;
  std::string path_;
  Stream stream_;
  std::vector<char> space_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  std::optional<Error> failure_;
  bool in_frame_ = false, may_hold_more_ = false, ended_ = false;
};

}  // namespace

Result<std::unique_ptr<Bytes>> OpenZstd(std::unique_ptr<FileBytes> file,
                                        const std::string& path) {
  Stream stream(ZSTD_createDStream());
  if (!stream) {
    return Error{NameForPeople(path), "no memory for unpacking it", ""};
  }
  return std::unique_ptr<Bytes>(
      std::make_unique<ZstdBytes>(std::move(file), path, std::move(stream)));
}

}  // namespace mailwhy::source
