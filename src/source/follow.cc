// Follow: one growing log, through every kind of rotation.
//
// The writer of a log is one process, so once the file at the path is another
// one and holds something, nothing more comes into the old one: that is read to
// its end, and then the next begins. Until then the old one is kept, whatever
// it is called.
#include "source/follow.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "source/errors.h"
#include "source/journal.h"
#include "source/lines.h"
#include "source/source.h"
#include "source/watcher.h"

namespace mailwhy::source {
namespace {

namespace fs = std::filesystem;

struct Identity {
  dev_t device = 0;
  ino_t inode = 0;
  friend bool operator==(const Identity&, const Identity&) = default;
};

struct FileState {
  Identity identity;
  std::int64_t size = 0;
};

FileState StateOf(const struct stat& info) {
  return {{info.st_dev, info.st_ino}, info.st_size};
}

std::optional<FileState> StateAt(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return std::nullopt;
  return StateOf(info);
}

// A file to be read, and whether it is a new one for who asks.
struct Piece {
  std::string path;
  std::int64_t start = 0;
  bool is_new = true;
  std::optional<Identity> expected;  // rotation may rename it under our hands
};

class FileFollower : public Follower {
 public:
  explicit FileFollower(std::string path) : path_(std::move(path)) {
    watcher_.Add(path_);
  }

  // The first file may be missing: it will come.
  Status Begin(std::int64_t start) {
    const std::optional<FileState> state = StateAt(path_);
    if (!state) return {};
    const bool known = start > 0 && start <= state->size;
    return OpenPiece(
        {path_, known ? start : 0, start > 0 && !known, std::nullopt}, false);
  }

  Result<News> Next() override {
    for (;;) {
      if (!reader_ && !OpenNext()) {
        if (const auto error = WhyClosed()) return *error;
        return News{};
      }
      if (stage_ == Stage::kReading && IsRewritten()) {
        FindTheCopy();
        LeaveFile();
        continue;
      }
      const Result<std::span<const RawLine>> lines = reader_->Next();
      if (!lines) return lines.error();
      if (!lines->empty()) {
        return News{*lines, std::exchange(is_new_, false)};
      }
      if (!GoOn()) return News{};
    }
  }

  LogMark Mark() const override {
    return reader_ ? reader_->Mark() : last_mark_;
  }
  std::string_view Preceding() const override {
    return reader_ ? reader_->Preceding() : std::string_view();
  }
  void Wait(int milliseconds) override { watcher_.Wait(milliseconds); }

 private:
  // kDraining: the next file is there; what the old one got before that is
  // still to be read. kLast: so is its last line, though it has no end.
  enum class Stage { kReading, kDraining, kLast };

  // At the end of what is there. False: there is nothing to do but wait.
  bool GoOn() {
    switch (stage_) {
      case Stage::kReading:
        if (!HasSuccessor()) return false;
        stage_ = Stage::kDraining;
        return true;
      case Stage::kDraining:
        stage_ = Stage::kLast;
        reader_->LetGo();
        return true;
      case Stage::kLast:
        LeaveFile();
        return true;
    }
    return false;
  }

  void LeaveFile() {
    last_mark_ = reader_->Mark();
    reader_.reset();
    file_ = nullptr;
  }

  bool HasSuccessor() {
    const std::optional<FileState> state = StateAt(path_);
    if (!state || state->identity == identity_) return false;
    if (state->size > 0) return true;
    // Still empty; but a file between it and ours may have been filled and
    // renamed away. That changes what is at the path, so one look at each is
    // enough.
    if (looked_at_ == state->identity) return false;
    looked_at_ = state->identity;
    last_mark_ = reader_->Mark();
    return Successor().path != path_;
  }

  // What follows the file that was read: usually what is at the path, after
  // two rotations the file between.
  Piece Successor() const {
    Piece piece{path_, 0, true, std::nullopt};
    const Result<std::vector<LogFile>> family = PlanFamily(path_);
    if (!family) return piece;
    const std::size_t next = PlaceOf(*family) + 1;
    const fs::path name = fs::path(path_).filename();
    if (next >= family->size() ||
        fs::path((*family)[next].path).filename() == name) {
      return piece;
    }
    piece.path = (*family)[next].path;
    if (const auto state = StateAt(piece.path)) {
      piece.expected = state->identity;
    }
    return piece;
  }

