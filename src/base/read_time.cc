// ReadTime: the spellings in which people ask for a time. Every word is taken
// by itself, so that "Mon, 5 Dec 2022 18:38:12 +0900" and "12月5日(月)
// 18時38分" need no forms of their own.
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "base/time.h"
#include "base/time_parts.h"
#include "base/time_words.h"

namespace mailwhy {
namespace {

// What the words said.
struct Parts {
  std::optional<int> year, month, day;
  std::optional<int> days_ago;  // today: 0, yesterday: 1
  std::optional<int> hour;
  int minute = 0, second = 0, micros = 0;
  Micros unit = kDay;             // the smallest one named
  std::optional<bool> afternoon;  // am, pm
  std::optional<int> offset;      // minutes
};

Error NoTime(std::string_view text, std::string why) {
  return {std::string(text), std::move(why),
          "Times are written like \"2022-12-05 18:38\", \"Dec 5 18:38:12\", "
          "\"18:38\", \"yesterday 18:38\", \"-2h\" or "
          "\"2022年12月5日18時38分頃\"."};
}

// Sets what was not set; a second value for it is a contradiction.
template <class T>
bool Set(std::optional<T>* part, T value) {
  if (part->has_value()) return false;
  *part = value;
  return true;
}

std::optional<int> ReadNumber(std::string_view text, std::size_t most_digits) {
  if (!IsAllDigits(text) || text.size() > most_digits) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool TakeZone(std::string_view word, Parts* parts) {
  if (word == "z" || word == "utc" || word == "gmt") {
    return Set(&parts->offset, 0);
  }
  if (word == "jst") return Set(&parts->offset, 9 * 60);
  std::size_t taken = 0;
  const std::optional<int> offset = ReadOffset(word, &taken);
  return offset && taken == word.size() && Set(&parts->offset, *offset);
}

// What follows a clock at once: "pm", "Z", "+09:00".
bool TakeAfterClock(std::string_view rest, Parts* parts) {
  if (rest == "am" || rest == "pm") {
    return Set(&parts->afternoon, rest == "pm");
  }
  return rest.empty() || TakeZone(rest, parts);
}

// "18", "18:38", "18:38:12", "18:"
bool TakeClockNumbers(std::string_view clock, Parts* parts) {
  std::vector<std::string_view> numbers = Split(clock, ':');
  if (numbers.size() > 1 && numbers.back().empty()) numbers.pop_back();
  if (numbers.size() > 3) return false;
  std::array<int, 3> values{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::optional<int> value = ReadNumber(numbers[i], 2);
    if (!value) return false;
    values[i] = *value;
  }
  constexpr Micros kNamed[] = {kHour, kMinute, kSecond};
  parts->unit = kNamed[numbers.size() - 1];
  parts->minute = values[1];
  parts->second = values[2];
  return Set(&parts->hour, values[0]);
}

// "18:38:12.5+09:00", "18:38", "6:38pm", "18:"
bool TakeClock(std::string_view word, Parts* parts) {
  const std::size_t end =
      std::min(word.find_first_not_of("0123456789:.,"), word.size());
  if (!TakeAfterClock(word.substr(end), parts)) return false;
  const std::string_view clock = word.substr(0, end);
  const std::size_t point = std::min(clock.find_first_of(".,"), clock.size());
  if (!TakeClockNumbers(clock.substr(0, point), parts)) return false;
  const std::string_view rest = clock.substr(point);
  const Fraction fraction = ReadFraction(rest);
  parts->micros = fraction.micros;
  return fraction.length == rest.size() &&
         (rest.empty() || parts->unit == kSecond);
}

// "2022-12-05", "2022/12/5", "20221205", "12-5".
bool TakeDate(std::string_view word, Parts* parts) {
  if (word.size() == 8 && IsAllDigits(word)) {
    return Set(&parts->year, *ReadNumber(word.substr(0, 4), 4)) &&
           Set(&parts->month, *ReadNumber(word.substr(4, 2), 2)) &&
           Set(&parts->day, *ReadNumber(word.substr(6), 2));
  }
  const bool slash = word.find('/') != std::string_view::npos;
  std::vector<std::string_view> numbers = Split(word, slash ? '/' : '-');
  if (numbers.size() == 3) {
    const std::optional<int> year = ReadNumber(numbers[0], 4);
    if (!year || numbers[0].size() != 4) return false;
    if (!Set(&parts->year, *year)) return false;
    numbers.erase(numbers.begin());
  } else if (numbers.size() != 2 || slash) {
    return false;  // 5/12: of May or of December?
  }
  const std::optional<int> month = ReadNumber(numbers[0], 2);
  const std::optional<int> day = ReadNumber(numbers[1], 2);
  return month && day && Set(&parts->month, *month) && Set(&parts->day, *day);
}

bool TakeName(std::string_view word, Parts* parts) {
  if (IsWeekday(word)) return true;
  if (const int month = MonthOf(word)) return Set(&parts->month, month);
  if (word == "am" || word == "pm") {
    return Set(&parts->afternoon, word == "pm");
  }
  if (word == "today") return Set(&parts->days_ago, 0);
  if (word == "yesterday") return Set(&parts->days_ago, 1);
  if (word == "day-before-yesterday") return Set(&parts->days_ago, 2);
  return TakeZone(word, parts);
}

bool TakeWord(std::string_view word, Parts* parts) {
  if (word.front() < '0' || word.front() > '9') return TakeName(word, parts);
  if (const std::size_t t = word.find('t'); t != std::string_view::npos) {
    return TakeDate(word.substr(0, t), parts) &&
           TakeClock(word.substr(t + 1), parts);
  }
  if (const std::optional<int> number = ReadNumber(word, 4)) {
    if (word.size() == 4) return Set(&parts->year, *number);
    return word.size() <= 2 && Set(&parts->day, *number);
  }
  const bool clock = word.find(':') != std::string_view::npos ||
                     EndsWith(word, "am") || EndsWith(word, "pm");
  return clock ? TakeClock(word, parts) : TakeDate(word, parts);
}

// 6 pm is 18; "午後18時" is written too.
void ApplyHalfDay(Parts* parts) {
  if (!parts->afternoon || !parts->hour || *parts->hour > 12) return;
  *parts->hour = *parts->hour % 12 + (*parts->afternoon ? 12 : 0);
}

TimeSpan SpanOf(const CivilTime& civil, Micros unit, const Zone& zone) {
  TimeSpan span;
  span.civil = civil;
  CivilTime first = civil;
  if (unit == kSecond) first.micros = 0;  // a fraction: the second around it
  span.begin = zone.FromCivil(first).at;
  span.end = span.begin + unit;
  if (unit == kDay) {
    span.whole_day = true;  // of 23 or 25 hours where the clock is changed
    const Micros next =
        DaysFromCivil(civil.year, civil.month, civil.day) * kDay + kDay;
    span.end = zone.FromCivil(CivilOf(next)).at;
  }
  return span;
}

// The day that was named without a year: the latest that is not later than now.
Result<TimeSpan> LatestYear(std::string_view text, CivilTime civil, Micros unit,
                            Micros now, const Zone& zone) {
  const int this_year = zone.ToCivil(now).year;
  // Eight years hold a 29th of February, also around 1900 and 2100.
  for (civil.year = this_year; civil.year >= this_year - 8; --civil.year) {
    if (!IsRealDate(civil.year, civil.month, civil.day)) continue;
    TimeSpan span = SpanOf(civil, unit, zone);
    if (span.begin > now) continue;
    span.year_given = false;
    return span;
  }
  return NoTime(text, "there is no such day");
}

void SetDay(Micros local, CivilTime* civil) {
  const CivilTime day = CivilOf(local);
  civil->year = day.year;
  civil->month = day.month;
  civil->day = day.day;
}

// Today, yesterday, or a time of day alone.
TimeSpan NearNow(const Parts& parts, CivilTime civil, Micros now,
                 const Zone& zone) {
  const Micros local = now + zone.OffsetMinutes(now) * kMinute;
  SetDay(local - parts.days_ago.value_or(0) * kDay, &civil);
  TimeSpan span = SpanOf(civil, parts.unit, zone);
  if (!parts.days_ago && span.begin > now) {
    SetDay(local - kDay, &civil);
    span = SpanOf(civil, parts.unit, zone);
  }
  return span;
}

Result<TimeSpan> Assemble(std::string_view text, const Parts& parts, Micros now,
                          const Zone& zone) {
  CivilTime civil;
  civil.hour = parts.hour.value_or(0);
  civil.minute = parts.minute;
  civil.second = parts.second;
  civil.micros = parts.micros;
  if (!IsRealTime(civil.hour, civil.minute, civil.second)) {
    return NoTime(text, "there is no such time of day");
  }
  const bool named = parts.year || parts.month || parts.day;
  if (!named) {
    if (!parts.days_ago && !parts.hour) return NoTime(text, "names no time");
    return NearNow(parts, civil, now, zone);
  }
  if (!parts.month || !parts.day || parts.days_ago) {
    return NoTime(text, "does not name one day");
  }
  civil.year = parts.year.value_or(0);
  civil.month = *parts.month;
  civil.day = *parts.day;
  constexpr int kLeapYear = 2000;
  if (!IsRealDate(parts.year.value_or(kLeapYear), civil.month, civil.day)) {
    return NoTime(text, "there is no such day");
  }
  if (!parts.year) return LatestYear(text, civil, parts.unit, now, zone);
  return SpanOf(civil, parts.unit, zone);
}

TimeSpan SecondAt(Micros at, const Zone& zone) {
  TimeSpan span;
  span.begin = FloorDivide(at, kSecond) * kSecond;
  span.end = span.begin + kSecond;
  span.civil = zone.ToCivil(at);
  return span;
}

// "1670233092", "@1670233092.5": 9 to 11 digits, the years 1973 to 5138.
std::optional<Micros> ReadUnixTime(std::string_view word) {
  if (StartsWith(word, "@")) word.remove_prefix(1);
  const std::size_t point = word.find('.');
  const std::string_view whole = word.substr(0, point);
  if (!IsAllDigits(whole) || whole.size() < 9 || whole.size() > 11) {
    return std::nullopt;
  }
  Micros seconds = 0;
  std::from_chars(whole.data(), whole.data() + whole.size(), seconds);
  if (point == std::string_view::npos) return seconds * kSecond;
  const Fraction fraction = ReadFraction(word.substr(point));
  if (fraction.length != word.size() - point) return std::nullopt;
  return seconds * kSecond + fraction.micros;
}

}  // namespace

Result<TimeSpan> ReadTime(std::string_view text, Micros now, const Zone& zone) {
  constexpr std::size_t kLongest = 200;
  if (text.size() > kLongest) return NoTime("a time", "far too long");
  const std::vector<std::string> words = PlainTimeWords(text);
  if (words.empty()) return NoTime(text, "an empty time");
  if (words.size() == 1) {
    const std::string_view word = words.front();
    if (word == "now") return SecondAt(now, zone);
    if (const auto at = ReadUnixTime(word)) return SecondAt(*at, zone);
    if (word.front() == '-') {
      const Result<Micros> ago = ReadDuration(word.substr(1));
      if (!ago) return NoTime(text, ago.error().why);
      return SecondAt(now - *ago, zone);
    }
  }
  Parts parts;
  for (const std::string& word : words) {
    if (!TakeWord(word, &parts)) {
      return NoTime(text, "not a time: \"" + word + "\" is not understood");
    }
  }
  ApplyHalfDay(&parts);
  if (!parts.offset) return Assemble(text, parts, now, zone);
  Result<TimeSpan> span =
      Assemble(text, parts, now, Zone::Fixed(*parts.offset));
  // What is to be put into another year later is put there in `zone`.
  if (span) span->civil = zone.ToCivil(span->begin);
  return span;
}

TimeSpan InYear(const TimeSpan& span, int year, const Zone& zone) {
  CivilTime civil = span.civil;
  civil.year = year;
  if (!IsRealDate(year, civil.month, civil.day)) {
    civil.day = DaysInMonth(year, civil.month);
  }
  TimeSpan moved =
      SpanOf(civil, span.whole_day ? kDay : span.end - span.begin, zone);
  moved.year_given = span.year_given;
  return moved;
}

}  // namespace mailwhy
