#include "store/sqlite/time_range.h"

#include <algorithm>
#include <limits>

namespace mailwhy::store::sqlite {
namespace {

std::int64_t SecondOf(Micros at) {
  return std::clamp<std::int64_t>(at / kSecond, -1, kLastSecond);
}

std::int64_t Clamp(std::int64_t second) {
  return std::clamp<std::int64_t>(second, 0, kLastSecond);
}

}  // namespace

Seconds Widened(const Filter& filter, std::int64_t before, std::int64_t after) {
  Seconds seconds;
  if (filter.since) seconds.first = Clamp(SecondOf(*filter.since) - before);
  if (filter.until) seconds.last = Clamp(SecondOf(*filter.until) + after);
  return seconds;
}

std::string IdRange(const std::string& column, const Seconds& seconds) {
  const std::int64_t first = seconds.first << kHashBits;
  const std::int64_t last = seconds.last == kLastSecond
                                ? std::numeric_limits<std::int64_t>::max()
                                : ((seconds.last + 1) << kHashBits) - 1;
  return column + " BETWEEN " + std::to_string(first) + " AND " +
         std::to_string(last);
}

}  // namespace mailwhy::store::sqlite
