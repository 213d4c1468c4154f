// What the grouper remembers, as bytes: numbers of seven bits a byte, texts
// with their length before them. Reads back what another run wrote; of damaged
// bytes, what can be read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace mailwhy::group {

class Packer {
 public:
  void Number(std::uint64_t number);
  void Text(std::string_view text);
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t Number();  // 0 past the end
  // A number of things to come; more than `most` is damage.
  std::uint64_t Count(std::uint64_t most);
  std::string_view Text();  // "" past the end
  bool ok() const { return ok_; }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace mailwhy::group
