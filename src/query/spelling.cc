#include "query/spelling.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace mailwhy::query {
namespace {

std::string UpperAscii(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

Result<bool> Exists(store::Store& store, const std::string& queue_id) {
  Filter filter;
  filter.queue_id = queue_id;
  filter.limit = 1;
  bool found = false;
  Status status = store.FindMails(filter, [&](Mail&&) {
    found = true;
    return false;
  });
  if (status && !found) {
    status = store.FindRejects(filter, [&](Reject&&) {
      found = true;
      return false;
    });
  }
  if (!status) return status.error();
  return found;
}

}  // namespace

Result<std::string> AsLogged(store::Store& store, const std::string& queue_id) {
  if (queue_id.empty()) return queue_id;
  for (const std::string& spelled :
       {queue_id, UpperAscii(queue_id), LowerAscii(queue_id)}) {
    const Result<bool> exists = Exists(store, spelled);
    if (!exists) return exists.error();
    if (*exists) return spelled;
  }
  return queue_id;
}

}  // namespace mailwhy::query
