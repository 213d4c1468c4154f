#include "group/pack.h"

namespace mailwhy::group {

void Packer::Number(std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) {
    bytes_ += static_cast<char>((number & 0x7f) | 0x80);
  }
  bytes_ += static_cast<char>(number);
}

void Packer::Text(std::string_view text) {
  Number(text.size());
  bytes_ += text;
}

std::uint64_t Unpacker::Number() {
  std::uint64_t number = 0;
  for (int shift = 0; shift < 64 && !bytes_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return number;
  }
  ok_ = false;
  return 0;
}

std::uint64_t Unpacker::Count(std::uint64_t most) {
  const std::uint64_t count = Number();
  if (count <= most) return count;
  ok_ = false;
  return 0;
}

std::string_view Unpacker::Text() {
  const std::uint64_t size = Number();
  if (size > bytes_.size()) {
    ok_ = false;
    bytes_ = {};
  }
  if (!ok_) return {};
  const std::string_view text = bytes_.substr(0, size);
  bytes_.remove_prefix(size);
  return text;
}

}  // namespace mailwhy::group
