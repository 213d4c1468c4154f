// Character sets, by the C library's iconv.
#include <iconv.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/cursor.h"
#include "base/text.h"
#include "bounce/decode.h"

namespace mailwhy::bounce {
namespace {

// Names that mail gives to what iconv calls otherwise, mostly because the name
// in the mail means less than what programs send under it.
constexpr std::pair<std::string_view, const char*> kAliases[] = {
    {"iso-2022-jp", "ISO-2022-JP-3"},
    {"iso-2022-jp-ms", "ISO-2022-JP-3"},
    {"cp50220", "ISO-2022-JP-3"},
    {"cp50221", "ISO-2022-JP-3"},
    {"shift_jis", "CP932"},
    {"x-sjis", "CP932"},
    {"iso-8859-1", "CP1252"},
    {"latin1", "CP1252"},
    {"gb2312", "GB18030"},
    {"ks_c_5601-1987", "CP949"},
};

// What a charset's name is made of: no "//" with options of iconv.
bool IsName(std::string_view charset) {
  return !charset.empty() && charset.size() <= 40 &&
         std::all_of(charset.begin(), charset.end(), [](char c) {
           return IsAlnum(c) || c == '-' || c == '_' || c == '.' || c == ':';
         });
}

class Converter {
 public:
  explicit Converter(const char* charset)
      : descriptor_(iconv_open("UTF-8", charset)) {}
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() {
    if (ok()) iconv_close(descriptor_);
  }

  bool ok() const { return descriptor_ != reinterpret_cast<iconv_t>(-1); }

  // Bytes that mean nothing become U+FFFD. `faults`: how many of them.
  std::string Convert(std::string_view bytes, std::size_t* faults) {
    std::string in(bytes), out;
    char* from = in.data();
    std::size_t left = in.size();
    while (left > 0) {
      std::array<char, 4096> buffer{};
      char* to = buffer.data();
      std::size_t room = buffer.size();
      const std::size_t before = left;
      const bool failed = iconv(descriptor_, &from, &left, &to, &room) ==
                          static_cast<std::size_t>(-1);
      out.append(buffer.data(), buffer.size() - room);
      if (!failed || (room < buffer.size() / 2 && left < before)) continue;
      if (left == 0) break;
      out += "\xEF\xBF\xBD";
      ++*faults;
      ++from;
      --left;
    }
    return out;
  }

 private:
  iconv_t descriptor_;
};

// Nothing where there is no such charset, or `strict` and the bytes are of
// another.
bool Convert(std::string_view bytes, const char* charset, bool strict,
             std::string* out) {
  Converter converter(charset);
  if (!converter.ok()) return false;
  std::size_t faults = 0;
  *out = ValidUtf8(converter.Convert(bytes, &faults));
  return !strict || faults == 0;
}

bool IsUtf8(std::string_view bytes) { return ValidUtf8(bytes) == bytes; }

// Windows-1252 hardly uses 0x81 to 0x9f, Shift_JIS for every other letter.
bool LooksLikeShiftJis(std::string_view bytes) {
  std::size_t high = 0, lead = 0;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    high += byte >= 0x80 ? 1 : 0;
    lead += byte >= 0x81 && byte <= 0x9f ? 1 : 0;
  }
  return lead * 4 >= high;
}

std::string Guess(std::string_view bytes) {
  std::string out;
  const bool escapes = bytes.find("\x1b$") != kNowhere;
  if (escapes && Convert(bytes, "ISO-2022-JP-3", false, &out)) return out;
  if (IsUtf8(bytes)) return std::string(bytes);
  if (Convert(bytes, "EUC-JP", true, &out)) return out;
  if (LooksLikeShiftJis(bytes) && Convert(bytes, "CP932", true, &out)) {
    return out;
  }
  if (Convert(bytes, "CP1252", false, &out)) return out;
  return ValidUtf8(bytes);
}

}  // namespace

std::string ToUtf8(std::string_view bytes, std::string_view charset) {
  const std::string name = LowerAscii(Trim(charset));
  const bool says_little = name == "us-ascii" || name == "ascii" ||
                           name == "utf-8" || name == "utf8" ||
                           name == "unknown-8bit" || !IsName(name);
  if (says_little) return Guess(bytes);
  const char* known = name.c_str();
  for (const auto& [alias, iconv_name] : kAliases) {
    if (name == alias) known = iconv_name;
  }
  std::string out;
  if (Convert(bytes, known, false, &out)) return out;
  return Guess(bytes);
}

}  // namespace mailwhy::bounce
