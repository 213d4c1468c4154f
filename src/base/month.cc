#include "base/month.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/cursor.h"

namespace mailwhy {
namespace {

constexpr std::array<std::string_view, 12> kEnglish = {
    "jan", "feb", "mar", "apr", "may", "jun",
    "jul", "aug", "sep", "oct", "nov", "dec"};

constexpr std::size_t kLongestName = 16;  // bytes

// By month, the abbreviated names of glibc's locales, without the full stop and
// with a blank on both sides. A language whose names mean other months in more
// widespread ones is not here (Croatian).
constexpr std::array<std::string_view, 12> kElsewhere = {
    " ene gen janv jän jaan ian oca led sty tammi янв яну јан січ ιαν ",
    " fev fév févr febr veebr şub úno lut helmi фев феб лют φεβ ",
    " mär mrz mars mrt març märts bře márc maalis мар бер μαρ μάρ ",
    " abr avr avril nis dub kwi huhti ápr апр кві απρ ",
    " mai mag mei maj máj maig maja kvě touko май мая мај тра μαι μάι μαϊ ",
    " giu juin juni juny jún juuni iun haz čen čer cze kesä июн юни јун чер "
    "ιουν ",
    " lug juil juli júl juuli iul tem čec lip heinä июл юли јул лип ιουλ ",
    " ago août aoû ag ağu srp sie elo авг сер αυγ ",
    " set sept eyl zář wrz syys szept сен сеп вер σεπ ",
    " ott out okt eki říj paź loka окт жов οκτ ",
    " kas lis marras nov ноя ное нов νοε ",
    " dic dez déc des dets ara pro gru joulu дек дец гру δεκ ",
};

struct Name {
  std::array<char, kLongestName> bytes{};
  std::size_t size = 0;
  std::string_view view() const { return {bytes.data(), size}; }
};

// Small letters: ASCII; of the two-byte letters those that such names begin
// with (Latin-1, Cyrillic, Greek).
Name LowerName(std::string_view name) {
  Name lower;
  lower.size = name.size();
  std::copy(name.begin(), name.end(), lower.bytes.begin());
  for (std::size_t i = 0; i < lower.size; ++i) {
    char& c = lower.bytes[i];
    if (IsUpper(c)) c = static_cast<char>(c + 32);
    if (i + 1 >= lower.size) continue;
    const auto lead = static_cast<unsigned char>(c);
    auto next = static_cast<unsigned char>(lower.bytes[i + 1]);
    if (lead == 0xC3 && next >= 0x80 && next <= 0x9E) next += 0x20;
    if (lead == 0xD0 && next >= 0x90 && next <= 0x9F) next += 0x20;
    if (lead == 0xD0 && next >= 0xA0 && next <= 0xAF) {
      c = '\xD1';
      next -= 0x20;
    }
    if (lead == 0xCE && next >= 0x91 && next <= 0x9F) next += 0x20;
    if (lead == 0xCE && next >= 0xA0 && next <= 0xA9) {
      c = '\xCF';
      next -= 0x20;
    }
    if ((lead == 0xC4 || lead == 0xC5) && (next == 0x8C || next == 0x9E)) {
      ++next;  // Č, Ğ, Ş
    }
    lower.bytes[i + 1] = static_cast<char>(next);
    if (lead >= 0xC3) ++i;
  }
  return lower;
}

// "12月" of Japanese and Chinese, "12월" of Korean.
int NumberedMonth(std::string_view name) {
  Cursor cursor(name);
  const std::string_view digits = cursor.TakeDigits();
  if (digits.empty() || digits.size() > 2) return 0;
  if (cursor.rest() != "月" && cursor.rest() != "월") return 0;
  int month = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), month);
  return month <= 12 ? month : 0;
}

bool IsListed(std::string_view name, std::string_view names) {
  for (std::size_t at = names.find(name); at != kNowhere;
       at = names.find(name, at + 1)) {
    if (names[at - 1] == ' ' && names[at + name.size()] == ' ') return true;
  }
  return false;
}

}  // namespace

int LoggedMonth(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.size() < 2 || name.size() > kLongestName) return 0;
  if (name.find(' ') != kNowhere) return 0;
  if (IsDigit(name.front())) return NumberedMonth(name);
  const Name lower = LowerName(name);
  const auto* english =
      std::find(kEnglish.begin(), kEnglish.end(), lower.view());
  if (english != kEnglish.end()) {
    return static_cast<int>(english - kEnglish.begin()) + 1;
  }
  for (std::size_t i = 0; i < kElsewhere.size(); ++i) {
    if (IsListed(lower.view(), kElsewhere[i])) return static_cast<int>(i) + 1;
  }
  return 0;
}

}  // namespace mailwhy
