// Lines: log lines kept as evidence, in blocks; those beyond a bound are
// compressed, so that the evidence of a large log takes an eighth of its size.
// A LineRef is the block's number << 16 | the line's place in it.
#pragma once

#include <zstd.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/raw_line.h"

namespace mailwhy::store::memory {

class Lines {
 public:
  // Bytes of lines that are kept as they are.
  static constexpr std::size_t kMostPlain = std::size_t{256} << 20;

  explicit Lines(std::size_t most_plain = kMostPlain);

  LineRef Keep(std::string_view line);
  // In the order asked for; what is not there is left out.
  std::vector<std::string> Read(const std::vector<LineRef>& lines);

 private:
  struct Block {
    std::string bytes;                // of all lines, one after the other
    std::vector<std::uint32_t> ends;  // of each, in them
    bool compressed = false;
  };

  void Close();
  bool Compress(Block& block);
  // The bytes of a block, decompressed where need be; good until the next call.
  const std::string& BytesOf(std::size_t number);

  const std::size_t most_plain_;
  std::size_t plain_ = 0;
  std::deque<Block> blocks_;  // the last one is open
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> compressor_;
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> decompressor_;
  std::size_t read_block_ = 0;  // whose bytes these are
  std::string read_;
};

}  // namespace mailwhy::store::memory
