#include "source/journal.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include "base/text.h"
#include "source/errors.h"
#include "source/journal_library.h"
#include "source/journal_line.h"
#include "source/journal_matches.h"
#include "source/journal_places.h"

namespace mailwhy::source {
namespace {

namespace fs = std::filesystem;

constexpr int kLocalOnly = 1;  // SD_JOURNAL_LOCAL_ONLY
// Lines at once, and about how many bytes of them.
constexpr std::size_t kMostLines = 2048;
constexpr std::size_t kMostBytes = 1 << 20;
// What is shown of the time before the entry where reading goes on.
constexpr std::size_t kMostPreceding = 256 * 1024;
constexpr Micros kPreceding = 30 * kSecond;

class JournalReader : public Reader {
 public:
  JournalReader(const JournalLibrary& calls, std::string path)
      : calls_(calls), path_(std::move(path)), zone_(Zone::Machine()) {}
  ~JournalReader() override {
    if (journal_ != nullptr) calls_.close(journal_);
  }
  JournalReader(const JournalReader&) = delete;
  JournalReader& operator=(const JournalReader&) = delete;

  Status Begin(const OpenOptions& options);
  Result<std::span<const RawLine>> Next() override;
  LogMark Mark() const override;
  std::string_view Preceding() const override { return preceding_; }
  std::int64_t bytes_on_disk() const override { return position_; }
  std::int64_t size_on_disk() const override { return 0; }
  void Wait(int milliseconds);

 private:
  int OpenPlace();
  int GoTo(const std::string& cursor);
  int SeekTo(const std::string& cursor);
  void CollectPreceding();
  int ReadEntry();
  void TakeEntry();
  void NoteCursor();
  Error Failure(int result) const;

