// Text: what every room needs to do with bytes that strangers wrote.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mailwhy {

// ASCII only: mail addresses and host names are compared so (RFC 5321 2.4; the
// local part may differ by case in theory, and never does in practice).
std::string LowerAscii(std::string_view text);
bool EqualsIgnoringCase(std::string_view a, std::string_view b);
bool StartsWith(std::string_view text, std::string_view prefix);
bool EndsWith(std::string_view text, std::string_view suffix);
std::string_view Trim(std::string_view text);
std::vector<std::string_view> Split(std::string_view text, char separator);
bool IsAllDigits(std::string_view text);  // at least one
bool LooksLikeIp(std::string_view text);  // IPv4 or IPv6, without brackets

// 64 bits, the same on every machine and in every release: stored.
std::uint64_t StableHash(std::string_view bytes, std::uint64_t seed = 0);

// Bytes that are no UTF-8 become U+FFFD; everything else stays.
std::string ValidUtf8(std::string_view bytes);

// For a terminal: also C0, C1 and bidirectional controls become visible (^[,
// \u202e), so that a log line cannot act on the screen. Line feeds and tabs
// too.
std::string Printable(std::string_view bytes);

// Columns that the text takes on a terminal (East Asian wide characters take
// 2).
int DisplayWidth(std::string_view utf8);

// The candidate nearest to `word` by spelling, or "" where none is near enough
// to be what was meant.
std::string Nearest(std::string_view word,
                    const std::vector<std::string>& candidates);

// `*` matches anything, case does not matter.
bool MatchesWildcard(std::string_view text, std::string_view pattern);

// An address against a pattern of INTERFACE "Addresses": "a@b", "@domain" (not
// its subdomains), "@*.domain" (those), "*" anywhere, "<>" the empty sender.
bool AddressMatches(std::string_view address, std::string_view pattern);

// Part after the last @, lower case; "" where there is none.
std::string DomainOf(std::string_view address);
// Part before the last @, as it stands; all where there is none.
std::string_view LocalPart(std::string_view address);
// Whether two login names, or a login name and an address, are of one user: one
// of them may lack its realm or domain.
bool SameUser(std::string_view a, std::string_view b);

}  // namespace mailwhy
