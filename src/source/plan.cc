// PlanFiles: from PATHs to files in the order of time.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "source/bytes.h"
#include "source/errors.h"
#include "source/journal.h"
#include "source/names.h"
#include "source/source.h"

namespace mailwhy::source {
namespace {

namespace fs = std::filesystem;

// A file and what orders it within its family.
struct Planned {
  LogFile file;
  LogName name;
  std::pair<dev_t, ino_t> identity;  // one file may have several names
};

// The time in a gzip header (RFC 1952, MTIME): when the log was written last
// before it was compressed. 0: none.
Micros GzipTime(const std::string& path) {
  const Result<std::unique_ptr<FileBytes>> opened = OpenFile(path);
  if (!opened) return 0;
  constexpr std::size_t kHeader = 8;
  const Result<std::string> header = (*opened)->Peek(kHeader);
  if (!header || header->size() < kHeader ||
      !StartsWith(*header, "\x1F\x8B\x08")) {
    return 0;
  }
  Micros seconds = 0;
  for (std::size_t i = 7; i >= 4; --i) {
    seconds = seconds * 256 + static_cast<unsigned char>((*header)[i]);
  }
  return seconds * kSecond;
}

void SetNewest(const struct stat& info, Planned* planned) {
  LogFile& file = planned->file;
  file.newest = info.st_mtim.tv_sec * kSecond + info.st_mtim.tv_nsec / 1000;
  if (!S_ISREG(info.st_mode)) {
    file.newest = Now();
  } else if (const Micros packed = GzipTime(file.path)) {
    file.newest = packed;
    file.newest_is_firm = true;
  } else if (planned->name.newest) {
    file.newest = *planned->name.newest;
    file.newest_is_firm = true;
  }
}

Planned PlanOne(const std::string& path, const struct stat& info) {
  const fs::path whole(path);
  Planned planned;
  planned.file.path = path;
  planned.name = ReadLogName(whole.filename().string());
  planned.file.family = (whole.parent_path() / planned.name.base).string();
  planned.identity = {info.st_dev, info.st_ino};
  SetNewest(info, &planned);
  return planned;
}

// The oldest first: the highest number, the earliest date, and last what has
// neither. Where both kinds stand side by side, their times decide.
void PutInOrder(std::vector<Planned>* family) {
  const bool numbers =
      std::any_of(family->begin(), family->end(),
                  [](const Planned& file) { return file.name.number > 0; });
  const bool dates =
      std::any_of(family->begin(), family->end(),
                  [](const Planned& file) { return !file.name.date.empty(); });
  std::stable_sort(family->begin(), family->end(),
                   [&](const Planned& a, const Planned& b) {
                     if (a.name.rotated() != b.name.rotated())
                       return a.name.rotated();
                     if (numbers && dates) return a.file.newest < b.file.newest;
                     if (a.name.number != b.name.number) {
                       return a.name.number > b.name.number;
                     }
                     return a.name.date < b.name.date;
                   });
}

bool IsLeftOver(const std::string& name) {
  constexpr std::array<std::string_view, 6> kEndings{
      "~", ".swp", ".tmp", ".offset", ".pos", ".state"};
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view end) { return EndsWith(name, end); });
}

bool IsMailLog(const std::string& name) {
  const std::string base = ReadLogName(name).base;
  return base == "mail" || StartsWith(name, "mail.log") ||
         StartsWith(name, "maillog") || StartsWith(name, "mail-");
}

bool IsGeneralLog(const std::string& name) {
  constexpr std::array<std::string_view, 5> kBases{
      "syslog", "messages", "mail.info", "mail.warn", "mail.err"};
  const std::string base = ReadLogName(name).base;
  return std::find(kBases.begin(), kBases.end(), base) != kBases.end();
}

using Names = std::vector<std::string>;

Names Chosen(const Names& names, bool (*fits)(const std::string&)) {
  Names chosen;
  std::copy_if(
      names.begin(), names.end(), std::back_inserter(chosen),
      [&](const std::string& name) { return fits(name) && !IsLeftOver(name); });
  return chosen;
}

