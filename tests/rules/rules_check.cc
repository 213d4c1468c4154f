// rules_check [ID|FILE...]: what is wrong with patterns/causes/*.toml of the
// source tree, one line a fault; with arguments only what concerns those. The
// same check as `mailwhy rules test`, without having to build the files in
// first.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "classify/classifier.h"
#include "classify/rules.h"
#include "cli/line_failure.h"

namespace {

namespace fs = std::filesystem;
using mailwhy::EmbeddedFile;
using mailwhy::classify::Fault;

struct File {
  std::string name, content;
};

std::vector<File> ReadFiles(const fs::path& directory) {
  std::vector<File> files;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() != ".toml") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files.push_back({"patterns/causes/" + entry.path().filename().string(),
                     std::string(std::istreambuf_iterator<char>(in), {})});
  }
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a.name < b.name; });
  return files;
}

// Whether a fault's line is about one of the files asked for.
bool Asked(const std::string& fault, const std::vector<std::string>& stems) {
  if (stems.empty()) return true;
  return std::any_of(stems.begin(), stems.end(), [&](const std::string& stem) {
    return fault.find("/" + stem + ".toml") != std::string::npos;
  });
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> stems;
  for (int i = 1; i < argc; ++i) stems.push_back(fs::path(argv[i]).stem());
  const std::vector<File> files =
      ReadFiles(fs::path(MAILWHY_SOURCE_DIR) / "patterns" / "causes");
  std::vector<EmbeddedFile> embedded;
  for (const File& file : files) embedded.push_back({file.name, file.content});

  int failed = 0;
  const auto fail = [&](const std::string& fault) {
    if (!Asked(fault, stems)) return;
    std::cout << fault << "\n";
    ++failed;
  };
  std::vector<Fault> faults;
  const auto book = mailwhy::classify::ReadRulesFrom(embedded, {}, faults);
  for (const Fault& fault : faults) {
    const mailwhy::Error error = ErrorOf(fault);
    fail(error.what + ": " + error.why +
         (error.hint.empty() ? "" : " (" + error.hint + ")"));
  }
  const int checks =
      mailwhy::classify::CheckRules(book, mailwhy::cli::FailureOfLine, fail);
  std::cout << book.rules().size() << " causes, " << checks << " checks, "
            << failed << " failed\n";
  return failed == 0 ? 0 : 1;
}
