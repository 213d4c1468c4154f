#include "pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "group/grouper.h"
#include "model/event.h"
#include "parse/kinds.h"
#include "parse/parser.h"
#include "source/follow.h"
#include "store/ledger.h"

namespace mailwhy {
namespace {

// Joining is for what people paste, never for the logs of a server.
constexpr std::uintmax_t kMostPasted = 1 << 20;
// From here on a load lets the store's indices wait.
constexpr std::int64_t kBulkBytes = 8 << 20;
// Lines of the log before that may fall into a continued log's first seconds.
constexpr std::size_t kMostCarried = 20'000;
constexpr std::int64_t kCarriedSeconds = 5;
// A file that was written to within this time may end in half a line.
constexpr auto kStillGrowing = std::chrono::seconds(60);
// A follower wakes up by itself when its file changes; this is for the others.
constexpr int kWaitMilliseconds = 500;

SeenLine SeenOf(const Event& event) {
  const std::uint64_t origin =
      StableHash(event.program, StableHash(event.host)) +
      static_cast<std::uint64_t>(event.pid);
  return {event.time.second() / kSecond,
          static_cast<std::uint32_t>(StableHash(event.text, origin) >> 32)};
}

std::string Pack(const std::vector<SeenLine>& lines) {
  std::string packed;
  for (const SeenLine& line : lines) {
    packed += fmt::format("{:x}.{:x} ", line.second, line.hash);
  }
  return packed;
}

std::vector<SeenLine> Unpack(std::string_view packed) {
  std::vector<SeenLine> lines;
  for (std::string_view word : Split(packed, ' ')) {
    const std::size_t dot = word.find('.');
    if (dot == std::string_view::npos) continue;
    lines.push_back(
        {std::stoll(std::string(word.substr(0, dot)), nullptr, 16),
         static_cast<std::uint32_t>(
             std::stoul(std::string(word.substr(dot + 1)), nullptr, 16))});
  }
  return lines;
}

std::int64_t SizeOnDisk(const std::string& path) {
  std::error_code failed;
  const std::uintmax_t size = std::filesystem::file_size(path, failed);
  return failed ? 0 : static_cast<std::int64_t>(size);
}

bool WrittenJustNow(const std::string& path) {
  std::error_code failed;
  const auto written = std::filesystem::last_write_time(path, failed);
  return !failed && std::filesystem::file_time_type::clock::now() - written <
                        kStillGrowing;
}

}  // namespace

struct Pipeline::Work : group::Recall {
  Work(store::Store& the_store, classify::Classifier& the_classifier,
       const ReadOptions& the_options)
      : store(the_store),
        classifier(the_classifier),
        options(the_options),
        parser(options.zone),
        grouper(*this, group::Limits{}),
        ledger(store) {}

  // The log being read: where it stands, and what went before it.
  struct Log {
    std::string family;
    LogMark mark;
    bool begun = false;         // its first line with a time was seen
    bool take_unfinished = true;
    Micros last_time = 0;
  };

  std::vector<Mail> MailsOf(std::string_view host,
                            std::string_view queue_id) override;
  bool Taken(Id id) override;

  Status LoadFile(const source::LogFile& file,
                  const std::function<void(const Error&)>& failed);
  Status Recollect();
  Status GoOn(const source::LogFile& file, const LogMark* known,
              const std::function<void(const Error&)>& failed);
  Status Start(const source::LogFile& file, const source::OpenOptions& open,
               std::unique_ptr<source::Reader> reader,
               const std::function<void(const Error&)>& failed);
  Status ReadLines(source::Reader& reader, std::span<const RawLine> first,
                   const std::function<void(const Error&)>& failed);
  int YearFrom(const parse::YearSurvey& survey,
               const source::LogFile& file) const;
  Status BeginLog(Micros first_time);
  Status Recount(std::string_view preceding);
  Status Take(const RawLine& line);
  Status TakeNew(const Event& event, std::string_view text);
  void CountKind(const Event& event);
  void Remember(const SeenLine& line);
  Status Commit();
  void NoteMark(const LogMark& mark);

  struct Followed;
  Result<Followed> Begin(const source::LogFile& file);
  Status FollowOne(Followed& followed,
                   const std::function<void(const Error&)>& failed);
  Status TakeNews(std::span<const RawLine> lines);
  Status Rotated(Followed& followed);

