// Pipeline::Watch: logs that grow. What is new is taken and committed at
// once; each log has its own OpenLog, and its turn.
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "pipeline/work.h"
#include "source/follow.h"

namespace mailwhy {
namespace {

using Clock = std::chrono::steady_clock;

// A follower wakes up by itself when its file changes; this is for the others.
constexpr int kWaitMilliseconds = 250;
// So long lines gather before they are taken: a commit for each line would be
// much work.
constexpr auto kGather = std::chrono::milliseconds(200);
// Where lines come without end they are committed this often.
constexpr auto kCommitEvery = std::chrono::milliseconds(500);
// Rotation may happen while a log is being begun.
constexpr int kTries = 5;

// What rotation changes. Until it is over, nothing may be read from the file
// at the path: what is left of the one before it comes first.
struct FamilyState {
  struct File {
    std::string path;
    dev_t device = 0;
    ino_t inode = 0;
    off_t size = 0;
  };
  std::vector<File> files;

  static FamilyState Of(const std::vector<source::LogFile>& family) {
    FamilyState state;
    for (const source::LogFile& file : family) {
      struct stat info {};
      if (stat(file.path.c_str(), &info) != 0) continue;
      state.files.push_back(
          {file.path, info.st_dev, info.st_ino, info.st_size});
    }
    return state;
  }

  // Only the log itself, at `path`, may have grown.
  bool Became(const FamilyState& later, const std::string& path) const {
    return std::equal(
        files.begin(), files.end(), later.files.begin(), later.files.end(),
        [&](const File& a, const File& b) {
          return a.path == b.path && a.device == b.device &&
                 a.inode == b.inode &&
                 (a.path == path ? a.size <= b.size : a.size == b.size);
        });
  }
};

struct Followed {
  source::LogFile file;
  std::unique_ptr<source::Follower> follower;
  OpenLog log, before;
  bool turned_to = false;
  std::string complaint;  // said already
};

}  // namespace

class Pipeline::Watching {
 public:
  Watching(Work& work, const std::function<bool()>& stop, const Failed& failed)
      : work_(work), stop_(stop), failed_(failed) {}

  Status Add(const source::LogFile& file);
  Status Run();

 private:
  std::vector<source::LogFile> FamilyOf(const source::LogFile& file) const;
  Status CatchUp(const source::LogFile& file,
                 const std::vector<source::LogFile>& family);
  Result<Followed> Begin(const source::LogFile& file);
  void Wait();
  Status FollowOne(Followed& one);
  Status TakeNews(Followed& one, const source::Follower::News& news);
  Status TurnTo(Followed& one);
  Status CountAgain(const std::vector<SeenLine>& lines);
  Status Rotated(const Followed& one);
  bool CommitIsDue() const;
  void Complain(Followed& one, const Error& error);

