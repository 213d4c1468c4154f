// The tables `seen` and `mark`: which log lines the store has had, and how far
// each log was read.
#include <algorithm>

#include "store/sqlite/codec.h"
#include "store/sqlite/write_other.h"

namespace mailwhy::store::sqlite {
namespace {

constexpr std::size_t kLinesInRow = 4096;
constexpr std::int64_t kSecondsInRow = 86'400;

std::int64_t Signed(std::uint64_t hash) {
  return static_cast<std::int64_t>(hash);
}

// The end of the row that begins at `first`.
const SeenLine* RowEnd(const SeenLine* first, const SeenLine* last) {
  const SeenLine* end = first;
  while (end != last && static_cast<std::size_t>(end - first) < kLinesInRow &&
         end->second - first->second <= kSecondsInRow) {
    ++end;
  }
  return end;
}

// The cursor stands behind the carried lines, of which none has a slash.
constexpr char kBeforeCursor = '/';

std::string PackCarried(const LogMark& mark) {
  if (mark.cursor.empty()) return mark.carried;
  return mark.carried + kBeforeCursor + mark.cursor;
}

void UnpackCarried(std::string_view packed, LogMark* mark) {
  const std::size_t slash = packed.find(kBeforeCursor);
  mark->carried = packed.substr(0, slash);
  if (slash != std::string_view::npos) mark->cursor = packed.substr(slash + 1);
}

LogMark ReadMark(const Statement& row) {
  LogMark mark;
  mark.id = row.GetNumber(0);
  mark.head_length = row.GetNumber(1);
  mark.head_hash = static_cast<std::uint64_t>(row.GetNumber(2));
  mark.position = row.GetNumber(3);
  mark.tail_length = row.GetNumber(4);
  mark.tail_hash = static_cast<std::uint64_t>(row.GetNumber(5));
  mark.lines = row.GetNumber(6);
  mark.start_year = static_cast<int>(row.GetNumber(7));
  mark.first_time = row.GetNumber(8);
  mark.last_time = row.GetNumber(9);
  mark.path = row.GetText(10);
  UnpackCarried(row.GetBlob(11), &mark);
  return mark;
}

}  // namespace

SeenTable::SeenTable(Db& db)
    : put_(db,
           "INSERT INTO seen(first_second, last_second, lines)"
           " VALUES(?, ?, ?)"),
      get_(db,
           "SELECT first_second, lines FROM seen"
           " WHERE first_second BETWEEN ? AND ? AND last_second >= ?") {}

void SeenTable::Save(std::vector<SeenLine> lines) {
  std::sort(lines.begin(), lines.end());
  const SeenLine* first = lines.data();
  const SeenLine* const last = first + lines.size();
  while (first != last) {
    const SeenLine* end = RowEnd(first, last);
    const std::string packed = PackSeen(first, end);
    put_.Number(1, first->second)
        .Number(2, (end - 1)->second)
        .Blob(3, packed)
        .Run();
    first = end;
  }
}

std::vector<SeenLine> SeenTable::Read(std::int64_t first_second,
                                      std::int64_t last_second) {
  std::vector<SeenLine> found;
  const Use get(get_);
  get_.Number(1, first_second - kSecondsInRow)
      .Number(2, last_second)
      .Number(3, first_second);
  while (get_.Step()) {
    for (const SeenLine& line :
         UnpackSeen(get_.GetNumber(0), get_.GetBlob(1))) {
      const bool within =
          line.second >= first_second && line.second <= last_second;
      if (within) found.push_back(line);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

MemoryTable::MemoryTable(Db& db)
    : put_(db, "INSERT OR REPLACE INTO memory(id, data) VALUES(1, ?)"),
      get_(db, "SELECT data FROM memory") {}

void MemoryTable::Save(std::string_view memory) { put_.Blob(1, memory).Run(); }

std::string MemoryTable::Read() {
  const Use get(get_);
  return get_.Step() ? std::string(get_.GetBlob(0)) : std::string();
}

MarkTable::MarkTable(Db& db)
    : db_(db),
      put_(db,
           "INSERT OR REPLACE INTO mark(id, head_length, head_hash, position,"
           " tail_length, tail_hash, lines, start_year, first_time, last_time,"
           " path, carried) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)"),
      get_(db,
           "SELECT id, head_length, head_hash, position, tail_length,"
           " tail_hash, lines, start_year, first_time, last_time, path, carried"
           " FROM mark ORDER BY id") {}

void MarkTable::Save(LogMark& mark) {
  put_.Number(1, mark.id != 0 ? Number(mark.id) : Number())
      .Number(2, mark.head_length)
      .Number(3, Signed(mark.head_hash))
      .Number(4, mark.position)
      .Number(5, mark.tail_length)
      .Number(6, Signed(mark.tail_hash))
      .Number(7, mark.lines)
      .Number(8, std::int64_t{mark.start_year})
      .Number(9, mark.first_time)
      .Number(10, mark.last_time)
      .Text(11, mark.path)
      .Blob(12, PackCarried(mark))
      .Run();
  if (mark.id == 0) mark.id = sqlite3_last_insert_rowid(db_.handle());
}

std::vector<LogMark> MarkTable::Read() {
  std::vector<LogMark> marks;
  const Use get(get_);
  while (get_.Step()) marks.push_back(ReadMark(get_));
  return marks;
}

}  // namespace mailwhy::store::sqlite
