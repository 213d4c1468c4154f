#include "store/sqlite/codec.h"

#include <cstring>

#include "base/text.h"

namespace mailwhy::store::sqlite {
namespace {

constexpr std::size_t kHashBytes = 4;

void PutHash(std::string& out, std::uint32_t hash) {
  for (std::size_t i = 0; i < kHashBytes; ++i) {
    out.push_back(static_cast<char>(hash >> (8 * i) & 0xff));
  }
}

std::optional<std::uint32_t> TakeHash(std::string_view& in) {
  if (in.size() < kHashBytes) return std::nullopt;
  std::uint32_t hash = 0;
  for (std::size_t i = 0; i < kHashBytes; ++i) {
    hash |= std::uint32_t{static_cast<unsigned char>(in[i])} << (8 * i);
  }
  in.remove_prefix(kHashBytes);
  return hash;
}

}  // namespace

std::int64_t ShortHash(std::string_view text) {
  const auto low = static_cast<std::uint32_t>(StableHash(LowerAscii(text)));
  return static_cast<std::int32_t>(low);
}

void PutVarint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

std::optional<std::uint64_t> TakeVarint(std::string_view& in) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

std::string PackLines(const std::vector<LineRef>& lines) {
  std::string packed;
  LineRef before = 0;
  for (const LineRef line : lines) {
    PutVarint(packed,
              line - before);  // wraps if not rising; so does the reader
    before = line;
  }
  return packed;
}

std::vector<LineRef> UnpackLines(std::string_view packed) {
  std::vector<LineRef> lines;
  LineRef before = 0;
  while (const auto step = TakeVarint(packed)) {
    before += *step;
    lines.push_back(before);
  }
  return lines;
}

std::string PackSeen(const SeenLine* first, const SeenLine* last) {
  std::string packed;
  std::int64_t before = first != last ? first->second : 0;
  for (; first != last; ++first) {
    PutVarint(packed, static_cast<std::uint64_t>(first->second - before));
    PutHash(packed, first->hash);
    before = first->second;
  }
  return packed;
}

std::vector<SeenLine> UnpackSeen(std::int64_t first_second,
                                 std::string_view packed) {
  std::vector<SeenLine> lines;
  auto second = static_cast<std::uint64_t>(first_second);
  while (const auto step = TakeVarint(packed)) {
    const auto hash = TakeHash(packed);
    if (!hash) break;
    second += *step;
    lines.push_back({static_cast<std::int64_t>(second), *hash});
  }
  return lines;
}

}  // namespace mailwhy::store::sqlite