  Work& work_;
  const std::function<bool()>& stop_;
  const Failed& failed_;
  std::vector<Followed> followed_;
  Followed* current_ = nullptr;  // whose logs are the work's
  Clock::time_point last_commit_ = Clock::now();
};

Status Pipeline::Watching::Add(const source::LogFile& file) {
  if (Status status = work_.Recollect(); !status) return status;
  for (int i = 0;; ++i) {
    const std::vector<source::LogFile> family = FamilyOf(file);
    const auto state = FamilyState::Of(family);
    if (Status status = CatchUp(file, family); !status) return status;
    Result<Followed> one = Begin(file);
    if (!one) return one.error();
    const auto later = FamilyState::Of(FamilyOf(file));
    if (!state.Became(later, file.path) && i < kTries) continue;
    followed_.push_back(std::move(*one));
    return {};
  }
}

// What goes wrong here Begin says.
std::vector<source::LogFile> Pipeline::Watching::FamilyOf(
    const source::LogFile& file) const {
  Result<std::vector<source::LogFile>> family = source::PlanFamily(file.path);
  if (!family) return {};
  std::erase_if(*family, [&](const source::LogFile& piece) {
    return piece.family != file.family && piece.path != file.path;
  });
  return std::move(*family);
}

// The file that was being read may have been renamed: from it on, all that
// came before the file that is now at the path.
Status Pipeline::Watching::CatchUp(const source::LogFile& file,
                                   const std::vector<source::LogFile>& family) {
  std::size_t from = family.size();
  for (std::size_t i = family.size(); i-- > 0 && from == family.size();) {
    const auto known = source::Recognize(family[i], work_.marks);
    if (known && *known) from = i;
  }
  for (std::size_t i = from; i < family.size(); ++i) {
    if (family[i].path == file.path) continue;
    if (Status status = work_.LoadFile(family[i], failed_); !status) {
      return status;
    }
  }
  return {};
}

// Where the file that is now at the path was left.
Result<Followed> Pipeline::Watching::Begin(const source::LogFile& file) {
  Followed one;
  one.file = file;
  one.log.family = file.family;
  // A file that is not there is no error here.
  const auto known = source::Recognize(file, work_.marks);
  if (known && *known) {
    one.log.mark = **known;
    one.log.begun = true;
    one.log.last_time = one.log.mark.last_time;
  } else if (work_.before.family == file.family) {
    one.before = work_.before;
  }
  one.log.mark.path = file.path;
  Result<std::unique_ptr<source::Follower>> follower =
      source::Follow(file.path, one.log.mark.position,
                     one.log.mark.cursor);
  if (!follower) return follower.error();
  one.follower = std::move(*follower);
  return one;
}

Status Pipeline::Watching::Run() {
  while (!stop_()) {
    for (Followed& one : followed_) {
      if (Status status = FollowOne(one); !status) return status;
    }
    Wait();
  }
  return {};
}

// With several logs each is asked in turn; one wakes up at its first news.
void Pipeline::Watching::Wait() {
  if (followed_.empty()) return;
  const int each =
      std::max(20, kWaitMilliseconds / static_cast<int>(followed_.size()));
  for (Followed& one : followed_) {
    if (!stop_()) one.follower->Wait(each);
  }
  const auto passed = Clock::now() - last_commit_;
  if (passed < kGather && !stop_())
    std::this_thread::sleep_for(kGather - passed);
}

// What is new in one log, to its end for now, and committed.
Status Pipeline::Watching::FollowOne(Followed& one) {
  while (!stop_()) {
    Result<source::Follower::News> news = one.follower->Next();
    if (!news) {
      Complain(one, news.error());
      break;
    }
    if (news->lines.empty()) break;
    one.complaint.clear();
    if (Status status = TakeNews(one, *news); !status) return status;
    if (!CommitIsDue()) continue;
    if (Status status = work_.Commit(); !status) return status;
    last_commit_ = Clock::now();
  }
  if (work_.pending_lines == 0) return {};
  last_commit_ = Clock::now();
  return work_.Commit();
}

Status Pipeline::Watching::TakeNews(Followed& one,
                                    const source::Follower::News& news) {
  if (Status status = TurnTo(one); !status) return status;
  if (news.new_file) {
    if (Status status = Rotated(one); !status) return status;
  }
  if (Status status = work_.TakeAll(news.lines); !status) return status;
  work_.NoteMark(one.follower->Mark());
  return {};
}

// From here on the work's log is this one. Everything of the one before has
// been committed.
Status Pipeline::Watching::TurnTo(Followed& one) {
  if (current_ == &one) return {};
  if (current_ != nullptr) {
    current_->log = std::move(work_.log);
    current_->before = std::move(work_.before);
  }
  current_ = &one;
  work_.log = std::move(one.log);
  work_.before = std::move(one.before);
  OpenLog& log = work_.log;
  work_.parser.Begin(log.mark.start_year, log.last_time);
  const bool first_turn = !std::exchange(one.turned_to, true);
  if (!log.begun) {  // BeginLog is still to come
    if (Status status = work_.ledger.BeginLog(); !status) return status;
    return CountAgain(
        work_.before.recent.Since(work_.before.last_time - kOverlap));
  }
  if (first_turn) {
    work_.before = OpenLog{};
    if (Status status = work_.BeginLog(log.mark.first_time); !status) {
      return status;
    }
    return work_.Recount(one.follower->Preceding());
  }
  if (Status status = work_.ledger.BeginLog(); !status) return status;
  return CountAgain(log.recent.Since(log.last_time - kOverlap));
}

Status Pipeline::Watching::CountAgain(const std::vector<SeenLine>& lines) {
  for (const SeenLine& line : lines) {
    if (Status status = work_.ledger.Again(line); !status) return status;
  }
  return {};
}

// The old file has been read to its end; a new one begins at the same path. Its
// first line tells whether it is the same log, cut by rotation.
Status Pipeline::Watching::Rotated(const Followed& one) {
  if (Status status = work_.Commit(); !status) return status;
  if (work_.log.begun) work_.before = std::move(work_.log);
  work_.log = OpenLog{};
  work_.log.family = one.file.family;
  work_.log.mark.path = one.file.path;
  return {};
}

bool Pipeline::Watching::CommitIsDue() const {
  return work_.pending_lines >= work_.options.lines_per_commit ||
         Clock::now() - last_commit_ >= kCommitEvery;
}

// The same trouble is told once, not at every look.
void Pipeline::Watching::Complain(Followed& one, const Error& error) {
  if (one.complaint == error.what + error.why) return;
  one.complaint = error.what + error.why;
  failed_(error);
}

Status Pipeline::Watch(const std::vector<source::LogFile>& files,
                       const std::function<bool()>& stop,
                       const std::function<void(const Error&)>& failed) {
  Watching watching(*work_, stop, failed);
  for (const source::LogFile& file : files) {
    if (Status status = watching.Add(file); !status) return status;
  }
  return watching.Run();
}

}  // namespace mailwhy
