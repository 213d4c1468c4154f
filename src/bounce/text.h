// What the readers of a bounce's text share: its lines without quote marks,
// addresses in them, dates. Used by fields.cc, prose.cc and read.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/bounce.h"

namespace mailwhy::bounce {

// The lines without "> " of a quoted forward; views into `text`. At most
// kMostLines of them.
inline constexpr std::size_t kMostLines = 20'000;
std::vector<std::string_view> LinesOf(std::string_view text);

// The first address in `text`, as it stands; nothing where there is none.
std::optional<std::string_view> FindAddress(std::string_view text);
// Mail servers' own: postmaster, mailer-daemon.
bool IsServersOwn(std::string_view address);

// "mx.example.net (192.0.2.1)", "[192.0.2.1]", "mx.example.net. [192.0.2.1]"
Peer ReadHost(std::string_view text);

// "Fri, 27 Nov 2026 18:38:12 +0900 (JST)" (RFC 5322 3.3); unknown where it is
// none.
Timestamp ReadDate(std::string_view text);

// Whether one of the phrases stands in the text, which is in lower case.
template <class Phrases>
bool HasOneOf(std::string_view lower, const Phrases& phrases) {
  for (const std::string_view phrase : phrases) {
    if (lower.find(phrase) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace mailwhy::bounce
