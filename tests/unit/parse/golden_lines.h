// Golden lines: tests/lines/*.txt, log lines with what is read of them. The
// form is told in tests/lines/README.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/event.h"

namespace mailwhy::parse {

// A log line and the indented lines below it.
struct GoldenLine {
  std::string line;
  std::string expected;
  int number = 0;  // in the file, from 1
};

std::vector<GoldenLine> GoldenLinesOf(std::string_view file_text);

// The kind and each field that is not empty, indented, one a line.
std::string Rendered(const Event& event);
std::string RenderedLine(const std::string& line);

// The file with what is read now in place of what was expected. Comments and
// blank lines stay.
std::string Renewed(std::string_view file_text);

}  // namespace mailwhy::parse
