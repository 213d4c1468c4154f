// What strangers wrote, made fit for JSON and for terminals.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "base/utf8.h"

namespace mailwhy {
namespace {

struct Range {
  char32_t first, last;
};

// Characters that act on how others are shown: Unicode Bidi_Control, and the
// line and paragraph separators.
constexpr Range kActing[] = {
    {0x061C, 0x061C}, {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069}};

// Unicode East_Asian_Width W and F, in blocks.
constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},
    {0x23E9, 0x23EC},   {0x25FD, 0x25FE},   {0x2614, 0x2615},
    {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x2705, 0x2705},
    {0x274C, 0x274C},   {0x2753, 0x2755},   {0x2E80, 0x303E},
    {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},
    {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1B000, 0x1B2FF},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF},
    {0x20000, 0x3FFFD}};

// Combining and zero-width characters, those that occur in practice.
constexpr Range kNoWidth[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F},
    {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
    {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2069}, {0x20D0, 0x20FF},
    {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}};

template <std::size_t n>
bool In(const Range (&ranges)[n], char32_t code) {
  return std::any_of(std::begin(ranges), std::end(ranges), [&](Range range) {
    return code >= range.first && code <= range.last;
  });
}

void AppendPrintable(char32_t code, std::string* out) {
  if (code < 0x20 || code == 0x7F) {
    out->push_back('^');
    out->push_back(static_cast<char>(code ^ 0x40));
  } else if ((code >= 0x80 && code < 0xA0) || In(kActing, code)) {
    fmt::format_to(std::back_inserter(*out), "\\u{:04x}",
                   static_cast<unsigned>(code));
  } else {
    AppendUtf8(code, out);
  }
}

int Width(char32_t code) {
  if (code < 0x20 || (code >= 0x7F && code < 0xA0)) return 0;
  if (code < 0x300) return 1;
  if (In(kNoWidth, code)) return 0;
  return In(kWide, code) ? 2 : 1;
}

// Calls `take` with each character, U+FFFD for each byte that is none.
template <class Take>
void ForEachChar(std::string_view bytes, Take take) {
  while (!bytes.empty()) {
    const Utf8Char next = DecodeUtf8(bytes);
    take(next.code);
    bytes.remove_prefix(next.length);
  }
}

}  // namespace

std::string ValidUtf8(std::string_view bytes) {
  std::string valid;
  valid.reserve(bytes.size());
  ForEachChar(bytes, [&](char32_t code) { AppendUtf8(code, &valid); });
  return valid;
}

std::string Printable(std::string_view bytes) {
  std::string printable;
  printable.reserve(bytes.size());
  ForEachChar(bytes, [&](char32_t code) { AppendPrintable(code, &printable); });
  return printable;
}

int DisplayWidth(std::string_view utf8) {
  int width = 0;
  ForEachChar(utf8, [&](char32_t code) { width += Width(code); });
  return width;
}

}  // namespace mailwhy
