// Ids: one number, and the name by which people and scripts know it.
#include <algorithm>
#include <string>

#include "base/text.h"
#include "model/mail.h"

namespace mailwhy {
namespace {

// Crockford's base 32: no i, l, o, u, so that no digit is taken for another.
constexpr std::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kNameDigits = 13;  // 65 bits
constexpr int kHashBits = 29;
constexpr std::int64_t kLastSecond = (std::int64_t{1} << (63 - kHashBits)) - 1;

std::string NameOf(char kind, Id id) {
  std::string name(2 + kNameDigits, '-');
  name[0] = kind;
  auto rest = static_cast<std::uint64_t>(id);
  for (std::size_t i = name.size() - 1; i >= 2; --i) {
    name[i] = kDigits[rest % 32];
    rest /= 32;
  }
  return name;
}

// What is easily taken for it counts as the digit: o is 0; i and l are 1.
char Meant(char c) {
  if (c == 'o') return '0';
  return c == 'i' || c == 'l' ? '1' : c;
}

}  // namespace

std::string MailId(Id id) { return NameOf('m', id); }
std::string RejectId(Id id) { return NameOf('r', id); }
std::string SessionId(Id id) { return NameOf('s', id); }

std::optional<std::pair<char, Id>> ReadId(std::string_view text) {
  if (text.size() != 2 + kNameDigits || text[1] != '-') return std::nullopt;
  const std::string name = LowerAscii(text);
  const char kind = name[0];
  if (kind != 'm' && kind != 'r' && kind != 's') return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = 2; i < name.size(); ++i) {
    const std::size_t digit = kDigits.find(Meant(name[i]));
    if (digit == std::string_view::npos) return std::nullopt;
    if (value >> 58 != 0) return std::nullopt;  // would pass 63 bits
    value = value * 32 + digit;
  }
  return std::pair{kind, static_cast<Id>(value)};
}

Id MakeId(Micros at, std::string_view made_from) {
  constexpr std::uint64_t kMask = (std::uint64_t{1} << kHashBits) - 1;
  const std::int64_t second =
      std::clamp<std::int64_t>(at / kSecond, 0, kLastSecond);
  return (second << kHashBits) | static_cast<Id>(StableHash(made_from) & kMask);
}

std::int64_t SecondOf(Id id) { return id >> kHashBits; }

}  // namespace mailwhy
