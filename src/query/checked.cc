#include "query/checked.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace mailwhy::query {
namespace {

// cleanup_message.c: the context of its checks.
constexpr std::array<std::string_view, 4> kChecks = {
    "header ", "body ", "mime-header ", "nested-header "};
constexpr std::size_t kLongestAction = 40;

// Behind "QUEUEID: ACTION: ", if the line is of a check.
std::string_view AfterAction(std::string_view line, const Reject& reject) {
  const std::size_t id = line.find(" " + reject.queue_id + ": ");
  if (id == std::string_view::npos) return {};
  line.remove_prefix(id + reject.queue_id.size() + 3);
  const std::size_t colon = line.substr(0, kLongestAction).find(": ");
  if (colon == std::string_view::npos) return {};
  std::string action = LowerAscii(line.substr(0, colon));
  std::replace(action.begin(), action.end(), '-', '_');
  if (action != reject.action) return {};
  line.remove_prefix(colon + 2);
  const bool is_check = std::any_of(
      kChecks.begin(), kChecks.end(),
      [&](std::string_view check) { return StartsWith(line, check); });
  return is_check ? line : std::string_view();
}

// The message's own line stands first and may hold anything: what Postfix adds
// stands last.
std::string_view UpTo(std::string_view text, std::string_view mark) {
  return text.substr(0, text.rfind(mark));
}

}  // namespace

std::string CheckedLine(const Reject& reject,
                        const std::vector<std::string>& evidence) {
  if (reject.daemon != "cleanup" || reject.queue_id.empty()) return "";
  for (const std::string& line : evidence) {
    const std::string_view text = AfterAction(line, reject);
    if (!text.empty()) {
      return std::string(UpTo(UpTo(text, "; from="), " from "));
    }
  }
  return "";
}

}  // namespace mailwhy::query
