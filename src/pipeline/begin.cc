// How a log begins: which one it is, from where it goes on, in which year, and
// which lines it brought before. The lines themselves: ../pipeline.cc.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

#include "base/text.h"
#include "pipeline/work.h"

namespace mailwhy {
namespace {

// Joining is for what people paste, never for the logs of a server.
constexpr std::int64_t kMostPasted = 1 << 20;
// A file that was written to within this time may end in half a line.
constexpr auto kStillGrowing = std::chrono::seconds(60);

bool WrittenJustNow(const std::string& path) {
  std::error_code failed;
  const auto written = std::filesystem::last_write_time(path, failed);
  return !failed && std::filesystem::file_time_type::clock::now() - written <
                        kStillGrowing;
}

// Whether the first line that has a time has its year, too.
bool YearIsGiven(std::span<const RawLine> lines) {
  parse::YearSurvey survey;
  for (const RawLine& line : lines) {
    if (survey.See(line.text)) return !survey.yearless();
  }
  return false;
}

}  // namespace

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

void Pipeline::Work::NoteStored(const LogMark& mark) {
  const auto known =
      std::find_if(marks.begin(), marks.end(),
                   [&](const LogMark& each) { return each.id == mark.id; });
  if (known != marks.end()) {
    *known = mark;
  } else {
    marks.push_back(mark);
  }
}

source::OpenOptions Pipeline::Work::OpenOptionsOf(
    const source::LogFile& file) const {
  source::OpenOptions open;
  open.join_pasted = options.join_pasted && SizeOnDisk(file.path) < kMostPasted;
  return open;
}

// Which log this is, from where to go on, and then its lines.
Status Pipeline::Work::LoadFile(const source::LogFile& file,
                                const Failed& failed) {
  ++counts.files;
  if (Status status = Recollect(); !status) return status;
  const Result<std::optional<LogMark>> known = source::Recognize(file, marks);
  if (!known) {
    failed(known.error());
    return {};
  }
  log = OpenLog{};
  log.family = file.family;
  log.mark.path = file.path;
  log.take_unfinished =
      !options.growing || file.path == "-" || !WrittenJustNow(file.path);
  return *known ? Continue(file, **known, failed) : Start(file, failed);
}

// A log that was seen before. Where its lines themselves are asked for, it is
// read from its beginning all the same.
Status Pipeline::Work::Continue(const source::LogFile& file,
                                const LogMark& stored, const Failed& failed) {
  LogMark known = stored;
  if (options.unrecognized) {
    known.position = known.lines = 0;
    known.last_time = 0;
    known.cursor.clear();
  }
  source::OpenOptions open = OpenOptionsOf(file);
  open.start = known.position;
  open.cursor = known.cursor;
  const Result<std::unique_ptr<source::Reader>> reader =
      source::Open(file, open);
  if (!reader) {
    failed(reader.error());
    return {};
  }
  counts.already_loaded += known.lines;
  log.mark = known;
  log.mark.path = file.path;
  log.last_time = known.last_time;
  parser.Begin(known.start_year, known.last_time);
  if (Status status = BeginLog(known.first_time); !status) return status;
  if (Status status = Recount((*reader)->Preceding()); !status) return status;
  return ReadLines(**reader, {}, failed);
}

// A log that was not seen before. In a yearless one the year of the first line
// depends on the last: the whole file is looked through first (years.cc).
Status Pipeline::Work::Start(const source::LogFile& file,
                             const Failed& failed) {
  const Result<std::unique_ptr<source::Reader>> reader =
      source::Open(file, OpenOptionsOf(file));
  if (!reader) {
    failed(reader.error());
    return {};
  }
  const Result<std::span<const RawLine>> lines = (*reader)->Next();
  if (!lines) {
    failed(lines.error());
    return {};
  }
  if (lines->empty()) return {};
  parser.Begin(0, 0);
  if (file.path != "-" && !YearIsGiven(*lines)) {
    log.mark.start_year = YearOf(file);
    parser.Begin(log.mark.start_year, 0);
  }
  return ReadLines(**reader, *lines, failed);
}

// A log's first time is known: is it the next piece of the one before, cut by
// rotation, or a log of its own?
Status Pipeline::Work::BeginLog(Micros first_time) {
  log.begun = true;
  log.mark.first_time = first_time;
  if (before.GoesOnIn(log.family, first_time)) {
    const auto carried = before.recent.Since(first_time - kOverlap);
    if (log.mark.id == 0) log.mark.carried = PackLines(carried);
    for (const SeenLine& line : carried) log.recent.Add(line);
    return {};
  }
  if (pending_lines > 0) {
    if (Status status = Commit(); !status) return status;
  }
  if (Status status = ledger.BeginLog(); !status) return status;
  for (const SeenLine& line : UnpackLines(log.mark.carried)) {
    log.recent.Add(line);
    if (Status status = ledger.Again(line); !status) return status;
  }
  return {};
}

// Going on in the middle of a log: which lines of its last seconds it has
// brought already. `preceding`: whole lines, up to where it goes on.
Status Pipeline::Work::Recount(std::string_view preceding) {
  parse::YearSurvey survey;
  for (std::string_view line : Split(preceding, '\n')) survey.See(line);
  parse::Parser again(options.zone);
  again.Begin(survey.StartYear(log.mark.last_time, options.zone), 0);
  for (std::string_view line : Split(preceding, '\n')) {
    if (EndsWith(line, "\r")) line.remove_suffix(1);
    const Event& event = again.Parse(line);
    if (event.kind == LineKind::kNotALog ||
        event.kind == LineKind::kOtherProgram ||
        event.kind == LineKind::kCompanion ||
        event.time.at < log.mark.last_time - kOverlap) {
      continue;
    }
    const SeenLine seen = SeenOf(event);
    log.recent.Add(seen);
    if (Status status = ledger.Again(seen); !status) return status;
  }
  return {};
}

}  // namespace mailwhy
