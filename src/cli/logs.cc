#include "cli/logs.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

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

}  // namespace

Result<std::vector<std::string>> LogPaths(std::vector<std::string> paths) {
  if (!paths.empty()) return paths;
  for (const char* usual :
       {"/var/log/mail.log", "/var/log/maillog", "/var/log/mail"}) {
    std::error_code ignored;
    if (std::filesystem::exists(usual, ignored)) {
      return std::vector<std::string>{usual};
    }
  }
  return Error{
      "/var/log/mail.log, /var/log/maillog, /var/log/mail", "no mail log there",
      "name the log (postconf maillog_file says where it is), or save "
      "the journal's: journalctl -u 'postfix*' -o short-iso > mail.log"};
}

Result<WatchedLogs> PlanWatch(const std::vector<std::string>& paths) {
  WatchedLogs logs;
  for (const std::string& path : paths) {
    if (path == "-") {
      return Error{"standard input", "cannot be followed",
                   "read it once: mailwhy load -"};
    }
    std::error_code ignored;
    const Status status = fs::is_directory(path, ignored)
                              ? AddDirectory(path, logs)
                              : AddLog(path, logs);
    if (!status) return status.error();
  }
  return logs;
}

}  // namespace mailwhy::cli
