#include "model/question.h"

#include <limits>

namespace mailwhy {

Micros Question::window_begin() const {
  if (at) return at->begin - within;
  return since.value_or(std::numeric_limits<Micros>::min());
}

Micros Question::window_end() const {
  if (at) return at->end + within;
  return until.value_or(std::numeric_limits<Micros>::max());
}

}  // namespace mailwhy
