#include "source/journal_reader.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include "source/errors.h"
#include "source/journal.h"
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

}  // namespace

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

}  // namespace mailwhy::source
