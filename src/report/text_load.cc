// Lines by kind, for the text that `load` ends with.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "report/page.h"
#include "report/text.h"
#include "report/words.h"

namespace mailwhy::report {
namespace {

// These have been told of by then.
bool IsToldOf(std::string_view kind) {
  return kind == "not_a_log" || kind == "other_program" ||
         kind == "unrecognized";
}

// "   33 delivery", the numbers in a column.
std::vector<std::string> CellsOf(const LoadCounts& counts) {
  std::vector<std::string> cells;
  std::size_t widest = 0;
  for (const auto& kind : counts.by_kind) {
    if (IsToldOf(kind.first)) continue;
    const std::string number = std::to_string(kind.second);
    widest = std::max(widest, number.size());
    cells.push_back(std::string(widest - number.size(), ' ') + number + " " +
                    kind.first);
  }
  return cells;
}

std::size_t WidthOf(const std::vector<std::string>& cells) {
  std::size_t width = 0;
  for (const std::string& cell : cells) width = std::max(width, cell.size());
  return width;
}

}  // namespace

void AddKinds(const LoadCounts& counts, const Style& style, Page& page) {
  const Words& words = WordsOf(style.language);
  if (counts.unrecognized_lines > 0) {
    page.Paragraph(
        Fill(words.load_unknown, {{"n", std::to_string(counts.unrecognized_lines)}}));
  }
  const std::vector<std::string> cells = CellsOf(counts);
  if (cells.empty()) return;
  page.Section(words.load_kinds);
  constexpr std::size_t kIndent = 2, kGap = 3;
  const std::size_t width = WidthOf(cells) + kGap;
  const auto room = static_cast<std::size_t>(std::max(style.width, 0));
  const std::size_t columns = std::max<std::size_t>(
      1, (std::max(room, kIndent) - kIndent + kGap) / width);
  for (std::size_t i = 0; i < cells.size(); i += columns) {
    std::string row;
    for (std::size_t k = i; k < std::min(i + columns, cells.size()); ++k) {
      row.resize((k - i) * width, ' ');
      row += cells[k];
    }
    page.Verbatim(row);
  }
}

}  // namespace mailwhy::report
