#include "source/journal.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "source/errors.h"
#include "source/journal_library.h"
#include "source/journal_places.h"
#include "source/journal_reader.h"

namespace mailwhy::source {
namespace {

namespace fs = std::filesystem;

// The lines of one reader, asked again and again: what is new comes by itself,
// through rotation too.
class JournalFollower : public Follower {
 public:
  explicit JournalFollower(std::unique_ptr<JournalReader> reader)
      : reader_(std::move(reader)) {}

  Result<News> Next() override {
    const Result<std::span<const RawLine>> lines = reader_->Next();
    if (!lines) return lines.error();
    return News{*lines, false};
  }
  LogMark Mark() const override { return reader_->Mark(); }
  std::string_view Preceding() const override { return reader_->Preceding(); }
  void Wait(int milliseconds) override { reader_->Wait(milliseconds); }

 private:
  std::unique_ptr<JournalReader> reader_;
};

Result<std::unique_ptr<JournalReader>> MakeReader(const std::string& path,
                                                  const OpenOptions& options) {
  const Result<const JournalLibrary*> calls = LoadJournalLibrary();
  if (!calls) return calls.error();
  auto reader = std::make_unique<JournalReader>(**calls, path);
  if (Status status = reader->Begin(options); !status) return status.error();
  return reader;
}

// "system@….journal" and "system.journal" are one log, cut by rotation.
std::string FamilyOf(const std::string& place) {
  const fs::path whole(place);
  const std::string name = whole.stem().string();
  return "journal:" +
         (whole.parent_path() / name.substr(0, name.find('@'))).string();
}

LogFile JournalFile(const std::string& place) {
  LogFile file;
  file.path = "journal:" + place;
  file.family = FamilyOf(place);
  const auto header = ReadJournalHeader(place);
  file.newest = header ? header->last : Now();
  return file;
}

// By their first entries: archived files come before those that still grow.
std::vector<LogFile> InOrder(const std::vector<std::string>& files) {
  std::vector<std::pair<Micros, std::string>> dated;
  std::set<std::string> seen;  // a copy of a file is no other file
  for (const std::string& file : files) {
    const std::optional<JournalHeader> header = ReadJournalHeader(file);
    if (header && !seen.insert(header->file_id).second) continue;
    dated.emplace_back(header ? header->first : 0, file);
  }
  std::stable_sort(
      dated.begin(), dated.end(),
      [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<LogFile> planned;
  for (const auto& file : dated) planned.push_back(JournalFile(file.second));
  return planned;
}

}  // namespace

bool IsJournal(std::string_view path) { return StartsWith(path, "journal:"); }

bool HasJournal() { return !LocalJournalFiles().empty(); }

std::string JournalPlace(std::string_view path) {
  path.remove_prefix(std::string_view("journal:").size());
  return std::string(path);
}

Result<std::vector<LogFile>> PlanJournal(const std::string& path) {
  const Result<const JournalLibrary*> calls = LoadJournalLibrary();
  if (!calls) return calls.error();
  const std::string place = JournalPlace(path);
  if (place.empty()) {
    if (Status status = CheckLocalJournal(); !status) return status.error();
    return std::vector<LogFile>{JournalFile("")};
  }
  std::error_code error;
  if (!fs::exists(place, error)) {
    return OpenError(place, error ? error.value() : ENOENT);
  }
  if (!fs::is_directory(place, error)) {
    return std::vector<LogFile>{JournalFile(place)};
  }
  const Result<std::vector<std::string>> files = JournalFilesIn(place);
  if (!files) return files.error();
  return InOrder(*files);
}

Result<std::unique_ptr<Reader>> OpenJournal(const std::string& path,
                                            const OpenOptions& options) {
  Result<std::unique_ptr<JournalReader>> reader = MakeReader(path, options);
  if (!reader) return reader.error();
  return std::unique_ptr<Reader>(std::move(*reader));
}

Result<std::unique_ptr<Follower>> FollowJournal(const std::string& path,
                                                const OpenOptions& options) {
  Result<std::unique_ptr<JournalReader>> reader = MakeReader(path, options);
  if (!reader) return reader.error();
  return std::unique_ptr<Follower>(
      std::make_unique<JournalFollower>(std::move(*reader)));
}

Result<std::optional<LogMark>> RecognizeJournal(
    const std::string& path, const std::vector<LogMark>& known) {
  const std::uint64_t identity = JournalIdentity(JournalPlace(path));
  std::optional<LogMark> newest;
  for (const LogMark& mark : known) {
    if (mark.head_hash != identity || mark.cursor.empty()) continue;
    if (!newest || mark.position > newest->position) newest = mark;
  }
  return newest;
}

}  // namespace mailwhy::source
