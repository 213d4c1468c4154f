// Transfer encodings (RFC 2045 6) and encoded words (RFC 2047).
#include <algorithm>

#include "base/cursor.h"
#include "base/text.h"
#include "bounce/decode.h"

namespace mailwhy::bounce {
namespace {

int Base64Value(char c) {
  if (IsUpper(c)) return c - 'A';
  if (IsLower(c)) return c - 'a' + 26;
  if (IsDigit(c)) return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// "=3D" at `at`: the byte; -1 where it is none.
int EscapedByte(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size()) return -1;
  const int high = HexValue(text[at + 1]), low = HexValue(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

// Length of a "=" at a line's end, with the blanks and the line end after it;
// 0 where it is none.
std::size_t SoftBreak(std::string_view rest) {
  std::size_t at = 1;
  while (at < rest.size() &&
         (rest[at] == ' ' || rest[at] == '\t' || rest[at] == '\r')) {
    ++at;
  }
  if (at == rest.size()) return at;
  return rest[at] == '\n' ? at + 1 : 0;
}

// One word after "=?": charset, encoding, text, "?=". Nothing is taken where
// it is none.
bool TakeWord(std::string_view& rest, std::string& out) {
  const std::size_t charset_end = rest.find('?');
  if (charset_end == kNowhere || charset_end + 2 >= rest.size() ||
      rest[charset_end + 2] != '?') {
    return false;
  }
  const std::size_t begin = charset_end + 3;
  const std::size_t end = rest.find("?=", begin);
  if (end == kNowhere) return false;
  std::string text(rest.substr(begin, end - begin));
  const char how = rest[charset_end + 1];
  if (how == 'Q' || how == 'q') {
    std::replace(text.begin(), text.end(), '_', ' ');
    text = DecodeQuotedPrintable(text);
  } else {
    text = DecodeBase64(text);
  }
  const std::string_view charset = rest.substr(0, charset_end);
  out += ToUtf8(text, charset.substr(0, charset.find('*')));  // RFC 2231 5
  rest.remove_prefix(end + 2);
  return true;
}

}  // namespace

std::string DecodeBase64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  unsigned bits = 0, buffer = 0;
  for (const char c : text) {
    if (c == '=') break;
    const int value = Base64Value(c);
    if (value < 0) continue;  // line ends, and what quoting added
    buffer = buffer << 6 | static_cast<unsigned>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.push_back(static_cast<char>(buffer >> bits & 0xff));
  }
  return out;
}

std::string DecodeQuotedPrintable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '=') {
      const int byte = EscapedByte(text, at);
      const std::size_t soft = byte < 0 ? SoftBreak(text.substr(at)) : 0;
      if (byte >= 0) out.push_back(static_cast<char>(byte));
      if (byte >= 0 || soft > 0) {
        at += byte >= 0 ? 3 : soft;
        continue;
      }
    }
    out.push_back(text[at++]);
  }
  return out;
}

std::string DecodeTransfer(std::string_view text, std::string_view encoding) {
  const std::string name = LowerAscii(Trim(encoding));
  if (name == "base64") return DecodeBase64(text);
  if (name == "quoted-printable") return DecodeQuotedPrintable(text);
  return std::string(text);
}

std::string DecodeWords(std::string_view header) {
  std::string out;
  bool after_word = false;
  while (!header.empty()) {
    const std::size_t open = header.find("=?");
    const std::string_view before = header.substr(0, open);
    // Blanks between two words are not part of the text.
    if (!(after_word && Trim(before).empty() && open != kNowhere)) {
      out += ToUtf8(before, "");
    }
    if (open == kNowhere) break;
    header.remove_prefix(open + 2);
    after_word = TakeWord(header, out);
    if (!after_word) out += "=?";
  }
  return out;
}

}  // namespace mailwhy::bounce
