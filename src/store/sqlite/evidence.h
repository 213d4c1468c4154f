// Evidence: log lines, kept in compressed blocks. A LineRef is the block's
// number << 16 | the line's place in it.
#pragma once

#include <zstd.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/raw_line.h"
#include "store/sqlite/cache.h"
#include "store/sqlite/db.h"

namespace mailwhy::store::sqlite {

inline constexpr std::size_t kBlockBytes = std::size_t{128} << 10;
inline constexpr std::size_t kLinesInBlock = 65536;  // 16 bits of a LineRef
inline constexpr std::size_t kLongestLine = std::size_t{1} << 20;  // rest cut

// Collects lines until the store saves. The last block stays open: the next
// save writes it again, larger, until it is full, so that a watcher that saves
// every second leaves blocks as large as those of a load.
class EvidenceWriter {
 public:
  explicit EvidenceWriter(Db& db);

  // Also while another thread is in Write() or Committed().
  LineRef Keep(std::string_view line);
  void Write();      // in the caller's transaction
  void Committed();  // what was written need not be written again

 private:
  struct Block {
    std::int64_t number = 1;
    std::string raw;  // its lines: varint length, bytes
  };
  void Resume();
  Block TakeKept();
  std::string Compressed(std::string_view raw);
  void Put(const Block& block);

  // Of Keep(), and of TakeKept(), under the mutex.
  std::mutex mutex_;
  std::vector<Block> full_;
  Block open_;
  std::size_t lines_ = 0;  // in open_
  bool changed_ = false;   // open_, since it was last taken

  // Of the thread that writes.
  Statement put_;
  Db& db_;
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> zstd_;
  std::vector<Block> taken_;   // full ones, until they are committed
  bool open_written_ = false;  // and not committed
};

class EvidenceReader {
 public:
  explicit EvidenceReader(Db& db);

  // In the order asked for; lines that are there no more are left out.
  std::vector<std::string> Read(const std::vector<LineRef>& lines);

 private:
  struct Block {
    std::string raw;
    std::vector<std::string_view> lines;  // into raw
  };
  using Shared = std::shared_ptr<const Block>;

  Shared Find(std::int64_t number, std::size_t place);
  Shared Load(std::int64_t number);

  Statement get_;
  Db& db_;
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> zstd_;
  Cache<std::int64_t, Shared> blocks_;
};

// A block's bytes; "" where they are damaged.
std::string Decompress(ZSTD_DCtx* zstd, std::string_view data);

}  // namespace mailwhy::store::sqlite
