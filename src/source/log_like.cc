#include "source/log_like.h"

#include <algorithm>

#include "base/layers.h"

namespace mailwhy::source {

bool BeginsLikeLogLine(std::string_view line) {
  // A byte order mark stays: it is what pasting put there, and is taken off.
  line.remove_prefix(std::min(line.find_first_not_of('\0'), line.size()));
  if (line.starts_with("{\"")) return true;
  return DateAtBegin(line) || DateAtBegin(WithoutContainer(line));
}

}  // namespace mailwhy::source