  const JournalLibrary& calls_;
  const std::string path_;
  const Zone zone_;
  sd_journal* journal_ = nullptr;
  std::uint64_t identity_ = 0;
  JournalEntry entry_;
  std::string text_;               // of the lines handed out last
  std::vector<std::size_t> ends_;  // of each in text_
  std::vector<RawLine> lines_;
  std::int64_t position_ = 0;
  std::string cursor_;
  std::string preceding_;
  int failed_ = 0;
};

int JournalReader::OpenPlace() {
  const std::string place = JournalPlace(path_);
  if (place.empty()) return calls_.open(&journal_, kLocalOnly);
  std::error_code ignored;
  if (fs::is_directory(place, ignored)) {
    return calls_.open_directory(&journal_, place.c_str(), 0);
  }
  const char* files[] = {place.c_str(), nullptr};
  return calls_.open_files(&journal_, files, 0);
}

Status JournalReader::Begin(const OpenOptions& options) {
  identity_ = JournalIdentity(JournalPlace(path_));
  int result = OpenPlace();
  if (result >= 0) result = calls_.set_data_threshold(journal_, kMaxLine);
  if (result >= 0) result = MatchMail(calls_, journal_);
  if (result >= 0) result = GoTo(options.cursor);
  if (result < 0) return Failure(result);
  if (!cursor_.empty()) position_ = options.start;
  return {};
}

// Onto the entry of the cursor, if it is there: 1.
int JournalReader::SeekTo(const std::string& cursor) {
  int result = calls_.seek_cursor(journal_, cursor.c_str());
  if (result >= 0) result = calls_.next(journal_);
  if (result <= 0) return result;
  return calls_.test_cursor(journal_, cursor.c_str());
}

int JournalReader::GoTo(const std::string& cursor) {
  if (!cursor.empty() && SeekTo(cursor) > 0) {
    CollectPreceding();
    if (SeekTo(cursor) > 0) {
      cursor_ = cursor;
      return 0;
    }
    preceding_.clear();
  }
  return calls_.seek_head(journal_);
}

// From the entry that is at hand back.
void JournalReader::CollectPreceding() {
  std::vector<std::string> lines;
  std::size_t size = 0;
  std::uint64_t last = 0, at = 0;
  calls_.get_realtime_usec(journal_, &last);
  do {
    if (calls_.get_realtime_usec(journal_, &at) < 0 || at + kPreceding < last ||
        size > kMostPreceding) {
      break;
    }
    if (ReadEntry() < 0 || !entry_.has_message) continue;
    lines.emplace_back();
    AppendJournalLine(entry_, zone_, &lines.back());
    size += lines.back().size() + 1;
  } while (calls_.previous(journal_) > 0);
  preceding_.reserve(size);
  for (std::size_t i = lines.size(); i-- > 0;) {
    preceding_.append(lines[i]).push_back('\n');
  }
}

// The entry that is at hand, into entry_.
int JournalReader::ReadEntry() {
  entry_.Clear();
  std::uint64_t at = 0;
  const int result = calls_.get_realtime_usec(journal_, &at);
  if (result < 0) return result;
  entry_.received = static_cast<Micros>(at);
  calls_.restart_data(journal_);
  const void* data = nullptr;
  std::size_t size = 0;
  while (calls_.enumerate_data(journal_, &data, &size) > 0) {
    entry_.TakeField({static_cast<const char*>(data), size});
  }
  return 0;
}

// An entry that is damaged or says nothing is no line.
void JournalReader::TakeEntry() {
  if (ReadEntry() < 0 || !entry_.has_message) return;
  AppendJournalLine(entry_, zone_, &text_);
  ends_.push_back(text_.size());
}

void JournalReader::NoteCursor() {
  char* cursor = nullptr;
  if (calls_.get_cursor(journal_, &cursor) >= 0) cursor_ = cursor;
  std::free(cursor);  // NOLINT: libsystemd's malloc
}

Result<std::span<const RawLine>> JournalReader::Next() {
  text_.clear();
  ends_.clear();
  lines_.clear();
  bool moved = false;
  while (failed_ == 0 && ends_.size() < kMostLines &&
         text_.size() < kMostBytes) {
    const int result = calls_.next(journal_);
    if (result < 0) failed_ = result;
    if (result <= 0) break;
    moved = true;
    TakeEntry();
  }
  if (moved) NoteCursor();
  if (ends_.empty() && failed_ != 0) return Failure(std::exchange(failed_, 0));
  std::size_t begin = 0;
  for (const std::size_t end : ends_) {
    position_ += static_cast<std::int64_t>(end - begin) + 1;
    lines_.push_back(
        {std::string_view(text_).substr(begin, end - begin), position_, true});
    begin = end;
  }
  return std::span<const RawLine>(lines_);
}

LogMark JournalReader::Mark() const {
  LogMark mark;
  mark.path = path_;
  mark.position = position_;
  mark.head_length = 1;
  mark.head_hash = identity_;
  mark.cursor = cursor_;
  return mark;
}

void JournalReader::Wait(int milliseconds) {
  using Clock = std::chrono::steady_clock;
  const auto time = std::chrono::milliseconds(milliseconds);
  const auto until = Clock::now() + time;
  const int result = calls_.wait(
      journal_,
      static_cast<std::uint64_t>(std::chrono::microseconds(time).count()));
  if (result < 0 && result != -EINTR) std::this_thread::sleep_until(until);
}

Error JournalReader::Failure(int result) const {
  const std::string place = JournalPlace(path_);
  const std::string name = place.empty() ? path_ : place;
  switch (-result) {
    case EBADMSG:
    case ENODATA:
      return {name, "not a journal, or a damaged one",
              "journalctl --verify --file FILE says what is wrong with it."};
    case EPROTONOSUPPORT:
      return {name, "a journal that this machine's libsystemd cannot read",
              "Write it as text where it comes from: journalctl -o short-iso "
              "> mail.log"};
    default:
      return OpenError(name, -result);
  }
}

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
