// Fold: lower case, character by character. See literals.h.
#include <array>
#include <cstdint>
#include <utility>

#include "classify/literals.h"

namespace mailwhy::classify {
namespace {

// Letters that Unicode's simple case folding (CaseFolding.txt) takes for one of
// another place: long s, Kelvin, Angstrom, sharp s, and Greek and Cyrillic
// letters in other shapes.
constexpr std::pair<char32_t, char32_t> kOdd[] = {
    {0x17F, 's'},    {0x212A, 'k'},    {0x212B, 0xE5},  {0x1E9E, 0xDF},
    {0x178, 0xFF},   {0x345, 0x3B9},   {0x1FBE, 0x3B9}, {0x3D0, 0x3B2},
    {0x3D1, 0x3B8},  {0x3F4, 0x3B8},   {0x3F5, 0x3B5},  {0x3F0, 0x3BA},
    {0xB5, 0x3BC},   {0x3D6, 0x3C0},   {0x3F1, 0x3C1},  {0x3C2, 0x3C3},
    {0x3D5, 0x3C6},  {0x2126, 0x3C9},  {0x386, 0x3AC},  {0x388, 0x3AD},
    {0x389, 0x3AE},  {0x38A, 0x3AF},   {0x38C, 0x3CC},  {0x38E, 0x3CD},
    {0x38F, 0x3CE},  {0x1C80, 0x432},  {0x1C81, 0x434}, {0x1C82, 0x43E},
    {0x1C83, 0x441}, {0x1C84, 0x442},  {0x1C85, 0x442}, {0x1C86, 0x44A},
    {0x1C87, 0x463}, {0x1E9B, 0x1E61},
};

bool In(char32_t c, char32_t first, char32_t last) {
  return c >= first && c <= last;
}

// Blocks in which a capital and its small letter stand side by side, the
// capital at an even place, or at an odd one.
bool IsEvenPair(char32_t c) {
  return In(c, 0x100, 0x12F) || In(c, 0x132, 0x137) || In(c, 0x14A, 0x177) ||
         In(c, 0x460, 0x481) || In(c, 0x48A, 0x4BF) || In(c, 0x1E00, 0x1E95) ||
         In(c, 0x1EA0, 0x1EFF);
}
bool IsOddPair(char32_t c) {
  return In(c, 0x139, 0x148) || In(c, 0x179, 0x17E);
}

char32_t FoldCharacter(char32_t c) {
  for (const auto& [from, to] : kOdd) {
    if (c == from) return to;
  }
  if (In(c, 'A', 'Z') || (In(c, 0xC0, 0xDE) && c != 0xD7)) return c + 0x20;
  if (In(c, 0x391, 0x3AB) || In(c, 0x410, 0x42F)) return c + 0x20;
  if (In(c, 0x400, 0x40F)) return c + 0x50;
  if (IsEvenPair(c)) return c | 1U;
  if (IsOddPair(c)) return c + (c & 1U);
  return c;
}

// The character at the start, and of how many bytes; of 0 if there is none that
// can have a case: all of those are of two or three bytes.
std::pair<char32_t, std::size_t> CharacterOf(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto goes_on = [&](std::size_t i) {
    return (byte(i) & 0xC0U) == 0x80U;
  };
  if ((byte(0) & 0xE0U) == 0xC0U && goes_on(1)) {
    return {(byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU), 2};
  }
  if ((byte(0) & 0xF0U) == 0xE0U && goes_on(1) && goes_on(2)) {
    return {
        (byte(0) & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU),
        3};
  }
  return {0, 0};
}

void Put(std::string& out, char32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
    return;
  }
  if (c < 0x800) {
    out.push_back(static_cast<char>(0xC0U | c >> 6));
  } else {
    out.push_back(static_cast<char>(0xE0U | c >> 12));
    out.push_back(static_cast<char>(0x80U | (c >> 6 & 0x3FU)));
  }
  out.push_back(static_cast<char>(0x80U | (c & 0x3FU)));
}

constexpr std::array<char, 128> LowerTable() {
  std::array<char, 128> table{};
  for (int c = 0; c < 128; ++c) {
    const bool capital = c >= 'A' && c <= 'Z';
    table[static_cast<std::size_t>(c)] =
        static_cast<char>(capital ? c + ('a' - 'A') : c);
  }
  return table;
}
constexpr std::array<char, 128> kLower = LowerTable();

}  // namespace

bool FoldsAlone(char32_t c) {
  const bool letter =
      In(c, 0xDF, 0x17E) || In(c, 0x3B1, 0x3CE) || In(c, 0x410, 0x481) ||
      In(c, 0x48A, 0x4BF) || In(c, 0x400, 0x40F) || In(c, 0xC0, 0xDE) ||
      In(c, 0x391, 0x3A9) || In(c, 0x1E00, 0x1E95) || In(c, 0x1EA0, 0x1EFF);
  const bool caseless = In(c, 0x2010, 0x205E) || In(c, 0x3000, 0x9FFF) ||
                        In(c, 0xAC00, 0xD7A3);  // punctuation; East Asian
  return c < 0x80 || letter || caseless;
}

void Fold(std::string_view text, std::string& out) {
  out.clear();
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text.front());
    const auto [c, length] =
        byte < 0x80 ? std::pair<char32_t, std::size_t>() : CharacterOf(text);
    if (length > 0) {
      Put(out, FoldCharacter(c));
      text.remove_prefix(length);
      continue;
    }
    out.push_back(byte < 0x80 ? kLower[byte] : text.front());
    text.remove_prefix(1);
  }
}

}  // namespace mailwhy::classify
