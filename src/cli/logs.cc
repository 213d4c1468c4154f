#include "cli/logs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

#include "base/log.h"
#include "cli/postconf.h"

namespace mailwhy::cli {
namespace {

namespace fs = std::filesystem;

void Follow(const std::string& path, const std::string& family,
            WatchedLogs& logs) {
  for (const source::LogFile& known : logs.followed) {
    if (known.path == path) return;
  }
  source::LogFile file;
  file.path = path;
  file.family = family;
  logs.followed.push_back(std::move(file));
}

Status AddDirectory(const std::string& path, WatchedLogs& logs) {
  const Result<std::vector<source::LogFile>> files = source::PlanFiles({path});
  if (!files) return files.error();
  for (const source::LogFile& file : *files) {
    if (file.path != file.family) logs.first.push_back(file);
    Follow(file.family, file.family, logs);
  }
  return {};
}

// A log by its name, and what rotation has made of it. Where the name is itself
// that of a rotated file, it stands alone.
Status AddLog(const std::string& path, WatchedLogs& logs) {
  std::error_code ignored;
  if (fs::exists(path, ignored)) {
    const auto file = source::PlanFiles({path});
    if (!file) return file.error();
    if (fs::path(file->front().family).filename() !=
        fs::path(path).filename()) {
      Follow(path, "", logs);
      return {};
    }
  }
  const Result<std::vector<source::LogFile>> family = source::PlanFamily(path);
  if (!family) return family.error();
  const fs::path named(path);
  const std::string log = (named.parent_path() / named.filename()).string();
  std::copy_if(family->begin(), family->end(), std::back_inserter(logs.first),
               [&](const source::LogFile& file) { return file.path != log; });
  Follow(log, log, logs);
  return {};
}

Status AddPath(const std::string& path, WatchedLogs& logs) {
  if (source::IsJournal(path)) {
    const auto readable = source::PlanFiles({path});
    if (!readable) return readable.error();
    Follow(path, "", logs);
    return {};
  }
  std::error_code ignored;
  return fs::is_directory(path, ignored) ? AddDirectory(path, logs)
                                         : AddLog(path, logs);
}

}  // namespace

Result<std::string> MachineLog(const std::string& maillog_file,
                               const std::vector<std::string>& usual,
                               bool has_journal) {
  std::vector<std::string> places = usual;
  if (!maillog_file.empty()) places.insert(places.begin(), maillog_file);
  // A container's log may go to /dev/stdout: our own output, file or not.
  const auto there = std::find_if(
      places.begin(), places.end(), [](const std::string& place) {
        std::error_code ignored;
        return place.compare(0, 5, "/dev/") != 0 &&
               fs::is_regular_file(place, ignored);
      });
  if (there != places.end()) return *there;
  if (has_journal) return std::string("journal:");
  return Error{fmt::format("{}", fmt::join(places, ", ")),
               "no mail log there, and no journal",
               "name the log; postconf maillog_file and the syslog "
               "configuration say where it is"};
}

Result<std::vector<std::string>> LogPaths(std::vector<std::string> paths) {
  if (!paths.empty()) return paths;
  const Result<std::string> log = MachineLog(
      AskMaillogFile(), {"/var/log/mail.log", "/var/log/maillog", "/var/log/mail"},
      source::HasJournal());
  if (!log) return log.error();
  Note("reading " + (*log == "journal:" ? "the journal" : *log));
  return std::vector<std::string>{*log};
}

Result<WatchedLogs> PlanWatch(const std::vector<std::string>& paths) {
  WatchedLogs logs;
  for (const std::string& path : paths) {
    if (path == "-") {
      return Error{"standard input", "cannot be followed",
                   "read it once: mailwhy load -"};
    }
    const Status status = AddPath(path, logs);
    if (!status) return status.error();
  }
  return logs;
}

}  // namespace mailwhy::cli
