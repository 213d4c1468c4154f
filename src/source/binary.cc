#include "source/binary.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "source/bytes.h"
#include "source/log_like.h"

namespace mailwhy::source {
namespace {

struct Kind {
  std::size_t at;
  std::string_view magic;
  const char* why;
  const char* hint;
};

constexpr std::array<Kind, 7> kKinds{{
    {257, "ustar", "not a log but a tar archive",
     "Unpack it first (tar -xf), then name the log files in it."},
    {0, "PK\x03\x04", "not a log but a zip archive",
     "Unpack it first (unzip), then name the log files in it."},
    {0, "LPKSHHRH", "not a log file but a systemd journal",
     "Name it with journal: before it, as in journal:system.journal"},
    {0, "SQLite format 3", "not a log but an SQLite database",
     "A store of mailwhy is named with --db."},
    {0, "\xFF\xFE", "not a log, or one in UTF-16",
     "Convert it first: iconv -f UTF-16 -t UTF-8 FILE > mail.log"},
    {0, "\xFE\xFF", "not a log, or one in UTF-16",
     "Convert it first: iconv -f UTF-16 -t UTF-8 FILE > mail.log"},
    {0,
     "\x7F"
     "ELF",
     "not a log but a program", ""},
}};

bool HoldsLogLine(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (BeginsLikeLogLine(text.substr(0, end))) return true;
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace

std::optional<Error> WhyNoLog(std::string_view first, const std::string& path) {
  first = first.substr(0, kLookedAt);
  if (first.find('\0') == std::string_view::npos) return std::nullopt;
  const auto* kind =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& known) {
        return first.size() > known.at &&
               StartsWith(first.substr(known.at), known.magic);
      });
  if (kind != kKinds.end()) {
    return Error{NameForPeople(path), kind->why, kind->hint};
  }
  if (HoldsLogLine(first)) return std::nullopt;
  return Error{NameForPeople(path), "not a log: binary data", ""};
}

}  // namespace mailwhy::source
