// Parts of the rule check that look at text alone. For check.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailwhy::classify {

// The parts of a regex that may take more than a dozen of any characters, which
// multiplies the cost of the whole set; a field that ends at a character which
// it may not hold ("[^>]*>") is none. What a group captures may be long.
std::vector<std::string> Gaps(std::string_view regex);

// Host names and addresses in `text` that are not reserved for examples
// (RFC 2606, 5737, 3849), nor a public list's zone or a provider's server.
std::vector<std::string> RealNames(std::string_view text);

}  // namespace mailwhy::classify
