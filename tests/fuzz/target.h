// What the fuzz targets share. A target is one function,
//   LLVMFuzzerTestOneInput(bytes, size),
// that reads anything without harm and calls Require() for what must hold
// whatever it read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes,
                                      std::size_t size);

namespace mailwhy::fuzz {

inline std::string_view TextOf(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

// Ends the program, as a sanitizer would: the fuzzer keeps the input.
inline void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

inline void RequireSame(std::string_view a, std::string_view b,
                        const char* what) {
  if (a == b) return;
  std::fprintf(stderr, "one:\n%.*s\nother:\n%.*s\n", static_cast<int>(a.size()),
               a.data(), static_cast<int>(b.size()), b.data());
  Require(false, what);
}

// Whether this input is one of the few that a slow check is for: the same ones
// each time, and all of the corpus when it is replayed.
inline bool OneIn([[maybe_unused]] unsigned n,
                  [[maybe_unused]] std::string_view input) {
#ifdef MAILWHY_REPLAY
  return true;
#else
  return StableHash(input) % n == 0;
#endif
}

// A text in memory of its own, exactly as long, so that a sanitizer sees a step
// outside.
class Exactly {
 public:
  explicit Exactly(std::string_view text)
      : bytes_(std::make_unique<char[]>(text.size())), size_(text.size()) {
    if (size_ > 0) std::memcpy(bytes_.get(), text.data(), size_);
  }
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

// Takes the first line off. Targets with settings read them there, so that a
// corpus file can be read and written by people.
inline std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return line;
}

// The n-th byte of the settings as a number, 0 where there is none.
inline unsigned Setting(std::string_view settings, std::size_t n) {
  return n < settings.size() ? static_cast<unsigned char>(settings[n]) : 0;
}

}  // namespace mailwhy::fuzz
