// Zone: local time to UTC and back, by the system's zone data (date-tz).
#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <exception>

#include "base/text.h"
#include "base/time.h"
#include "base/time_parts.h"

namespace mailwhy {
namespace {

// Years that the arithmetic in microseconds can hold with room to spare.
constexpr std::int64_t kFirstSecond = -62'135'596'800;  // year 1
constexpr std::int64_t kLastSecond = 253'402'300'799;   // year 9999

// A stretch of time with one offset: [begin, end), in seconds since 1970.
struct Period {
  std::int64_t begin = kFirstSecond, end = kLastSecond;
  std::int64_t offset = 0;  // seconds east of UTC
};

Period PeriodOf(const date::sys_info& info) {
  const auto clamped = [](date::sys_seconds time) {
    return std::clamp<std::int64_t>(time.time_since_epoch().count(),
                                    kFirstSecond, kLastSecond);
  };
  return {clamped(info.begin), clamped(info.end), info.offset.count()};
}

// What the C library makes of $TZ or of /etc/localtime: zones in POSIX form
// ("JST-9"), and /etc/localtime as a copy, of which date-tz cannot tell the
// name.
std::int64_t LibcOffset(std::int64_t second) {
  const std::time_t at = second;
  std::tm local{};
  return localtime_r(&at, &local) == nullptr ? 0 : local.tm_gmtoff;
}

// The last second from `from` on, going in `direction` and at most 60 days,
// that has the same offset.
std::int64_t LastAlike(std::int64_t from, int direction) {
  constexpr std::int64_t kStep = 24 * 3600;
  constexpr std::int64_t kFurthest = 60 * kStep;
  const std::int64_t offset = LibcOffset(from);
  std::int64_t distance = 0;
  std::int64_t step = kStep;
  while (step > 0 && distance < kFurthest) {
    if (LibcOffset(from + direction * (distance + step)) == offset) {
      distance += step;
    } else {
      step /= 2;
    }
  }
  return from + direction * distance;
}

Period LibcPeriod(std::int64_t second) {
  return {LastAlike(second, -1), LastAlike(second, 1) + 1, LibcOffset(second)};
}

// "+09:00", "-0330", "+9"
std::optional<int> ReadFixedOffset(std::string_view text) {
  std::size_t taken = 0;
  const std::optional<int> minutes = ReadOffset(text, &taken);
  if (!minutes || taken != text.size()) return std::nullopt;
  return minutes;
}

std::string FixedName(int minutes) {
  if (minutes == 0) return "UTC";
  const int size = std::abs(minutes);
  return fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', size / 60,
                     size % 60);
}

}  // namespace

struct Zone::Rules {
  std::string name = "UTC";
  // At most one of the two; neither: `now` holds always.
  const date::time_zone* tz = nullptr;
  bool libc = false;
  Period now;  // the period asked for last

  bool fixed() const { return tz == nullptr && !libc; }

  // The period that holds `second`.
  const Period& At(std::int64_t second) {
    if (second >= now.begin && second < now.end) return now;
    if (fixed()) return now;
    second = std::clamp(second, kFirstSecond, kLastSecond - 1);
    now = libc ? LibcPeriod(second) : TzPeriod(second);
    return now;
  }

 private:
  Period TzPeriod(std::int64_t second) const {
    try {
      return PeriodOf(
          tz->get_info(date::sys_seconds{std::chrono::seconds{second}}));
    } catch (const std::exception&) {
      return {second, second + 1, now.offset};
    }
  }
};

namespace {

// The instants that a local reading can mean: two in the doubled hour.
struct Readings {
  std::int64_t earlier = 0, later = 0;
};

// Near a change of offset: tries the periods around.
template <class At>
Readings ReadNearChange(std::int64_t local, At at) {
  const Period middle = at(local);
  const Period before = at(middle.begin - 1);
  const Period after = at(middle.end);
  std::optional<Readings> found;
  for (const Period& period : {before, middle, after}) {
    const std::int64_t second = local - period.offset;
    if (second < period.begin || second >= period.end) continue;
    if (!found) found = Readings{second, second};
    found->later = second;
  }
  if (found) return *found;
  // The gap: by the offset that held before it, so that the order stays.
  const bool first = local - before.offset >= before.end &&
                     local - middle.offset < middle.begin;
  const std::int64_t second = local - (first ? before : middle).offset;
  return {second, second};
}

}  // namespace

