#include "store/sqlite/evidence.h"

#include <algorithm>
#include <iterator>

#include "store/sqlite/codec.h"

namespace mailwhy::store::sqlite {
namespace {

constexpr int kLevel = 3;
constexpr std::size_t kCachedBlocks = 32;  // in each generation: 8 MiB in all
constexpr std::size_t kLargestBlock = kBlockBytes + kLongestLine + 16;

std::vector<std::string_view> LinesOf(std::string_view raw) {
  std::vector<std::string_view> lines;
  while (const auto length = TakeVarint(raw)) {
    if (*length > raw.size()) break;
    lines.push_back(raw.substr(0, *length));
    raw.remove_prefix(*length);
  }
  return lines;
}

}  // namespace

EvidenceWriter::EvidenceWriter(Db& db)
    : put_(db, "INSERT OR REPLACE INTO evidence(block, data) VALUES(?1, ?2)"),
      db_(db),
      zstd_(ZSTD_createCCtx(), &ZSTD_freeCCtx) {
  ZSTD_CCtx_setParameter(zstd_.get(), ZSTD_c_compressionLevel, kLevel);
  Resume();
}

// Goes on with the last block where it is not full.
void EvidenceWriter::Resume() {
  Statement last(
      db_, "SELECT block, data FROM evidence ORDER BY block DESC LIMIT 1");
  if (!last.Step()) return;
  open_.number = last.GetNumber(0);
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> zstd(
      ZSTD_createDCtx(), &ZSTD_freeDCtx);
  open_.raw = Decompress(zstd.get(), last.GetBlob(1));
  lines_ = LinesOf(open_.raw).size();
  const bool damaged = open_.raw.empty();
  if (damaged || open_.raw.size() >= kBlockBytes || lines_ >= kLinesInBlock) {
    open_ = {open_.number + 1, ""};
    lines_ = 0;
  }
}

LineRef EvidenceWriter::Keep(std::string_view line) {
  line = line.substr(0, kLongestLine);
  const std::lock_guard<std::mutex> lock(mutex_);
  PutVarint(open_.raw, line.size());
  open_.raw += line;
  changed_ = true;
  const LineRef ref = static_cast<LineRef>(open_.number) << 16 | lines_++;
  if (open_.raw.size() >= kBlockBytes || lines_ >= kLinesInBlock) {
    const std::int64_t next = open_.number + 1;
    full_.push_back(std::move(open_));
    open_ = {next, ""};
    open_.raw.reserve(kBlockBytes + kBlockBytes / 8);
    lines_ = 0;
    changed_ = false;
  }
  return ref;
}

// The full blocks into taken_; a copy of the open one, empty where it stands
// in the store already.
EvidenceWriter::Block EvidenceWriter::TakeKept() {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::move(full_.begin(), full_.end(), std::back_inserter(taken_));
  full_.clear();
  if (!changed_ && !open_written_) return {};
  changed_ = false;
  return open_;
}

std::string EvidenceWriter::Compressed(std::string_view raw) {
  std::string out(ZSTD_compressBound(raw.size()), '\0');
  const std::size_t size = ZSTD_compress2(zstd_.get(), out.data(), out.size(),
                                          raw.data(), raw.size());
  if (ZSTD_isError(size)) {
    throw Failed{{db_.path(),
                  "log lines cannot be compressed: " +
                      std::string(ZSTD_getErrorName(size)),
                  ""}};
  }
  out.resize(size);
  return out;
}

void EvidenceWriter::Put(const Block& block) {
  const std::string data = Compressed(block.raw);
  put_.Number(1, block.number).Blob(2, data).Run();
}

void EvidenceWriter::Write() {
  const Block open = TakeKept();
  open_written_ = false;
  for (const Block& block : taken_) Put(block);
  if (open.raw.empty()) return;
  open_written_ = true;
  Put(open);
}

void EvidenceWriter::Committed() {
  taken_.clear();
  open_written_ = false;
}

EvidenceReader::EvidenceReader(Db& db)
    : get_(db, "SELECT data FROM evidence WHERE block = ?1"),
      db_(db),
      zstd_(ZSTD_createDCtx(), &ZSTD_freeDCtx),
      blocks_(kCachedBlocks) {}

std::vector<std::string> EvidenceReader::Read(
    const std::vector<LineRef>& lines) {
  std::vector<std::string> found;
  found.reserve(lines.size());
  for (const LineRef line : lines) {
    const std::size_t place = line & 0xffff;
    const Shared block = Find(static_cast<std::int64_t>(line >> 16), place);
    if (block && place < block->lines.size()) {
      found.emplace_back(block->lines[place]);
    }
  }
  return found;
}

// A block that is remembered may have grown since.
EvidenceReader::Shared EvidenceReader::Find(std::int64_t number,
                                            std::size_t place) {
  const Shared* known = blocks_.Find(number);
  if (known != nullptr && place < (*known)->lines.size()) return *known;
  Shared block = Load(number);
  if (block) blocks_.Put(number, block);
  return block;
}

EvidenceReader::Shared EvidenceReader::Load(std::int64_t number) {
  const Use get(get_);
  get_.Number(1, number);
  if (!get_.Step()) return nullptr;
  auto block = std::make_shared<Block>();
  block->raw = Decompress(zstd_.get(), get_.GetBlob(0));
  block->lines = LinesOf(block->raw);
  return block;
}

std::string Decompress(ZSTD_DCtx* zstd, std::string_view data) {
  const auto size = ZSTD_getFrameContentSize(data.data(), data.size());
  if (size > kLargestBlock) return {};  // also unknown, also an error
  std::string raw(size, '\0');
  const std::size_t got = ZSTD_decompressDCtx(zstd, raw.data(), raw.size(),
                                              data.data(), data.size());
  return ZSTD_isError(got) || got != size ? std::string() : raw;
}

}  // namespace mailwhy::store::sqlite
