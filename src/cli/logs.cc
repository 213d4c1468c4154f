#include "cli/logs.h"

#include <filesystem>

#include "base/text.h"

namespace mailwhy::cli {

Result<std::vector<std::string>> LogPaths(std::vector<std::string> paths) {
  if (!paths.empty()) return paths;
  for (const char* usual :
       {"/var/log/mail.log", "/var/log/maillog", "/var/log/mail"}) {
    std::error_code ignored;
    if (std::filesystem::exists(usual, ignored)) {
      return std::vector<std::string>{usual};
    }
  }
  return Error{"/var/log/mail.log, /var/log/maillog, /var/log/mail",
               "no mail log there",
               "name the log (postconf maillog_file says where it is), or save "
               "the journal's: journalctl -u 'postfix*' -o short-iso > mail.log"};
}

std::vector<std::string> WithRotated(const std::vector<std::string>& paths) {
  std::vector<std::string> all;
  for (const std::string& path : paths) {
    const std::filesystem::path named(path);
    const std::string name = named.filename();
    std::error_code failed;
    if (std::filesystem::is_regular_file(named, failed)) {
      const auto above =
          named.has_parent_path() ? named.parent_path() : std::filesystem::path(".");
      for (const auto& entry :
           std::filesystem::directory_iterator(above, failed)) {
        const std::string other = entry.path().filename();
        const bool rotated = StartsWith(other, name + ".") ||
                             StartsWith(other, name + "-");
        if (rotated && entry.is_regular_file(failed)) {
          all.push_back((named.parent_path() / other).string());
        }
      }
    }
    all.push_back(path);
  }
  return all;
}

}  // namespace mailwhy::cli
