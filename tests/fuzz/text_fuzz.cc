// base/: any bytes as text to be shown, matched and compared. First line: the
// pattern.
#include <string>

#include "base/text.h"
#include "base/utf8.h"
#include "fuzz/target.h"

namespace mailwhy::fuzz {
namespace {

void CheckUtf8(std::string_view text) {
  for (std::string_view rest = text; !rest.empty();) {
    const Utf8Char next = DecodeUtf8(rest);
    Require(next.valid && next.length <= rest.size(), "the text is UTF-8");
    const char32_t code = next.code;
    Require(code >= 0x20 && code != 0x7f && !(code >= 0x80 && code < 0xa0),
            "no control character is left");
    Require(!(code >= 0x202a && code <= 0x202e) &&
                !(code >= 0x2066 && code <= 0x2069) && code != 0x200e &&
                code != 0x200f,
            "no control of the direction is left");
    rest.remove_prefix(next.length);
  }
}

void Run(std::string_view text) {
  const Exactly pattern(TakeLine(text));
  const Exactly exact(text);
  const std::string valid = ValidUtf8(exact.view());
  RequireSame(ValidUtf8(valid), valid, "valid text stays as it is");
  const std::string printable = Printable(exact.view());
  CheckUtf8(printable);
  RequireSame(Printable(printable), printable, "shown text stays as it is");
  Require(DisplayWidth(exact.view()) >= 0, "a width is not negative");

  const std::string lower = LowerAscii(exact.view());
  Require(EqualsIgnoringCase(exact.view(), lower), "case does not matter");
  if (text.find('*') == text.npos) {
    Require(MatchesWildcard(lower, exact.view()), "a text matches itself");
  }
  MatchesWildcard(exact.view(), pattern.view());
  AddressMatches(exact.view(), pattern.view());
  Require(AddressMatches(exact.view(), "*"), "* is any address");
  DomainOf(exact.view());
  LooksLikeIp(exact.view());
  Trim(exact.view());
  Nearest(exact.view(), {"why", std::string(pattern.view())});
}

}  // namespace
}  // namespace mailwhy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes,
                                      std::size_t size) {
  mailwhy::fuzz::Run(mailwhy::fuzz::TextOf(bytes, size));
  return 0;
}
