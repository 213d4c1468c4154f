#include "base/time_words.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"

namespace mailwhy {
namespace {

using Replacement = std::pair<std::string_view, std::string_view>;

// Longer ones before those that they begin with. A unit that something smaller
// may follow becomes a separator ("18:" is the whole hour).
constexpr Replacement kJapanese[] = {{"月曜日", " "},
                                     {"火曜日", " "},
                                     {"水曜日", " "},
                                     {"木曜日", " "},
                                     {"金曜日", " "},
                                     {"土曜日", " "},
                                     {"日曜日", " "},
                                     {"一昨日", " day-before-yesterday "},
                                     {"昨日", " yesterday "},
                                     {"きのう", " yesterday "},
                                     {"今日", " today "},
                                     {"本日", " today "},
                                     {"きょう", " today "},
                                     {"午前", " am "},
                                     {"午後", " pm "},
                                     {"時半", ":30 "},
                                     {"年", "-"},
                                     {"月", "-"},
                                     {"日", " "},
                                     {"時", ":"},
                                     {"分", ":"},
                                     {"秒", " "},
                                     {"頃", " "},
                                     {"ごろ", " "},
                                     {"ころ", " "},
                                     {"の", " "},
                                     {"、", " "},
                                     {"　", " "}};

// Full-width forms U+FF01 to U+FF5E stand for ASCII 0x21 to 0x7E.
std::string HalfWidth(std::string_view text) {
  std::string half;
  while (!text.empty()) {
    const Utf8Char next = DecodeUtf8(text);
    if (next.code >= 0xFF01 && next.code <= 0xFF5E) {
      half.push_back(static_cast<char>(next.code - 0xFF01 + 0x21));
    } else if (next.code == 0x2212 || next.code == 0x2013) {
      half.push_back('-');  // minus sign, en dash
    } else {
      half.append(text.substr(0, next.length));
    }
    text.remove_prefix(next.length);
  }
  return half;
}

// "(Mon)", "(JST)": comments, as in the Date: header.
std::string WithoutParentheses(std::string_view text) {
  std::string kept;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (depth == 0) kept.push_back(c);
    if (c == ')' && depth > 0 && --depth == 0) kept.push_back(' ');
  }
  return kept;
}

std::string Replaced(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const auto* found = std::find_if(
        std::begin(kJapanese), std::end(kJapanese),
        [&](const Replacement& pair) { return StartsWith(text, pair.first); });
    if (found == std::end(kJapanese)) {
      plain.push_back(text.front());
      text.remove_prefix(1);
    } else {
      plain.append(found->second);
      text.remove_prefix(found->first.size());
    }
  }
  return plain;
}

constexpr std::array<std::string_view, 12> kMonths{
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> kWeekdays{
    "monday", "tuesday",  "wednesday", "thursday",
    "friday", "saturday", "sunday"};

// "dec", "sept", "december": three letters and more of the whole.
template <std::size_t n>
int FindShortened(const std::array<std::string_view, n>& words,
                  std::string_view word) {
  if (EndsWith(word, ".")) word.remove_suffix(1);
  if (word.size() < 3) return -1;
  for (std::size_t i = 0; i < n; ++i) {
    if (StartsWith(words[i], word)) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

std::vector<std::string> PlainTimeWords(std::string_view text) {
  std::string plain = LowerAscii(Replaced(WithoutParentheses(HalfWidth(text))));
  std::replace(plain.begin(), plain.end(), '\t', ' ');
  for (std::size_t i = 0; i + 1 < plain.size(); ++i) {
    if (plain[i] == ',' && plain[i + 1] == ' ') plain[i] = ' ';
  }
  std::vector<std::string> words;
  for (std::string_view word : Split(plain, ' ')) {
    while (word.size() > 1 && EndsWith(word, "-")) word.remove_suffix(1);
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

int MonthOf(std::string_view word) { return FindShortened(kMonths, word) + 1; }

bool IsWeekday(std::string_view word) {
  return FindShortened(kWeekdays, word) >= 0;
}

}  // namespace mailwhy
