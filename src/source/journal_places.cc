#include "source/journal_places.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "base/text.h"
#include "source/errors.h"
#include "source/source.h"

namespace mailwhy::source {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLocalDirectories[] = {"/var/log/journal",
                                             "/run/log/journal"};

std::uint64_t ReadLittleEndian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

Micros ReadMoment(std::string_view bytes) {
  constexpr std::uint64_t kMost = 1ULL << 62;
  return static_cast<Micros>(std::min(ReadLittleEndian(bytes), kMost));
}

std::string MachineId() {
  std::string id;
  std::ifstream("/etc/machine-id") >> id;
  return id;
}

bool IsJournalName(const std::string& name) {
  return EndsWith(name, ".journal") || EndsWith(name, ".journal~");
}

void AddFilesOf(const fs::path& directory, bool below,
                std::vector<std::string>* files) {
  std::error_code error;
  fs::directory_iterator entries(directory, error);
  for (const fs::directory_iterator end; !error && entries != end;
       entries.increment(error)) {
    std::error_code ignored;
    if (entries->is_directory(ignored)) {
      if (below) AddFilesOf(entries->path(), false, files);
    } else if (IsJournalName(entries->path().filename().string())) {
      files->push_back(entries->path().string());
    }
  }
}

}  // namespace

std::optional<JournalHeader> ReadJournalHeader(const std::string& file) {
  constexpr std::size_t kFileId = 24, kFirst = 184, kLast = 192, kEnd = 200;
  std::string head(kEnd, '\0');
  std::ifstream stream(file, std::ios::binary);
  if (!stream.read(head.data(), kEnd) || !StartsWith(head, "LPKSHHRH")) {
    return std::nullopt;
  }
  JournalHeader header;
  header.file_id = head.substr(kFileId, 16);
  header.first = ReadMoment(std::string_view(head).substr(kFirst, 8));
  header.last = ReadMoment(std::string_view(head).substr(kLast, 8));
  return header;
}

Result<std::vector<std::string>> JournalFilesIn(const std::string& directory) {
  std::error_code error;
  const fs::directory_iterator readable(directory, error);
  if (error) return OpenError(directory, error.value());
  std::vector<std::string> files;
  AddFilesOf(directory, true, &files);
  std::sort(files.begin(), files.end());
  if (files.empty()) {
    return Error{directory, "no journal in this directory",
                 "Looked for *.journal here and one directory below."};
  }
  return files;
}

std::vector<std::string> LocalJournalFiles() {
  std::vector<std::string> files;
  for (const char* directory : kLocalDirectories) {
    AddFilesOf(fs::path(directory) / MachineId(), false, &files);
  }
  return files;
}

// Who may not read system.journal would be shown a journal without mail, and
// the rest of it passed by for ever.
Status CheckLocalJournal() {
  const std::vector<std::string> files = LocalJournalFiles();
  for (const std::string& file : files) {
    if (!EndsWith(file, "/system.journal") || access(file.c_str(), R_OK) == 0) {
      continue;
    }
    return Error{"journal:", "you may not read the system's journal",
                 "Try it as root (sudo), or as a member of the group "
                 "systemd-journal: sudo usermod -aG systemd-journal "
                 "\"$USER\", then log in again."};
  }
  if (!files.empty()) return {};
  return Error{"journal:", "this machine keeps no journal",
               "Name a log file, or a journal of another machine: "
               "journal:/path/to/file.journal"};
}

std::uint64_t JournalIdentity(const std::string& place) {
  if (place.empty()) return StableHash("journal of machine " + MachineId());
  if (const auto header = ReadJournalHeader(place)) {
    return StableHash("journal file " + header->file_id);
  }
  std::error_code ignored;
  const fs::path whole = fs::canonical(place, ignored);
  return StableHash("journal directory " + whole.string());
}

}  // namespace mailwhy::source
