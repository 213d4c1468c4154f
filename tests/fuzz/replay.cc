// Runs a fuzz target over files, for builds without libFuzzer: each file that
// does no harm has passed. A target that finds a fault ends the program; the
// last name shown is that of the file.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz/target.h"

namespace {

using Paths = std::vector<std::filesystem::path>;

Paths FilesIn(int argc, char** argv) {
  Paths paths;
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::is_directory(argv[i])) {
      paths.emplace_back(argv[i]);
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

bool Run(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  if (file.bad() || !file.is_open()) return false;
  const mailwhy::fuzz::Exactly input({bytes.data(), bytes.size()});
  LLVMFuzzerTestOneInput(
      reinterpret_cast<const std::uint8_t*>(input.view().data()),
      input.view().size());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  int passed = 0, failed = 0;
  for (const std::filesystem::path& path : FilesIn(argc, argv)) {
    std::printf("%s\n", path.c_str());
    std::fflush(stdout);
    ++(Run(path) ? passed : failed);
  }
  if (passed + failed == 0) {
    std::printf("no files: a corpus is needed\n");
    failed = 1;
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
