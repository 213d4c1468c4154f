// Nearest: "did you mean".
#include <algorithm>
#include <array>

#include "base/text.h"

namespace mailwhy {
namespace {

// Longer words are no slips of the keyboard, and the table stays small.
constexpr std::size_t kLongest = 64;
using Row = std::array<std::size_t, kLongest + 1>;

// Damerau-Levenshtein: insertions, deletions, substitutions, and neighbours
// that changed places. Both at most kLongest.
std::size_t SpellingDistance(std::string_view a, std::string_view b) {
  std::array<Row, kLongest + 1> d{};
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min(
          {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + changed});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

std::string Nearest(std::string_view word,
                    const std::vector<std::string>& candidates) {
  if (word.empty() || word.size() > kLongest) return "";
  const std::string wanted = LowerAscii(word);
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::string nearest;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongest) continue;
    const std::size_t distance =
        SpellingDistance(wanted, LowerAscii(candidate));
    if (distance >= least) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace mailwhy
