#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "classify/check.h"
#include "classify/known_names.h"

namespace mailwhy::classify {
namespace {

bool IsNameChar(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' ||
         c == '_';
}

// Endings that make "a.b" a host name rather than a file's ("smtp.c") or an
// option's. Two letters: only those that are common in mail.
bool IsTopLevel(std::string_view label) {
  constexpr std::string_view kKnown[] = {
      "com", "net", "org", "edu", "gov", "mil", "int", "info", "biz", "name",
      "jp",  "de",  "fr",  "uk",  "ru",  "cn",  "br",  "it",   "es",  "nl",
      "ch",  "at",  "be",  "cz",  "dk",  "eu",  "fi",  "in",   "io",  "kr",
      "mx",  "no",  "pt",  "se",  "tw",  "us",  "ca",  "au",   "nz",  "za"};
  return std::find(std::begin(kKnown), std::end(kKnown), label) !=
         std::end(kKnown);
}

// The domain itself or a name in it.
bool IsWithin(std::string_view host, std::string_view domain) {
  if (!EndsWith(host, domain)) return false;
  host.remove_suffix(domain.size());
  return host.empty() || host.back() == '.';
}

// Public pages that Postfix and common filters name in their replies.
bool IsKnownSite(std::string_view host) {
  constexpr std::string_view kSites[] = {
      "openspf.org",    "open-spf.org", "openspf.net",    "postfix.org",
      "rfc-editor.org", "ietf.org",     "mail-abuse.org", "rfc-ignorant.org"};
  return std::any_of(
      std::begin(kSites), std::end(kSites),
      [&](std::string_view site) { return IsWithin(host, site); });
}

bool IsReserved(std::string_view host) {
  constexpr std::string_view kDomains[] = {
      "example.com", "example.net", "example.org", "example",
      "test",        "invalid",     "localhost"};
  for (const std::string_view domain : kDomains) {
    if (IsWithin(host, domain)) return true;
  }
  // example.co.jp, example.jp: reserved by those registries too.
  return StartsWith(host, "example.") ||
         host.find(".example.") != std::string_view::npos;
}

bool IsReservedV4(std::string_view ip) {
  for (const std::string_view net :
       {"192.0.2.", "198.51.100.", "203.0.113.", "127.", "10.", "192.168.",
        "0.0.0.0", "172.16.", "169.254.", "255."}) {
    if (StartsWith(ip, net)) return true;
  }
  return false;
}

bool IsReservedV6(std::string_view ip) {
  return StartsWith(ip, "2001:db8:") || ip == "::1" || ip == "::" ||
         StartsWith(ip, "fe80:") || StartsWith(ip, "fd") ||
         StartsWith(ip, "::ffff:");
}

bool IsHost(std::string_view word) {
  const auto dot = word.rfind('.');
  return dot != word.npos && dot > 0 && IsTopLevel(word.substr(dot + 1));
}

void CheckHost(std::string_view word, bool of_address,
               std::vector<std::string>& real) {
  const std::string host = LowerAscii(word);
  if (!IsHost(host) || IsReserved(host)) return;
  const bool known = IsKnownSite(host) || !ProviderOfHost(host).empty() ||
                     !ListOperator(host).empty();
  if (!known || of_address) {
    real.emplace_back(of_address ? "@" : "").append(word);
  }
}

void CheckWord(std::string_view word, bool of_address,
               std::vector<std::string>& real) {
  while (!word.empty() && (word.back() == '.' || word.back() == '-')) {
    word.remove_suffix(1);
  }
  while (!word.empty() && word.front() == '.') word.remove_prefix(1);
  if (LooksLikeIp(word)) {
    if (!IsReservedV4(word)) real.emplace_back(word);
    return;
  }
  CheckHost(word, of_address, real);
}

// Addresses with colons, wherever they stand.
void CheckV6(std::string_view text, std::vector<std::string>& real) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() &&
           (std::isxdigit(static_cast<unsigned char>(text[end])) ||
            text[end] == ':')) {
      ++end;
    }
    const std::string_view word = text.substr(at, end - at);
    if (word.find(':') != word.npos && LooksLikeIp(word) &&
        !IsReservedV6(LowerAscii(word))) {
      real.emplace_back(word);
    }
    at = end + 1;
  }
}

}  // namespace

std::vector<std::string> RealNames(std::string_view text) {
  std::vector<std::string> real;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && IsNameChar(text[end])) ++end;
    const bool of_address = at > 0 && text[at - 1] == '@';
    // What stands before an @ is a local part, no host.
    const bool local_part = end < text.size() && text[end] == '@';
    if (end > at && !local_part) {
      CheckWord(text.substr(at, end - at), of_address, real);
    }
    at = end + 1;
  }
  CheckV6(text, real);
  return real;
}

}  // namespace mailwhy::classify
