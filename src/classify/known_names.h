// Tables of names: mail providers, and block lists and who keeps them.
#pragma once

#include <string_view>

namespace mailwhy::classify {

// "google" for mx.google.com and any host below it; "" for a host of nobody
// special.
std::string_view ProviderOfHost(std::string_view host);
// By what only their replies say ("- gsmtp", "[TSS04]"); "" where nothing does.
std::string_view ProviderOfWords(std::string_view words);

// The keeper of a public block list, by a zone or by its web site's host.
std::string_view ListOperator(std::string_view host);

}  // namespace mailwhy::classify
