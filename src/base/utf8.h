// UTF-8, one character at a time, from bytes that may be anything. For text.cc
// and the reader of times.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mailwhy {

inline constexpr char32_t kReplacement = 0xFFFD;

struct Utf8Char {
  char32_t code = kReplacement;
  std::size_t length = 1;  // bytes taken, at least 1
  bool valid = false;
};

// The character at the start of `bytes`, which must not be empty. Overlong
// forms, surrogates and what lies above U+10FFFF are not valid (RFC 3629); then
// one byte is taken.
Utf8Char DecodeUtf8(std::string_view bytes);
void AppendUtf8(char32_t code, std::string* out);

}  // namespace mailwhy
