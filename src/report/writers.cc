// The table of output formats.
#include "report/writers.h"

#include <array>

#include "report/json.h"
#include "report/text.h"

namespace mailwhy::report {
namespace {

struct Row {
  const char* name;
  std::unique_ptr<Writer> (*make)(const Style& style);
};

constexpr std::array kWriters = {
    Row{"text", MakeTextWriter},
    Row{"json", MakeJsonWriter},
};

}  // namespace

std::unique_ptr<Writer> MakeWriter(std::string_view format,
                                   const Style& style) {
  for (const Row& row : kWriters) {
    if (format == row.name) return row.make(style);
  }
  return nullptr;
}

std::vector<std::string> WriterNames() {
  std::vector<std::string> names;
  for (const Row& row : kWriters) names.emplace_back(row.name);
  return names;
}

}  // namespace mailwhy::report
