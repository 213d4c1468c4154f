#include "cli/postconf.h"

#include <cstdio>
#include <string>

#include "base/text.h"

namespace mailwhy::cli {

std::optional<Micros> ReadPostfixTime(const std::string& text) {
  std::string_view digits = Trim(text);
  Micros unit = kDay;
  if (!digits.empty() && !IsAllDigits(digits.substr(digits.size() - 1))) {
    switch (digits.back()) {
      case 's': unit = kSecond; break;
      case 'm': unit = kMinute; break;
      case 'h': unit = kHour; break;
      case 'd': unit = kDay; break;
      case 'w': unit = 7 * kDay; break;
      default: return std::nullopt;
    }
    digits.remove_suffix(1);
  }
  if (!IsAllDigits(digits) || digits.size() > 9) return std::nullopt;
  return std::stoll(std::string(digits)) * unit;
}

QueueLifetimes AskPostconf() {
  FILE* pipe = popen(
      "postconf -h maximal_queue_lifetime bounce_queue_lifetime 2>/dev/null", "r");
  if (pipe == nullptr) return {};
  char line[128];
  std::optional<Micros> values[2];
  for (std::optional<Micros>& value : values) {
    if (std::fgets(line, sizeof line, pipe) != nullptr) {
      value = ReadPostfixTime(line);
    }
  }
  pclose(pipe);
  return {values[0], values[1]};
}

std::string AskMaillogFile() {
  FILE* pipe = popen("postconf -h maillog_file 2>/dev/null", "r");
  if (pipe == nullptr) return "";
  char line[4096];
  const bool answered = std::fgets(line, sizeof line, pipe) != nullptr;
  pclose(pipe);
  return answered ? std::string(Trim(line)) : "";
}

}  // namespace mailwhy::cli