  store::Store& store;
  classify::Classifier& classifier;
  const ReadOptions options;
  parse::Parser parser;
  group::Grouper grouper;
  store::Ledger ledger;

  Log log;
  std::string last_family;         // of the log read before
  Micros last_log_time = 0;
  std::vector<SeenLine> recent;    // of the last seconds, for the log that follows
  std::vector<LogMark> marks;      // of all logs, as stored
  bool recollected = false;

  LoadCounts counts;
  std::array<std::int64_t, static_cast<std::size_t>(LineKind::kCount)> kinds{};
  std::map<std::string, std::int64_t> by_kind;
  std::size_t pending_lines = 0;
  std::optional<Error> store_failed;  // met in the middle of grouping
  bool stopped = false;
};

std::vector<Mail> Pipeline::Work::MailsOf(std::string_view host,
                                          std::string_view queue_id) {
  Result<std::vector<Mail>> mails = store.MailsOf(host, queue_id);
  if (mails) return std::move(*mails);
  store_failed = mails.error();
  return {};
}

bool Pipeline::Work::Taken(Id id) {
  Result<bool> taken = store.Taken(id);
  if (taken) return *taken;
  store_failed = taken.error();
  return false;
}

// Which log this is, from where to go on, and then its lines.
Status Pipeline::Work::LoadFile(
    const source::LogFile& file,
    const std::function<void(const Error&)>& failed) {
  ++counts.files;
  if (Status status = Recollect(); !status) return status;
  if (file.path == "-" || marks.empty()) return GoOn(file, nullptr, failed);
  Result<std::optional<LogMark>> known = source::Recognize(file, marks);
  if (!known) {
    failed(known.error());
    return {};
  }
  return GoOn(file, *known ? &**known : nullptr, failed);
}

// What earlier runs read, and what the last one knew at its last commit.
Status Pipeline::Work::Recollect() {
  if (recollected) return {};
  recollected = true;
  Result<std::vector<LogMark>> stored = store.Marks();
  if (!stored) return stored.error();
  marks = std::move(*stored);
  Result<store::Coverage> covers = store.Covers();
  if (!covers) return covers.error();
  grouper.StoredUntil(covers->until ? covers->until->at : 0);
  Result<std::string> memory = store.Memory();
  if (!memory) return memory.error();
  grouper.Remember(*memory);
  return {};
}

Status Pipeline::Work::GoOn(const source::LogFile& file, const LogMark* known,
                            const std::function<void(const Error&)>& failed) {
  source::OpenOptions open;
  open.start = known ? known->position : 0;
  open.join_pasted =
      options.join_pasted &&
      (file.path == "-" ||
       static_cast<std::uintmax_t>(SizeOnDisk(file.path)) < kMostPasted);
  Result<std::unique_ptr<source::Reader>> reader = source::Open(file, open);
  if (!reader) {
    failed(reader.error());
    return {};
  }
  log = Log{};
  log.family = file.family;
  log.take_unfinished = !options.growing || file.path == "-" ||
                        !WrittenJustNow(file.path);
  if (known) {
    log.mark = *known;
    log.last_time = known->last_time;
    counts.already_loaded += known->lines;
    parser.Begin(known->start_year, known->last_time);
    if (Status status = BeginLog(known->first_time); !status) return status;
    if (Status status = Recount((*reader)->Preceding()); !status) return status;
    log.mark.path = file.path;
    return ReadLines(**reader, {}, failed);
  }
  log.mark.path = file.path;
  return Start(file, open, std::move(*reader), failed);
}

// A log that was not seen before. In a yearless one the year of the first line
// depends on the last: the whole file is looked through first (standard input: the
// first lines, all of what somebody pastes).
Status Pipeline::Work::Start(const source::LogFile& file,
                             const source::OpenOptions& open,
                             std::unique_ptr<source::Reader> reader,
                             const std::function<void(const Error&)>& failed) {
  parse::YearSurvey survey;
  Result<std::span<const RawLine>> lines = reader->Next();
  if (!lines) {
    failed(lines.error());
    return {};
  }
  for (const RawLine& line : *lines) survey.See(line.text);
  if (!survey.yearless()) {
    parser.Begin(0, 0);
    return ReadLines(*reader, *lines, failed);
  }
  if (file.path == "-") {
    log.mark.start_year = YearFrom(survey, file);
    parser.Begin(log.mark.start_year, 0);
    return ReadLines(*reader, *lines, failed);
  }
  while (lines && !lines->empty()) {
    lines = reader->Next();  // an error is met again below
    if (!lines) break;
    for (const RawLine& line : *lines) survey.See(line.text);
  }
  log.mark.start_year = YearFrom(survey, file);
  parser.Begin(log.mark.start_year, 0);
  Result<std::unique_ptr<source::Reader>> again = source::Open(file, open);
  if (!again) {
    failed(again.error());
    return {};
  }
  return ReadLines(**again, {}, failed);
}

// INTERFACE.md, "Log times".
int Pipeline::Work::YearFrom(const parse::YearSurvey& survey,
                             const source::LogFile& file) const {
  if (options.year != 0) {
    // The survey lets a log be a day ahead of what it is told.
    const CivilTime end_of_year{options.year, 12, 30, 23, 59, 59, 0};
    return survey.StartYear(options.zone.FromCivil(end_of_year).at,
                            options.zone);
  }
  if (options.asked) return survey.StartYearNear(*options.asked, options.zone);
  return survey.StartYear(file.newest, options.zone);
}

// A log's first time is known: is it the next piece of the one before, cut by
// rotation, or a log of its own?
Status Pipeline::Work::BeginLog(Micros first_time) {
  log.begun = true;
  const bool continues = !log.family.empty() && log.family == last_family &&
                         first_time >= last_log_time - kCarriedSeconds * kSecond;
  if (continues) {
    if (log.mark.id == 0) {
      std::vector<SeenLine> carried;
      for (const SeenLine& line : recent) {
        if (line.second >= first_time / kSecond - kCarriedSeconds) {
          carried.push_back(line);
        }
      }
      log.mark.carried = Pack(carried);
    }
    return {};
  }
  if (pending_lines > 0) {
    if (Status status = Commit(); !status) return status;
  }
  recent.clear();
  return ledger.BeginLog();
}

// Going on in the middle of a log: which lines of its last seconds it has
// brought already.
Status Pipeline::Work::Recount(std::string_view preceding) {
  for (const SeenLine& line : Unpack(log.mark.carried)) {
    Remember(line);
    if (Status status = ledger.Again(line); !status) return status;
  }
  parse::Parser again(options.zone);
  again.Begin(log.mark.start_year, log.mark.last_time);
  for (std::string_view line : Split(preceding, '\n')) {
    if (EndsWith(line, "\r")) line.remove_suffix(1);
    const Event& event = again.Parse(line);
    if (event.kind == LineKind::kNotALog ||
        event.kind == LineKind::kOtherProgram ||
        event.time.at < log.mark.last_time - kCarriedSeconds * kSecond) {
      continue;
    }
    const SeenLine seen = SeenOf(event);
    Remember(seen);
    if (Status status = ledger.Again(seen); !status) return status;
  }
  return {};
}

// `first`: lines that the reader has handed out already.
Status Pipeline::Work::ReadLines(
    source::Reader& reader, std::span<const RawLine> first,
    const std::function<void(const Error&)>& failed) {
  const std::int64_t bytes_before = counts.bytes;
  const std::int64_t start = log.mark.position;
  Result<std::span<const RawLine>> lines = first;
  if (first.empty()) lines = reader.Next();
  for (; lines && !lines->empty(); lines = reader.Next()) {
    for (const RawLine& line : *lines) {
      if (Status status = Take(line); !status) return status;
    }
    counts.bytes = bytes_before + lines->back().end_offset - start;
    NoteMark(reader.Mark());
    if (pending_lines >= options.lines_per_commit) {
      if (Status status = Commit(); !status) return status;
    }
    if (options.progress && !options.progress(reader.bytes_on_disk(),
                                              reader.size_on_disk())) {
      stopped = true;
      break;
    }
  }
  if (!lines) failed(lines.error());
  if (!stopped) NoteMark(reader.Mark());
  last_family = log.family;
  last_log_time = std::max(log.last_time, log.mark.last_time);
  return Commit();
}

Status Pipeline::Work::Take(const RawLine& line) {
  const Event& event = parser.Parse(line.text);
  if (!line.complete && !log.take_unfinished && !parse::LooksFinished(event)) {
    Note(fmt::format("{}: the last line has no end yet, left for the next time",
                     log.mark.path));
    return {};
  }
  ++counts.lines;
  ++pending_lines;
  if (line.complete) ++log.mark.lines;
  CountKind(event);
  if (event.kind == LineKind::kNotALog) return {};
  if (event.kind == LineKind::kUnrecognized && options.unrecognized) {
    options.unrecognized(line.text);
  }
  if (!log.begun) {
    log.mark.first_time = event.time.at;
    if (Status status = BeginLog(event.time.at); !status) return status;
  }
  log.last_time = event.time.at;
  if (event.kind == LineKind::kOtherProgram) return {};
  return TakeNew(event, line.text);
}

Status Pipeline::Work::TakeNew(const Event& event, std::string_view text) {
  const SeenLine seen = SeenOf(event);
  Remember(seen);
  Result<bool> is_new = ledger.IsNew(seen);
  if (!is_new) return is_new.error();
  if (!*is_new) {
    ++counts.already_loaded;
    return {};
  }
  LineRef kept = 0;
  if (parse::RowOf(event.kind).keep == parse::Keep::kEvidence &&
      (event.kind != LineKind::kUnrecognized || !event.queue_id.empty())) {
    Result<LineRef> line = store.Keep(text);
    if (!line) return line.error();
    kept = *line;
  }
  grouper.Add(event, kept);
  if (store_failed) return *store_failed;
  return {};
}

void Pipeline::Work::CountKind(const Event& event) {
  ++kinds[static_cast<std::size_t>(event.kind)];
  if (event.kind == LineKind::kNotALog) ++counts.skipped_lines;
  if (event.kind == LineKind::kOtherProgram) ++counts.other_lines;
  if (event.kind == LineKind::kUnrecognized) ++counts.unrecognized_lines;
}

void Pipeline::Work::Remember(const SeenLine& line) {
  recent.push_back(line);
  if (recent.size() < 2 * kMostCarried) return;
  recent.erase(recent.begin(), recent.end() - kMostCarried);
}

void Pipeline::Work::NoteMark(const LogMark& mark) {
  log.mark.head_length = mark.head_length;
  log.mark.head_hash = mark.head_hash;
  log.mark.position = mark.position;
  log.mark.tail_length = mark.tail_length;
  log.mark.tail_hash = mark.tail_hash;
  log.mark.last_time = log.last_time;
}

// Rows and position go in together: kill the program anywhere, and the lines after
// the stored position are read again, and no others.
Status Pipeline::Work::Commit() {
  group::Changes changes = grouper.Take();
  store::Batch batch;
  for (Mail* mail : changes.mails) {
    classifier.JudgeMail(*mail);
    batch.mails.push_back(mail);
  }
  for (Reject* reject : changes.rejects) {
    classifier.JudgeReject(*reject);
    batch.rejects.push_back(reject);
  }
  for (Session* session : changes.sessions) {
    classifier.JudgeSession(*session);
    batch.sessions.push_back(session);
  }
  batch.seen = ledger.TakeNew();
  batch.memory = grouper.Memory();
  if (log.mark.position > 0 && !log.mark.path.empty() && log.mark.path != "-") {
    batch.marks.push_back(&log.mark);
  }
  if (Status status = store.Save(batch); !status) return status;
  counts.rejects += static_cast<std::int64_t>(batch.rejects.size());
  counts.sessions += static_cast<std::int64_t>(batch.sessions.size());
  grouper.Settle();
  pending_lines = 0;
  return {};
}

// ---------------------------------------------------------------------------

struct Pipeline::Work::Followed {
  source::LogFile file;
  std::unique_ptr<source::Follower> follower;
  Log log;
};

// Where the file that is now at that path was left.
Result<Pipeline::Work::Followed> Pipeline::Work::Begin(
    const source::LogFile& file) {
  if (Status status = Recollect(); !status) return status.error();
  Followed followed;
  followed.file = file;
  Result<std::vector<LogMark>> known = store.Marks();
  if (!known) return known.error();
  // A file that is not there yet is not an error: it will appear.
  Result<std::optional<LogMark>> mark = source::Recognize(file, *known);
  if (mark && *mark) followed.log.mark = **mark;
  Result<std::unique_ptr<source::Follower>> follower =
      source::Follow(file.path, followed.log.mark.position);
  if (!follower) return follower.error();
  followed.follower = std::move(*follower);
  followed.log.family = file.family;
  followed.log.take_unfinished = false;
  followed.log.last_time = followed.log.mark.last_time;
  followed.log.mark.path = file.path;
  if (followed.log.mark.position > 0) followed.log.begun = true;
  return followed;
}

// What is new in one followed file, to its end, and committed.
Status Pipeline::Work::FollowOne(
    Followed& followed, const std::function<void(const Error&)>& failed) {
  log = followed.log;
  parser.Begin(log.mark.start_year, log.last_time);
  Status status;
  for (;;) {
    Result<source::Follower::News> news = followed.follower->Next();
    if (!news) {
      failed(news.error());
      break;
    }
    if (news->new_file && !(status = Rotated(followed))) break;
    if (news->lines.empty()) break;
    if (!(status = TakeNews(news->lines))) break;
    NoteMark(followed.follower->Mark());
    if (pending_lines >= options.lines_per_commit && !(status = Commit())) break;
  }
  if (status && pending_lines > 0) status = Commit();
  followed.log = log;
  return status;
}

Status Pipeline::Work::TakeNews(std::span<const RawLine> lines) {
  if (log.mark.start_year == 0) {
    parse::YearSurvey survey;
    for (const RawLine& line : lines) survey.See(line.text);
    if (survey.yearless()) {
      log.mark.start_year = survey.StartYear(Now(), options.zone);
      parser.Begin(log.mark.start_year, log.last_time);
    }
  }
  for (const RawLine& line : lines) {
    if (Status status = Take(line); !status) return status;
  }
  return {};
}

// The old file has been read to its end; a new one begins at the same path, and is the same
// log, cut by rotation.
Status Pipeline::Work::Rotated(Followed& followed) {
  if (Status status = Commit(); !status) return status;
  const Micros last = log.last_time;
  log = Log{};
  log.family = followed.file.family;
  log.take_unfinished = false;
  log.mark.path = followed.file.path;
  if (last == 0) return {};
  log.begun = true;
  log.last_time = last;
  log.mark.first_time = last;
  std::vector<SeenLine> carried;
  for (const SeenLine& line : recent) {
    if (line.second >= last / kSecond - kCarriedSeconds) carried.push_back(line);
  }
  log.mark.carried = Pack(carried);
  return {};
}

Pipeline::Pipeline(store::Store& store, classify::Classifier& classifier,
                   const ReadOptions& options)
    : work_(std::make_unique<Work>(store, classifier, options)) {}
Pipeline::~Pipeline() = default;

Status Pipeline::Load(const std::vector<source::LogFile>& files,
                      const std::function<void(const Error&)>& failed) {
  const auto begin = std::chrono::steady_clock::now();
  std::int64_t bytes = 0;
  for (const source::LogFile& file : files) bytes += SizeOnDisk(file.path);
  const bool bulk = bytes >= kBulkBytes;
  Status status;
  if (bulk) status = work_->store.BeginBulk();
  for (const source::LogFile& file : files) {
    if (!status || work_->stopped) break;
    status = work_->LoadFile(file, failed);
  }
  if (bulk && status) status = work_->store.EndBulk();
  work_->counts.seconds += std::chrono::duration<double>(
      std::chrono::steady_clock::now() - begin).count();
  return status;
}

Status Pipeline::Watch(const std::vector<source::LogFile>& files,
                       const std::function<bool()>& stop,
                       const std::function<void(const Error&)>& failed) {
  std::vector<Work::Followed> followed;
  for (const source::LogFile& file : files) {
    Result<Work::Followed> one = work_->Begin(file);
    if (!one) return one.error();
    followed.push_back(std::move(*one));
  }
  // With several files each is asked in turn; one wakes up at its first news.
  const int wait = followed.size() == 1 ? kWaitMilliseconds
                                        : kWaitMilliseconds / 5;
  while (!stop()) {
    for (Work::Followed& one : followed) {
      if (Status status = work_->FollowOne(one, failed); !status) return status;
    }
    for (Work::Followed& one : followed) {
      if (!stop()) one.follower->Wait(wait);
    }
  }
  return {};
}

const LoadCounts& Pipeline::counts() const { return work_->counts; }

const std::map<std::string, std::int64_t>& Pipeline::by_kind() const {
  work_->by_kind.clear();
  for (std::size_t kind = 0; kind < work_->kinds.size(); ++kind) {
    if (work_->kinds[kind] == 0) continue;
    work_->by_kind[parse::RowOf(static_cast<LineKind>(kind)).name] =
        work_->kinds[kind];
  }
  return work_->by_kind;
}

}  // namespace mailwhy
