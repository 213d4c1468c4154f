#include "store/memory/lines.h"

#include <utility>

namespace mailwhy::store::memory {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;
constexpr std::size_t kLinesInBlock = 65536;  // 16 bits of a LineRef
constexpr std::size_t kLongestLine = std::size_t{1} << 20;  // the rest is cut
constexpr int kLevel = 1;
constexpr std::size_t kNone = ~std::size_t{0};

}  // namespace

Lines::Lines(std::size_t most_plain)
    : most_plain_(most_plain),
      blocks_(1),
      compressor_(nullptr, &ZSTD_freeCCtx),
      decompressor_(nullptr, &ZSTD_freeDCtx),
      read_block_(kNone) {}

// Blocks are numbered from 1: no line is called 0.
LineRef Lines::Keep(std::string_view line) {
  line = line.substr(0, kLongestLine);
  if (blocks_.back().ends.empty()) blocks_.back().bytes.reserve(kBlockBytes);
  Block& block = blocks_.back();
  block.bytes += line;
  block.ends.push_back(static_cast<std::uint32_t>(block.bytes.size()));
  const LineRef ref =
      static_cast<LineRef>(blocks_.size()) << 16 | (block.ends.size() - 1);
  const bool full = block.bytes.size() + line.size() >= kBlockBytes ||
                    block.ends.size() >= kLinesInBlock;
  if (full) Close();
  return ref;
}

void Lines::Close() {
  Block& block = blocks_.back();
  const bool room = plain_ + block.bytes.size() <= most_plain_;
  if (room || !Compress(block)) plain_ += block.bytes.size();
  blocks_.emplace_back();
}

// What cannot be compressed stays as it is.
bool Lines::Compress(Block& block) {
  if (compressor_ == nullptr) compressor_.reset(ZSTD_createCCtx());
  if (compressor_ == nullptr) return false;
  std::string packed(ZSTD_compressBound(block.bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compressCCtx(compressor_.get(), packed.data(), packed.size(),
                        block.bytes.data(), block.bytes.size(), kLevel);
  if (ZSTD_isError(size)) return false;
  packed.resize(size);
  packed.shrink_to_fit();
  block.bytes = std::move(packed);
  block.compressed = true;
  return true;
}

const std::string& Lines::BytesOf(std::size_t number) {
  const Block& block = blocks_[number];
  if (!block.compressed) return block.bytes;
  if (read_block_ == number) return read_;
  if (decompressor_ == nullptr) decompressor_.reset(ZSTD_createDCtx());
  read_.assign(block.ends.back(), '\0');
  const std::size_t size =
      decompressor_ == nullptr
          ? 0
          : ZSTD_decompressDCtx(decompressor_.get(), read_.data(), read_.size(),
                                block.bytes.data(), block.bytes.size());
  read_block_ = size == read_.size() ? number : kNone;
  return read_;
}

std::vector<std::string> Lines::Read(const std::vector<LineRef>& lines) {
  std::vector<std::string> found;
  found.reserve(lines.size());
  for (const LineRef line : lines) {
    const std::size_t number = (line >> 16) - 1;  // 0 is beyond all others
    const std::size_t place = line & 0xffff;
    if (number >= blocks_.size()) continue;
    const std::vector<std::uint32_t>& ends = blocks_[number].ends;
    if (place >= ends.size()) continue;
    const std::size_t begin = place == 0 ? 0 : ends[place - 1];
    found.push_back(BytesOf(number).substr(begin, ends[place] - begin));
  }
  return found;
}

}  // namespace mailwhy::store::memory
