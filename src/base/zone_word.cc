#include "base/zone_word.h"

#include <algorithm>
#include <array>

namespace mailwhy {
namespace {

struct ZoneName {
  std::string_view name;
  int minutes;
};

// Of tzdata's abbreviations those that have one meaning in it today.
constexpr std::array kNames = {
    ZoneName{"UTC", 0},     ZoneName{"GMT", 0},     ZoneName{"WET", 0},
    ZoneName{"WEST", 60},   ZoneName{"CET", 60},    ZoneName{"CEST", 120},
    ZoneName{"EET", 120},   ZoneName{"EEST", 180},  ZoneName{"MSK", 180},
    ZoneName{"SAST", 120},  ZoneName{"PKT", 300},   ZoneName{"WIB", 420},
    ZoneName{"WITA", 480},  ZoneName{"AWST", 480},  ZoneName{"HKT", 480},
    ZoneName{"JST", 540},   ZoneName{"KST", 540},   ZoneName{"ACST", 570},
    ZoneName{"AEST", 600},  ZoneName{"ACDT", 630},  ZoneName{"AEDT", 660},
    ZoneName{"NZST", 720},  ZoneName{"NZDT", 780},  ZoneName{"HST", -600},
    ZoneName{"AKST", -540}, ZoneName{"AKDT", -480}, ZoneName{"PDT", -420},
    ZoneName{"MST", -420},  ZoneName{"MDT", -360},  ZoneName{"EST", -300},
    ZoneName{"EDT", -240},
};
constexpr std::size_t kLongestName = 6;

int Number(std::string_view digits) {
  int number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

// "+03", "-0330": zones without a name of their own.
bool TakeNumber(Cursor& cursor, SecondsPart& part) {
  const bool west = cursor.Take(1) == "-";
  const std::string_view digits = cursor.TakeDigits();
  if (digits.size() != 2 && digits.size() != 4) return false;
  const int minutes = Number(digits.substr(0, 2)) * 60 +
                      (digits.size() == 4 ? Number(digits.substr(2)) : 0);
  if (minutes > 15 * 60) return false;
  part.has_offset = true;
  part.offset_minutes = west ? -minutes : minutes;
  return true;
}

}  // namespace

bool TakeZoneWord(Cursor& cursor, SecondsPart& part) {
  if (!cursor.Skip(' ')) return false;
  if (cursor.Peek() == '+' || cursor.Peek() == '-') {
    return TakeNumber(cursor, part);
  }
  const std::string_view word = cursor.TakeWhile(IsUpper);
  if (word.size() < 2 || word.size() > kLongestName) return false;
  const auto* known =
      std::find_if(kNames.begin(), kNames.end(),
                   [&](const ZoneName& each) { return each.name == word; });
  if (known == kNames.end()) return true;
  part.has_offset = true;
  part.offset_minutes = known->minutes;
  return true;
}

}  // namespace mailwhy