Zone::Zone() : rules_(std::make_shared<Rules>()) {}

Zone Zone::Fixed(int offset_minutes) {
  Zone zone;
  zone.rules_->name = FixedName(offset_minutes);
  zone.rules_->now.offset = offset_minutes * std::int64_t{60};
  return zone;
}

Result<Zone> Zone::Named(std::string_view name) {
  if (EqualsIgnoringCase(name, "UTC") || name == "Z") return Zone();
  if (const auto minutes = ReadFixedOffset(name)) return Fixed(*minutes);
  Zone zone;
  try {
    zone.rules_->tz = date::locate_zone(std::string(name));
    zone.rules_->name = std::string(name);
    zone.rules_->now = {0, 0, 0};
    return zone;
  } catch (const std::exception&) {
    return Error{std::string(name), "no such time zone",
                 "Zones are written like \"Asia/Tokyo\", \"UTC\" or "
                 "\"+09:00\" (names need the package tzdata)."};
  }
}

namespace {

// "Asia/Tokyo" of a zone file's path.
std::string NameInZoneinfo(const std::string& path) {
  constexpr std::string_view kFolder = "/zoneinfo/";
  const std::size_t at = path.rfind(kFolder);
  return at == std::string::npos ? path : path.substr(at + kFolder.size());
}

std::string SystemZoneName() {
  try {
    return date::current_zone()->name();
  } catch (const std::exception&) {
    return "";
  }
}

}  // namespace

Zone Zone::Machine() {
  const char* tz = std::getenv("TZ");
  std::string name = tz == nullptr ? "" : tz;
  if (tz != nullptr && name.empty()) return Zone();  // POSIX: UTC
  if (!name.empty() && name.front() == ':') name.erase(0, 1);
  if (name == "/etc/localtime") name.clear();
  if (name.empty()) name = SystemZoneName();
  name = NameInZoneinfo(name);
  if (Result<Zone> zone = Named(name)) return *std::move(zone);
  tzset();
  Zone zone;
  zone.rules_->name = name.empty() ? "local" : name;
  zone.rules_->libc = true;
  zone.rules_->now = {0, 0, 0};
  return zone;
}

Timestamp Zone::FromCivil(const CivilTime& local, Micros not_before) const {
  const std::int64_t day = DaysFromCivil(local.year, local.month, local.day);
  const std::int64_t second =
      ((day * 24 + local.hour) * 60 + local.minute) * 60 + local.second;
  // Offsets differ by at most 26 hours: further than that from both ends of the
  // period there is only one reading.
  constexpr std::int64_t kMargin = 27 * 3600;
  Period& now = rules_->now;
  std::int64_t chosen = second - now.offset;
  if (!rules_->fixed() &&
      (chosen < now.begin + kMargin || chosen >= now.end - kMargin)) {
    const Readings readings = ReadNearChange(
        second, [this](std::int64_t at) { return rules_->At(at); });
    const Micros least = not_before - kMinute;
    chosen =
        readings.earlier * kSecond < least ? readings.later : readings.earlier;
    if (readings.later * kSecond < least) chosen = readings.earlier;
    rules_->At(chosen);
  }
  Timestamp time;
  time.at = chosen * kSecond + local.micros;
  time.offset_minutes = static_cast<std::int16_t>(now.offset / 60);
  return time;
}

int Zone::OffsetMinutes(Micros at) const {
  return static_cast<int>(rules_->At(FloorDivide(at, kSecond)).offset / 60);
}

CivilTime Zone::ToCivil(Micros at) const {
  at = std::clamp(at, kFirstSecond * kSecond, kLastSecond * kSecond);
  const std::int64_t second = FloorDivide(at, kSecond);
  return CivilOf(at + rules_->At(second).offset * kSecond);
}

const std::string& Zone::name() const { return rules_->name; }

}  // namespace mailwhy
