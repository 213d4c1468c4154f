// In which year a yearless log begins (INTERFACE "Log times"). The pieces of
// one log that rotation cut are looked at together: files may have lost their
// own times (copied, unpacked), and several years may lie in one directory.
#include <sys/stat.h>

#include <utility>

#include "pipeline/work.h"

namespace mailwhy {
namespace {

// When the newest line that is there can have been written.
Micros NewestAt(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return Now();
  return info.st_mtim.tv_sec * kSecond + info.st_mtim.tv_nsec / 1000;
}

// One file of a family, as far as its years are asked for.
struct Piece {
  const source::LogFile* file = nullptr;
  std::string first_line;  // with a time
  Micros first_time = 0;   // 0: not known (yet)
  parse::YearSurvey survey;
  int start_year = 0;
};

// Reads the first line that has a time; false where there is none.
bool ReadFirst(std::span<const RawLine> lines, parse::Parser& parser,
               Piece& piece) {
  for (const RawLine& line : lines) {
    const Event& event = parser.Parse(line.text);
    if (event.kind == LineKind::kNotALog) continue;
    piece.first_line = line.text;
    piece.first_time = event.time.at;
    return true;
  }
  return false;
}

// Looks through a file, to its end where its lines have no years. What cannot
// be read ends it: that is told when it is loaded.
void LookThrough(source::Reader& reader, const Zone& zone, Piece& piece) {
  parse::Parser parser(zone);
  parser.Begin(0, 0);
  while (true) {
    const Result<std::span<const RawLine>> lines = reader.Next();
    if (!lines || lines->empty()) break;
    for (const RawLine& line : *lines) piece.survey.See(line.text);
    const bool begun =
        !piece.first_line.empty() || ReadFirst(*lines, parser, piece);
    if (begun && !piece.survey.yearless()) return;
  }
  if (piece.survey.yearless()) piece.first_time = 0;
}

// `newest`: when the file's newest line can have been written at the latest;
// `next`: the piece after it, if any is known.
void DatePiece(int start_year, const Piece* next, const Zone& zone,
               Piece& piece) {
  piece.start_year = start_year;
  const bool is_copy = next != nullptr && next->start_year != 0 &&
                       next->first_line == piece.first_line;
  if (is_copy) {
    piece.start_year = next->start_year;
  } else if (next != nullptr && next->first_time != 0) {
    piece.start_year =
        piece.survey.StartYearBefore(next->first_time, start_year, zone);
  }
  piece.first_time = piece.survey.FirstTime(piece.start_year, zone);
}

// From the newest piece back to the oldest.
void DateAll(const ReadOptions& options, std::vector<Piece>& pieces) {
  const Piece* next = nullptr;
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
    if (piece->survey.yearless()) {
      const int year = StartYear(piece->survey, options, piece->file->newest);
      DatePiece(year, next, options.zone, *piece);
    }
    if (piece->first_time != 0) next = &*piece;
  }
}

// Whether the moment that is asked for lies within the pieces as they are
// dated.
bool Cover(const std::vector<Piece>& pieces, Micros asked) {
  const Micros end = pieces.back().file->newest + kDay;
  return pieces.front().first_time != 0 &&
         pieces.front().first_time <= asked + kDay && asked <= end;
}

}  // namespace

// What lies behind `file` in its family, and itself.
std::vector<source::LogFile> Pipeline::Work::PiecesFrom(
    const source::LogFile& file) const {
  std::vector<source::LogFile> pieces{file};
  bool behind = false;
  for (const source::LogFile& each : files) {
    if (behind && !file.family.empty() && each.family == file.family) {
      pieces.push_back(each);
    }
    behind = behind || each.path == file.path;
  }
  return pieces;
}

// The year of a yearless file's first line; 0 where its lines have years.
int Pipeline::Work::YearOf(const source::LogFile& file) {
  const auto planned = start_years.find(file.path);
  if (planned != start_years.end()) return planned->second;
  const std::vector<source::LogFile> family = PiecesFrom(file);
  std::vector<Piece> pieces;
  for (const source::LogFile& each : family) {
    Piece piece;
    piece.file = &each;
    const auto known = source::Recognize(each, marks);
    if (known && *known) {
      piece.first_time = (*known)->first_time;
    } else if (auto reader = source::Open(each, OpenOptionsOf(each))) {
      LookThrough(**reader, options.zone, piece);
    }
    pieces.push_back(std::move(piece));
  }
  ReadOptions by_files = options;
  by_files.asked.reset();
  DateAll(by_files, pieces);
  // A single file is of the year asked for; several, where they can be.
  if (options.asked && (pieces.size() == 1 || !Cover(pieces, *options.asked))) {
    for (Piece& piece : pieces) piece.start_year = 0;
    DateAll(options, pieces);
  }
  for (const Piece& piece : pieces) {
    if (piece.survey.yearless()) {
      start_years[piece.file->path] = piece.start_year;
    }
  }
  return start_years[file.path];
}

// Where a log cannot be looked through (a pipe, a log that is being followed),
// its first lines tell the year of the first one. The time of a log that is
// written to is now; that of one that is no longer, when it was.
void Pipeline::Work::BeginYears(std::span<const RawLine> lines) {
  parse::YearSurvey survey;
  for (const RawLine& line : lines) survey.See(line.text);
  if (!survey.yearless()) return;
  const bool follows = before.last_time != 0 && before.family == log.family &&
                       !log.family.empty();
  log.mark.start_year =
      follows ? survey.StartYearNear(before.last_time, options.zone)
              : StartYear(survey, options, NewestAt(log.mark.path));
  parser.Begin(log.mark.start_year, 0);
}

}  // namespace mailwhy