  // Where the file that was read stands in the family: as itself, or packed by
  // now. Behind the end: nowhere.
  std::size_t PlaceOf(const std::vector<LogFile>& family) const {
    for (std::size_t i = 0; i < family.size(); ++i) {
      const std::optional<FileState> state = StateAt(family[i].path);
      if (state && state->identity == identity_) return i;
    }
    for (std::size_t i = family.size(); i-- > 0;) {
      const auto found = Recognize(family[i], {last_mark_});
      if (found && *found) return i;
    }
    return family.size();
  }

  // Shorter than what was read of it, or beginning with something else: cut
  // to nothing, and perhaps written again (logrotate's copytruncate).
  bool IsRewritten() const {
    struct stat info {};
    if (file_ == nullptr || fstat(file_->fd(), &info) != 0) return false;
    if (info.st_size < file_->offset()) return true;
    if (info.st_size == file_->offset()) return false;
    const std::string_view head = reader_->head();
    std::string now(head.size(), '\0');
    const ssize_t count = pread(file_->fd(), now.data(), now.size(), 0);
    return count >= 0 && now.substr(0, static_cast<std::size_t>(count)) != head;
  }

  // What was written between our last look and the cut is in the copy.
  void FindTheCopy() {
    const LogMark mark = reader_->Mark();
    const Result<std::vector<LogFile>> family = PlanFamily(path_);
    if (!family || family->size() < 2) return;
    const LogFile& copy = (*family)[family->size() - 2];
    const auto found = Recognize(copy, {mark});
    if (found && *found) {
      copy_ = Piece{copy.path, mark.position, false, std::nullopt};
    }
  }

  // False: it is not there (yet), or closed to us.
  bool OpenNext() {
    if (copy_ && OpenPiece(*std::exchange(copy_, std::nullopt), true)) {
      return true;
    }
    constexpr int kTries = 5;
    for (int i = 0; i < kTries; ++i) {
      if (OpenPiece(Successor(), true)) return true;
    }
    return false;
  }

  // The log is there, and may not be read: rotation has given it to another
  // user.
  std::optional<Error> WhyClosed() const {
    if (access(path_.c_str(), F_OK) != 0 || access(path_.c_str(), R_OK) == 0) {
      return std::nullopt;
    }
    return OpenError(path_, errno);
  }

  Status OpenPiece(const Piece& piece, bool any_bytes) {
    watcher_.Add(path_);
    Result<std::unique_ptr<FileBytes>> opened = OpenFile(piece.path);
    if (!opened) return opened.error();
    FileBytes* file = opened->get();
    struct stat info {};
    if (fstat(file->fd(), &info) != 0) return OpenError(piece.path, errno);
    const Identity identity = StateOf(info).identity;
    if (piece.expected && *piece.expected != identity) {
      return Error{piece.path, "was renamed", ""};
    }
    Result<std::unique_ptr<Bytes>> bytes =
        Decompressed(std::move(*opened), piece.path);
    if (!bytes) return bytes.error();
    const bool plain = bytes->get() == file;
    auto lines = std::make_unique<LineReader>(std::move(*bytes), path_, true);
    if (Status status = lines->Begin(piece.start, any_bytes); !status) {
      return status;
    }
    reader_ = std::move(lines);
    file_ = plain ? file : nullptr;
    identity_ = identity;
    looked_at_ = {};
    is_new_ = is_new_ || piece.is_new;
    stage_ = Stage::kReading;
    return {};
  }

  std::string path_;
  Watcher watcher_;
  std::unique_ptr<LineReader> reader_;
  FileBytes* file_ = nullptr;  // reader_'s, where it is not compressed
  Identity identity_;
  Identity looked_at_;         // at the path, while it was empty
  LogMark last_mark_;          // of the file that was read last
  std::optional<Piece> copy_;  // to be read before the file at the path
  Stage stage_ = Stage::kReading;
  bool is_new_ = false;  // its first lines are still to come
};

}  // namespace

Result<std::unique_ptr<Follower>> Follow(const std::string& path,
                                         std::int64_t start,
                                         const std::string& cursor) {
  if (IsJournal(path)) {
    OpenOptions options;
    options.start = start;
    options.cursor = cursor;
    return FollowJournal(path, options);
  }
  if (path == "-") {
    return Error{NameForPeople(path), "cannot be followed",
                 "Read it once: mailwhy load -"};
  }
  const fs::path directory = fs::path(path).parent_path();
  std::error_code error;
  if (!directory.empty() && !fs::is_directory(directory, error)) {
    return OpenError(directory.string(), ENOENT);
  }
  auto follower = std::make_unique<FileFollower>(path);
  if (Status status = follower->Begin(start); !status) return status.error();
  return std::unique_ptr<Follower>(std::move(follower));
}

}  // namespace mailwhy::source
