// Ranges of time in terms of ids, whose upper bits are seconds.
#pragma once

#include <cstdint>
#include <string>

#include "model/question.h"

namespace mailwhy::store::sqlite {

inline constexpr int kHashBits = 29;   // of an id; the seconds stand above
inline constexpr std::int64_t kLastSecond = (std::int64_t{1} << 34) - 2;
inline constexpr std::int64_t kHourSeconds = 3600;

// Whole seconds, both ends included.
struct Seconds {
  std::int64_t first = 0, last = kLastSecond;
};

// The window of a filter, wider by so many seconds.
Seconds Widened(const Filter& filter, std::int64_t before, std::int64_t after);

// SQL: the column's id lies in these seconds.
std::string IdRange(const std::string& column, const Seconds& seconds);

}  // namespace mailwhy::store::sqlite
