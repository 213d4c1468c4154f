// source/: any bytes as a log file, of whatever compression they may be; and
// the same file known again by its mark.
#include "fuzz/memory_file.h"
#include "fuzz/target.h"
#include "source/source.h"

namespace mailwhy::fuzz {
namespace {

// Enough of what a small file can be unpacked to.
constexpr std::int64_t kEnough = 8 << 20;

source::LogFile LogIn(const MemoryFile& memory) {
  source::LogFile file;
  file.path = memory.path();
  return file;
}

// Reads until the end, an error or enough.
bool ReadAll(source::Reader& reader) {
  std::int64_t before = 0;
  while (before < kEnough) {
    const auto lines = reader.Next();
    if (!lines) {
      Require(!lines.error().why.empty(), "an error says why");
      return false;
    }
    if (lines->empty()) return true;
    for (const RawLine& line : *lines) {
      Require(line.end_offset > before, "lines end one after the other");
      Require(line.text.size() <= source::kMaxLine, "long lines are cut");
      before = line.end_offset;
    }
  }
  return false;
}

void Run(std::string_view bytes) {
  const MemoryFile memory(bytes);
  const auto reader = source::Open(LogIn(memory), {});
  if (!reader) {
    Require(!reader.error().why.empty(), "an error says why");
    return;
  }
  const bool whole = ReadAll(**reader);
  const LogMark mark = (*reader)->Mark();
  if (mark.position == 0 || !whole) return;
  const auto known = source::Recognize(LogIn(memory), {mark});
  Require(known.ok() && known->has_value(), "a file is known by its mark");
  Require((*known)->position == mark.position, "and by how far it was read");
}

}  // namespace
}  // namespace mailwhy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes,
                                      std::size_t size) {
  mailwhy::fuzz::Run(mailwhy::fuzz::TextOf(bytes, size));
  return 0;
}
