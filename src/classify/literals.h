// Literals: what a text must hold for a regex to match at all, read off the
// regex. For Prefilter, so that few of many regexes need be tried on a text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailwhy::classify {

// Any of these strings, as Fold() writes them, each of kShortestLiteral bytes
// at least.
using AnyOf = std::vector<std::string>;
// All of these; the rarest first.
using AllOf = std::vector<AnyOf>;

inline constexpr std::size_t kShortestLiteral = 2;

// One AllOf for each alternative that stands at the top of the regex: a text
// that the regex matches fulfils one of them. Empty where nothing is known: the
// regex has to be tried on every text. RE2's syntax; what is not understood is
// taken to match anything.
std::vector<AllOf> LiteralsOf(std::string_view regex);

// In lower case, such that what (?i) takes for equal becomes equal, for all
// characters of which FoldsAlone() is true; of others nothing is relied on.
void Fold(std::string_view text, std::string& out);
bool FoldsAlone(char32_t c);

}  // namespace mailwhy::classify
