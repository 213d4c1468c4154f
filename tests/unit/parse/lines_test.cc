// Every line of tests/lines/*.txt is read as it says there.
//
// MAILWHY_UPDATE_LINES=1 writes the files anew: read the difference before you
// commit it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "unit/parse/golden_lines.h"

namespace mailwhy::parse {
namespace {

std::vector<std::filesystem::path> Files() {
  std::vector<std::filesystem::path> files;
  const std::filesystem::path folder(MAILWHY_SOURCE_DIR "/tests/lines");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string ReadAll(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void Renew(const std::filesystem::path& file) {
  const std::string renewed = Renewed(ReadAll(file));
  std::ofstream(file, std::ios::binary) << renewed;
}

TEST_CASE("Golden lines: each is read as its file says") {
  const std::vector<std::filesystem::path> files = Files();
  REQUIRE(!files.empty());
  for (const std::filesystem::path& file : files) {
    if (std::getenv("MAILWHY_UPDATE_LINES") != nullptr) Renew(file);
    const std::vector<GoldenLine> lines = GoldenLinesOf(ReadAll(file));
    CHECK(!lines.empty());
    for (const GoldenLine& golden : lines) {
      INFO(file.filename().string() << ":" << golden.number);
      INFO(golden.line);
      CHECK(RenderedLine(golden.line) == golden.expected);
    }
  }
}

TEST_CASE("Golden lines: what daemons are known to say is recognized") {
  for (const std::filesystem::path& file : Files()) {
    if (file.stem() == "unknown") continue;
    for (const GoldenLine& golden : GoldenLinesOf(ReadAll(file))) {
      INFO(file.filename().string() << ":" << golden.number);
      CHECK(!golden.expected.starts_with("    unrecognized"));
    }
  }
}

TEST_CASE("Golden lines: the reader keeps comments and sees each line once") {
  const std::string text =
      "# about\n\nDec  5 18:38:12 mx01 postfix/qmgr[7]: 4104E3D: removed\n"
      "    wrong\n    fields\n# end\n";
  const auto lines = GoldenLinesOf(text);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].number == 3);
  CHECK(lines[0].expected == "    wrong\n    fields\n");
  CHECK(Renewed(text) ==
        "# about\n\nDec  5 18:38:12 mx01 postfix/qmgr[7]: 4104E3D: removed\n"
        "    removed\n    queue_id      4104E3D\n# end\n");
}

}  // namespace
}  // namespace mailwhy::parse
