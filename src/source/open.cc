// The table of sources: what can stand where a PATH is expected.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "source/bytes.h"
#include "source/errors.h"
#include "source/journal.h"
#include "source/lines.h"
#include "source/pasted.h"
#include "source/source.h"

namespace mailwhy::source {
namespace {

using Opened = Result<std::unique_ptr<Reader>>;

Opened ReadFrom(std::unique_ptr<FileBytes> file, const std::string& path,
                const OpenOptions& options) {
  Result<std::unique_ptr<Bytes>> bytes = Decompressed(std::move(file), path);
  if (!bytes) return bytes.error();
  auto lines = std::make_unique<LineReader>(std::move(*bytes), path);
  if (Status status = lines->Begin(options.start, false); !status) {
    return status.error();
  }
  return std::unique_ptr<Reader>(std::move(lines));
}

Opened OpenStandardInput(const LogFile& file, const OpenOptions& options) {
  // A copy: the program's own standard input stays open.
  const int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
  if (fd < 0) return OpenError(NameForPeople(file.path), errno);
  return ReadFrom(std::make_unique<FileBytes>(fd, file.path), file.path,
                  options);
}

Opened OpenNamedFile(const LogFile& file, const OpenOptions& options) {
  Result<std::unique_ptr<FileBytes>> opened = OpenFile(file.path);
  if (!opened) return opened.error();
  return ReadFrom(std::move(*opened), file.path, options);
}

struct Source {
  const char* name;
  bool (*fits)(const std::string& path);
  Opened (*open)(const LogFile& file, const OpenOptions& options);
};

// The first that fits opens the path.
constexpr Source kSources[] = {
    {"standard input", [](const std::string& path) { return path == "-"; },
     OpenStandardInput},
    {"journal", [](const std::string& path) { return IsJournal(path); },
     [](const LogFile& file, const OpenOptions& options) {
       return OpenJournal(file.path, options);
     }},
    {"file", [](const std::string&) { return true; }, OpenNamedFile},
};

}  // namespace

Result<std::unique_ptr<Reader>> Open(const LogFile& file,
                                     const OpenOptions& options) {
  for (const Source& source : kSources) {
    if (!source.fits(file.path)) continue;
    Opened reader = source.open(file, options);
    if (!reader || !options.join_pasted) return reader;
    return JoinPasted(std::move(*reader));
  }
  return Error{file.path, "no source of that kind", ""};
}

std::unique_ptr<Reader> OpenText(std::string text, const OpenOptions& options) {
  auto lines = std::make_unique<LineReader>(
      std::make_unique<MemoryBytes>(std::move(text)), "-");
  // Text from memory can be neither unreadable nor too short to begin with.
  (void)lines->Begin(options.start, true);
  if (!options.join_pasted) return lines;
  return JoinPasted(std::move(lines));
}

}  // namespace mailwhy::source
