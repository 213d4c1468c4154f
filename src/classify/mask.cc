#include <array>

#include "classify/matcher.h"

namespace mailwhy::classify {
namespace {

enum : unsigned char { kDigit = 1, kHexDigit = 2, kAlnum = 4 };

constexpr std::array<unsigned char, 256> Classes() {
  std::array<unsigned char, 256> classes{};
  for (std::size_t c = 0; c < 128; ++c) {
    const bool digit = c >= '0' && c <= '9';
    const std::size_t lower = c | 0x20U;
    const bool letter = lower >= 'a' && lower <= 'z';
    const bool hex = digit || (lower >= 'a' && lower <= 'f');
    classes[c] = static_cast<unsigned char>((digit ? kDigit : 0) |
                                            (hex ? kHexDigit : 0) |
                                            (digit || letter ? kAlnum : 0));
  }
  return classes;
}
constexpr std::array<unsigned char, 256> kClasses = Classes();

unsigned ClassOf(char c) { return kClasses[static_cast<unsigned char>(c)]; }
bool IsDigit(char c) { return (ClassOf(c) & kDigit) != 0; }
bool IsAlnum(char c) { return (ClassOf(c) & kAlnum) != 0; }
bool IsHex(char c) { return (ClassOf(c) & kHexDigit) != 0; }
bool IsOfLocalPart(char c) {
  return IsAlnum(c) || c == '.' || c == '-' || c == '_' || c == '+' ||
         c == '=' || c == '#';
}

// Length of an IPv4 address at the start of `text`, 0 for none.
std::size_t Ipv4Length(std::string_view text) {
  std::size_t at = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && (at >= text.size() || text[at++] != '.')) return 0;
    const std::size_t begin = at;
    while (at < text.size() && at - begin < 4 && IsDigit(text[at])) ++at;
    if (at == begin || at - begin > 3) return 0;
  }
  return at;
}

// Length of an IPv6 address; at least two colons tell it from a time's "18:38".
std::size_t Ipv6Length(std::string_view text) {
  std::size_t at = 0;
  int colons = 0;
  while (at < text.size() && (IsHex(text[at]) || text[at] == ':')) {
    if (text[at] == ':') ++colons;
    ++at;
  }
  return colons >= 3 || (colons == 2 && text.find("::") < at) ? at : 0;
}

// A run of letters and digits.
void MaskWord(std::string_view word, std::string& out) {
  std::size_t digits = 0, hex = 0;
  for (const char c : word) {
    digits += IsDigit(c) ? 1 : 0;
    hex += IsHex(c) ? 1 : 0;
  }
  const bool id = digits > 0 && (word.size() >= 10 ||
                                 (word.size() >= 6 && hex == word.size()));
  if (digits < 5 && !id) {
    out += word;
    return;
  }
  if (id) {
    out.push_back('#');
    return;
  }
  for (std::size_t at = 0; at < word.size();) {
    std::size_t end = at;
    while (end < word.size() && IsDigit(word[end])) ++end;
    if (end - at > 4) {
      out.push_back('#');
    } else {
      end = end == at ? at + 1 : end;
      out += word.substr(at, end - at);
    }
    at = end;
  }
}

// What was written of the address before an "@" becomes "#". `text` is what
// stands before the "@", unmasked.
void MaskLocalPart(std::string_view text,
                   const std::function<bool(std::string_view)>& keeps,
                   std::string& out) {
  std::size_t begin = text.size();
  while (begin > 0 && IsOfLocalPart(text[begin - 1])) --begin;
  if (begin == text.size() || keeps(text.substr(begin))) return;
  while (!out.empty() && IsOfLocalPart(out.back())) out.pop_back();
  out.push_back('#');
}

}  // namespace

namespace {

bool IsOfHost(char c) { return IsAlnum(c) || c == '.' || c == '-' || c == '_'; }

void Blot(std::string& text, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at < end; ++at) {
    if (IsAlnum(text[at]) && !IsDigit(text[at])) text[at] = 'x';
  }
}

// The local part becomes one x, whatever its length and dots: Mask() takes all
// of them for the same, so that the regexes must not tell them apart. Returns
// where the "@" is then.
std::size_t BlotAddress(std::string& text, std::size_t sign,
                        const std::function<bool(std::string_view)>& keeps) {
  std::size_t begin = sign, end = sign + 1;
  while (begin > 0 && IsOfLocalPart(text[begin - 1])) --begin;
  while (end < text.size() && IsOfHost(text[end])) ++end;
  if (begin == sign) return sign;
  Blot(text, sign + 1, end);
  const std::string_view local(text.data() + begin, sign - begin);
  if (keeps(local)) return sign;
  text.replace(begin, sign - begin, "x");
  return begin + 1;
}

// NAME[192.0.2.1]: a peer's name, and nothing that the reply says of it.
void BlotHost(std::string& text, std::size_t bracket) {
  std::size_t begin = bracket;
  while (begin > 0 && IsOfHost(text[begin - 1])) --begin;
  const std::string_view name(text.data() + begin, bracket - begin);
  if (name.find('.') != std::string_view::npos) Blot(text, begin, bracket);
}

}  // namespace

std::string WithoutNames(std::string_view text,
                         const std::function<bool(std::string_view)>& keeps) {
  std::string out(text);
  for (std::size_t at = 0; at < out.size(); ++at) {
    if (out[at] == '@') at = BlotAddress(out, at, keeps);
    if (out[at] == '[') BlotHost(out, at);
  }
  return out;
}

void Mask(std::string_view text,
          const std::function<bool(std::string_view)>& keeps,
          std::string& out) {
  out.clear();
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (!IsAlnum(c) && c != ':') {
      if (c == '@') MaskLocalPart(text.substr(0, at), keeps, out);
      out.push_back(c);
      ++at;
      continue;
    }
    const std::string_view rest = text.substr(at);
    std::size_t length = IsDigit(c) ? Ipv4Length(rest) : 0;
    if (length > 0 && rest.substr(0, 4) == "127.") {
      out += rest.substr(0, length);
    } else if (length > 0 || (IsHex(c) && (length = Ipv6Length(rest)) > 0)) {
      out.push_back('#');
    } else if (c == ':') {
      out.push_back(c);
      length = 1;
    } else {
      while (length < rest.size() && IsAlnum(rest[length])) ++length;
      MaskWord(rest.substr(0, length), out);
    }
    at += length;
  }
}

}  // namespace mailwhy::classify
