#include "pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

#include "base/log.h"
#include "parse/kinds.h"
#include "pipeline/work.h"

namespace mailwhy {
namespace {

// From here on a load lets the store's indices wait.
constexpr std::int64_t kBulkBytes = 8 << 20;

bool IsEvidence(const Event& event) {
  if (!event.linked_queue_id.empty()) return true;  // of another mail's story
  return parse::RowOf(event.kind).keep == parse::Keep::kEvidence &&
         (event.kind != LineKind::kUnrecognized || !event.queue_id.empty());
}

}  // namespace

std::int64_t SizeOnDisk(const std::string& path) {
  std::error_code failed;
  const std::uintmax_t size = std::filesystem::file_size(path, failed);
  return failed ? 0 : static_cast<std::int64_t>(size);
}

Pipeline::Work::Work(store::Store& the_store,
                     classify::Classifier& the_classifier,
                     const ReadOptions& the_options)
    : saver(the_options.save_behind && !the_options.committed
                ? std::make_unique<store::Behind>(the_store)
                : nullptr),
      store(saver ? *saver : the_store),
      classifier(the_classifier),
      options(the_options),
      parser(options.zone),
      grouper(*this, group::Limits{}),
      ledger(store) {}

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

// File by file ...
Status Pipeline::Work::LoadAll(const std::vector<source::LogFile>& the_files,
                               const Failed& failed) {
  files = the_files;
  start_years.clear();
  bytes_done = bytes_all = 0;
  for (const source::LogFile& file : files) bytes_all += SizeOnDisk(file.path);
  const bool bulk = bytes_all >= kBulkBytes;
  Status status;
  if (bulk) status = store.BeginBulk();
  for (const source::LogFile& file : files) {
    if (!status || stopped) break;
    status = LoadFile(file, failed);
    bytes_done += SizeOnDisk(file.path);
  }
  if (status && !stopped) status = EndOfLog();
  if (bulk && status) status = store.EndBulk();
  return status;
}

// ... batch by batch of lines ... (`first`: lines that the reader has handed
// out already.)
Status Pipeline::Work::ReadLines(source::Reader& reader,
                                 std::span<const RawLine> first,
                                 const Failed& failed) {
  const std::int64_t bytes_before = counts.bytes;
  const std::int64_t start = log.mark.position;
  Result<std::span<const RawLine>> lines = first;
  if (first.empty()) lines = reader.Next();
  for (; lines && !lines->empty(); lines = reader.Next()) {
    if (Status status = TakeAll(*lines); !status) return status;
    counts.bytes = bytes_before + lines->back().end_offset - start;
    NoteMark(reader.Mark());
    if (pending_lines >= options.lines_per_commit) {
      if (Status status = Commit(); !status) return status;
    }
    stopped = options.progress &&
              !options.progress(bytes_done + reader.bytes_on_disk(), bytes_all);
    if (stopped) break;
  }
  if (!lines) failed(lines.error());
  if (!stopped) NoteMark(reader.Mark());
  if (Status status = Commit(); !status) return status;
  before = std::move(log);
  log = OpenLog{};
  return {};
}

Status Pipeline::Work::TakeAll(std::span<const RawLine> lines) {
  if (!log.begun && log.mark.start_year == 0) BeginYears(lines);
  for (const RawLine& line : lines) {
    if (Status status = Take(line); !status) return status;
  }
  return {};
}

// ... and line by line: what it is ...
Status Pipeline::Work::Take(const RawLine& line) {
  const Event& event = parser.Parse(line.text);
  if (!line.complete && !log.take_unfinished && !parse::LooksFinished(event)) {
    Note(fmt::format("{}: the last line has no end yet, left for the next time",
                     log.mark.path));
    return {};
  }
  if (event.kind != LineKind::kNotALog && !log.begun) {
    if (Status status = BeginLog(event.time.at); !status) return status;
  }
  ++counts.lines;
  ++pending_lines;
  if (line.complete) ++log.mark.lines;
  CountKind(event);
  if (event.kind == LineKind::kNotALog) return {};
  log.last_time = event.time.at;
  if (event.kind == LineKind::kOtherProgram ||
      event.kind == LineKind::kCompanion) {
    return {};
  }
  if (event.kind == LineKind::kUnrecognized && options.unrecognized) {
    options.unrecognized(line.text);
  }
  return TakeNew(event, line.text);
}

// ... whether another copy of the log brought it, and to which mail it belongs.
Status Pipeline::Work::TakeNew(const Event& event, std::string_view text) {
  Result<bool> is_new = options.once ? IsCovered(event) : IsNew(event);
  if (!is_new) return is_new.error();
  if (!*is_new) {
    ++counts.already_loaded;
    return {};
  }
  LineRef kept = 0;
  if (IsEvidence(event)) {
    Result<LineRef> line = store.Keep(text);
    if (!line) return line.error();
    kept = *line;
  }
  grouper.Add(event, kept);
  if (store_failed) return *store_failed;
  return {};
}

Result<bool> Pipeline::Work::IsNew(const Event& event) {
  const SeenLine seen = SeenOf(event);
  log.recent.Add(seen);
  return ledger.IsNew(seen);
}

// Nothing is compared; the store must still know from when to when it reaches.
bool Pipeline::Work::IsCovered(const Event& event) {
  const std::int64_t second = event.time.second() / kSecond;
  if (covered.empty()) covered.assign(2, {second, 0});
  covered[0].second = std::min(covered[0].second, second);
  covered[1].second = std::max(covered[1].second, second);
  return true;
}

void Pipeline::Work::CountKind(const Event& event) {
  ++kinds[static_cast<std::size_t>(event.kind)];
  if (event.kind == LineKind::kNotALog) ++counts.skipped_lines;
  if (event.kind == LineKind::kOtherProgram) ++counts.other_lines;
  if (event.kind == LineKind::kUnrecognized) ++counts.unrecognized_lines;
}

// `mark`: how far the reader has come.
void Pipeline::Work::NoteMark(const LogMark& mark) {
  log.mark.head_length = mark.head_length;
  log.mark.head_hash = mark.head_hash;
  log.mark.position = mark.position;
  log.mark.tail_length = mark.tail_length;
  log.mark.tail_hash = mark.tail_hash;
  log.mark.cursor = mark.cursor;
  log.mark.last_time = log.last_time;
}

// Mails that were read in pieces, the later one first, are joined. (What the
// grouper remembers must be known first, or nothing would take its place.)
Status Pipeline::Work::EndOfLog() {
  if (Status status = Recollect(); !status) return status;
  grouper.EndOfLog();
  return Commit();
}

// What the lines since the last commit told is judged and stored. Rows and
// position go in together: kill the program anywhere, and the lines after the
// stored position are read again, and no others.
Status Pipeline::Work::Commit() {
  const group::Changes changes = grouper.Take();
  for (Mail* mail : changes.mails) classifier.JudgeMail(*mail);
  for (Reject* reject : changes.rejects) classifier.JudgeReject(*reject);
  for (Session* session : changes.sessions) classifier.JudgeSession(*session);
  store::Batch batch;
  batch.mails.assign(changes.mails.begin(), changes.mails.end());
  batch.leaving = changes.leaving;
  batch.rejects.assign(changes.rejects.begin(), changes.rejects.end());
  batch.sessions.assign(changes.sessions.begin(), changes.sessions.end());
  batch.seen = options.once ? std::exchange(covered, {}) : ledger.TakeNew();
  if (!options.once) batch.memory = grouper.Memory();
  const bool has_place = !log.mark.path.empty() && log.mark.path != "-";
  if (has_place && log.mark.position > 0) batch.marks.push_back(&log.mark);
  if (Status status = store.Save(batch); !status) return status;
  if (!batch.marks.empty()) NoteStored(log.mark);
  grouper.Settle();
  pending_lines = 0;
  if (options.committed) options.committed();
  return {};
}

// ---------------------------------------------------------------------------

Pipeline::Pipeline(store::Store& store, classify::Classifier& classifier,
                   const ReadOptions& options)
    : work_(std::make_unique<Work>(store, classifier, options)) {}
Pipeline::~Pipeline() = default;

Status Pipeline::Load(const std::vector<source::LogFile>& files,
                      const std::function<void(const Error&)>& failed) {
  const auto begin = std::chrono::steady_clock::now();
  const Result<store::Coverage> had = work_->store.Covers();
  if (!had) return had.error();
  const Status status = work_->LoadAll(files, failed);
  const Result<store::Coverage> has = work_->store.Covers();
  LoadCounts& counts = work_->counts;
  if (has) {
    counts.mails += has->mails - had->mails;
    counts.deliveries += has->deliveries - had->deliveries;
    counts.rejects += has->rejects - had->rejects;
    counts.sessions += has->sessions - had->sessions;
  }
  counts.seconds +=
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
          .count();
  return status;
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
