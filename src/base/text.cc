#include "base/text.h"

#include <arpa/inet.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <array>

namespace mailwhy {
namespace {

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool IsBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), Lower);
  return lower;
}

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool EndsWith(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() &&
         text.substr(text.size() - suffix.size()) == suffix;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool IsAllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c >= '0' && c <= '9';
  });
}

bool LooksLikeIp(std::string_view text) {
  text = text.substr(0, text.find('%'));  // fe80::1%eth0
  std::array<char, 64> copy{};
  if (text.size() >= copy.size()) return false;
  if (text.find('\0') != std::string_view::npos) return false;
  std::copy(text.begin(), text.end(), copy.begin());
  in6_addr address;  // large enough for both
  return inet_pton(AF_INET, copy.data(), &address) == 1 ||
         inet_pton(AF_INET6, copy.data(), &address) == 1;
}

std::uint64_t StableHash(std::string_view bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

// Greedy, going back to the last star alone: at most text times pattern steps.
bool MatchesWildcard(std::string_view text, std::string_view pattern) {
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t t = 0, p = 0, star = kNone, star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() && Lower(pattern[p]) == Lower(text[t])) {
      ++p;
      ++t;
    } else if (star != kNone) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == kNone;
}

bool AddressMatches(std::string_view address, std::string_view pattern) {
  const auto without_brackets = [](std::string_view text) {
    const bool has =
        text.size() >= 2 && text.front() == '<' && text.back() == '>';
    return has ? text.substr(1, text.size() - 2) : text;
  };
  if (pattern.empty()) return true;
  address = without_brackets(address);
  if (pattern == "<>") return address.empty();
  pattern = without_brackets(pattern);
  if (pattern.front() != '@') return MatchesWildcard(address, pattern);
  const std::size_t at = address.rfind('@');
  return at != std::string_view::npos &&
         MatchesWildcard(address.substr(at), pattern);
}

std::string DomainOf(std::string_view address) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return "";
  return LowerAscii(address.substr(at + 1));
}

std::string_view LocalPart(std::string_view address) {
  return address.substr(0, address.rfind('@'));
}

bool SameUser(std::string_view a, std::string_view b) {
  if (EqualsIgnoringCase(a, b)) return true;
  const bool one_realm = a.find('@') == std::string_view::npos ||
                         b.find('@') == std::string_view::npos;
  return one_realm && EqualsIgnoringCase(LocalPart(a), LocalPart(b));
}

}  // namespace mailwhy
