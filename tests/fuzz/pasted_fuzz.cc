// source/: any text as lines, as it is and as somebody pasted it.
#include "base/text.h"
#include "fuzz/target.h"
#include "source/source.h"

namespace mailwhy::fuzz {
namespace {

struct Read {
  std::string text;  // the lines, joined again
  std::vector<std::int64_t> ends;
};

Read ReadAll(std::string_view text, const source::OpenOptions& options) {
  const auto reader = source::OpenText(std::string(text), options);
  const auto size = static_cast<std::int64_t>(text.size());
  Read read;
  std::int64_t before = options.start;
  for (bool more = true; more;) {
    const auto lines = reader->Next();
    Require(lines.ok(), "text in memory can be read");
    more = !lines->empty();
    for (const RawLine& line : *lines) {
      Require(line.text.size() <= source::kMaxLine, "long lines are cut");
      Require(line.end_offset > before && line.end_offset <= size,
              "lines end one after the other, within the text");
      before = line.end_offset;
      read.text += line.text;
      read.text += '\n';
      if (line.complete) read.ends.push_back(line.end_offset);
    }
    const LogMark mark = reader->Mark();
    Require(mark.position <= size && mark.tail_length <= mark.position,
            "the mark lies within the text");
  }
  Require(reader->Next()->empty(), "the end stays the end");
  return read;
}

// What a run reads that goes on where another stopped.
void CheckGoingOn(std::string_view text, const Read& all) {
  if (all.ends.size() < 2) return;
  const std::int64_t middle = all.ends[all.ends.size() / 2];
  source::OpenOptions options;
  options.start = middle;
  const Read rest = ReadAll(text, options);
  Require(EndsWith(all.text, rest.text), "going on brings the rest");
  const std::size_t before = all.ends.size() / 2 + 1;
  Require(rest.ends.size() == all.ends.size() - before,
          "going on brings as many lines as are left");
}

void Run(std::string_view text) {
  const Read plain = ReadAll(text, {});
  CheckGoingOn(text, plain);
  source::OpenOptions pasted;
  pasted.join_pasted = true;
  const Read joined = ReadAll(text, pasted);
  Require(joined.ends.size() <= plain.ends.size(), "joining makes no lines");
}

}  // namespace
}  // namespace mailwhy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes,
                                      std::size_t size) {
  mailwhy::fuzz::Run(mailwhy::fuzz::TextOf(bytes, size));
  return 0;
}