// Names of the regular files in a directory, sorted.
Result<Names> ListFiles(const std::string& directory) {
  std::error_code error;
  fs::directory_iterator entries(directory, error);
  if (error) return OpenError(directory, error.value());
  Names names;
  for (const fs::directory_iterator end; entries != end;
       entries.increment(error)) {
    if (error) return OpenError(directory, error.value());
    std::error_code ignored;
    if (entries->is_regular_file(ignored)) {
      names.push_back(entries->path().filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Plans in the order in which families were first met.
class Plan {
 public:
  void Add(const std::string& path, const struct stat& info) {
    Planned planned = PlanOne(path, info);
    if (!seen_.insert(planned.identity).second) return;
    const auto [entry, added] =
        index_.try_emplace(planned.file.family, families_.size());
    if (added) families_.emplace_back();
    families_[entry->second].push_back(std::move(planned));
  }

  // A log that is a family of its own.
  void Add(LogFile file) {
    for (const auto& family : families_) {
      if (family.front().file.path == file.path) return;
    }
    Planned planned;
    planned.file = std::move(file);
    families_.push_back({std::move(planned)});
  }

  std::vector<LogFile> Files() {
    std::vector<LogFile> files;
    for (auto& family : families_) {
      PutInOrder(&family);
      for (Planned& planned : family) files.push_back(std::move(planned.file));
    }
    return files;
  }

 private:
  std::vector<std::vector<Planned>> families_;
  std::map<std::string, std::size_t> index_;
  std::set<std::pair<dev_t, ino_t>> seen_;
};

Status AddDirectory(const std::string& path, Plan* plan) {
  const Result<Names> names = ListFiles(path);
  if (!names) return names.error();
  Names logs = Chosen(*names, IsMailLog);
  if (logs.empty()) logs = Chosen(*names, IsGeneralLog);
  if (logs.empty()) {
    return Error{path, "no mail log in this directory",
                 "Looked for mail.log*, maillog*, mail, mail-*, syslog, "
                 "messages, mail.info, mail.warn and mail.err. Other files "
                 "must be named themselves."};
  }
  for (const std::string& name : logs) {
    const std::string whole = (fs::path(path) / name).string();
    struct stat info {};
    // Gone since it was listed: rotation goes on.
    if (stat(whole.c_str(), &info) == 0) plan->Add(whole, info);
  }
  return {};
}

Status AddJournal(const std::string& path, Plan* plan) {
  Result<std::vector<LogFile>> files = PlanJournal(path);
  if (!files) return files.error();
  for (LogFile& file : *files) plan->Add(std::move(file));
  return {};
}

Status AddPath(const std::string& path, Plan* plan) {
  if (path == "-" || path == "/dev/stdin") {
    LogFile file;
    file.path = "-";
    file.newest = Now();
    plan->Add(std::move(file));
    return {};
  }
  if (IsJournal(path)) return AddJournal(path, plan);
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return OpenError(path, errno);
  if (S_ISDIR(info.st_mode)) return AddDirectory(path, plan);
  // A log may be read twice (its year, what was read before): a pipe cannot.
  if (S_ISFIFO(info.st_mode)) {
    return Error{path, "is a pipe", "read it as standard input, which is -"};
  }
  if (!S_ISREG(info.st_mode)) return NoFileError(path, false);
  if (access(path.c_str(), R_OK) != 0) return OpenError(path, errno);
  plan->Add(path, info);
  return {};
}

}  // namespace

Result<std::vector<LogFile>> PlanFiles(const std::vector<std::string>& paths) {
  Plan plan;
  for (const std::string& path : paths) {
    if (Status status = AddPath(path, &plan); !status) return status.error();
  }
  return plan.Files();
}

Result<std::vector<LogFile>> PlanFamily(const std::string& path) {
  if (IsJournal(path)) return std::vector<LogFile>{};
  const fs::path whole(path);
  fs::path directory = whole.parent_path();
  if (directory.empty()) directory = ".";
  const std::string base = ReadLogName(whole.filename().string()).base;
  const Result<Names> names = ListFiles(directory.string());
  if (!names) return names.error();
  Plan plan;
  for (const std::string& name : *names) {
    if (ReadLogName(name).base != base || IsLeftOver(name)) continue;
    const std::string sibling = (whole.parent_path() / name).string();
    struct stat info {};
    if (stat(sibling.c_str(), &info) == 0) plan.Add(sibling, info);
  }
  return plan.Files();
}

}  // namespace mailwhy::source
