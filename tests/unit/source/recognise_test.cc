#include "unit/source/files.h"

using namespace mailwhy;
using namespace mailwhy::source;

namespace {

LogMark MarkOf(const std::string& text) {
  auto reader = OpenText(text, {});
  LogMark mark = ReadAll(*reader).mark;
  mark.id = static_cast<std::int64_t>(text.size());
  return mark;
}

std::int64_t Recognized(const std::string& path,
                        const std::vector<LogMark>& known) {
  const auto mark = Recognize(FileAt(path), known);
  REQUIRE(mark.ok());
  return *mark ? (*mark)->position : 0;
}

}  // namespace

TEST_CASE("a log is known again whatever its name and compression") {
  const TempDir dir;
  for (const int lines : {1, 5, 30, 20'000}) {
    CAPTURE(lines);
    const std::string text = LogText(lines);
    const LogMark mark = MarkOf(text);
    const auto size = static_cast<std::int64_t>(text.size());
    CHECK(Recognized(dir.Write("mail.log", text), {mark}) == size);
    CHECK(Recognized(dir.Write("copy", text), {mark}) == size);
    CHECK(Recognized(dir.Write("a.gz", Packed(text, "gzip")), {mark}) == size);
    CHECK(Recognized(dir.Write("a.xz", Packed(text, "xz")), {mark}) == size);
  }
}

TEST_CASE("a log that has grown is known again") {
  const TempDir dir;
  const std::string more = LogText(30'000);
  for (const int lines : {1, 10, 3'000}) {
    const std::string begun = LogText(lines);
    const auto size = static_cast<std::int64_t>(begun.size());
    CHECK(Recognized(dir.Write("mail.log", more), {MarkOf(begun)}) == size);
    CHECK(Recognized(dir.Write("g", Packed(more, "gzip")), {MarkOf(begun)}) ==
          size);
  }
}

TEST_CASE("of several marks the furthest that fits is taken") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", LogText(10'000));
  const std::vector<LogMark> marks{
      MarkOf(LogText(3)), MarkOf(LogText(9'999)), MarkOf(LogText(5'000)),
      MarkOf(LogText(5'001)), MarkOf(LogText(20'000))};
  CHECK(Recognized(path, marks) ==
        static_cast<std::int64_t>(LogText(9'999).size()));
}

TEST_CASE("another log is not taken for it") {
  const TempDir dir;
  const LogMark mark = MarkOf(LogText(5'000));
  CHECK(Recognized(dir.Write("other", LogText(5'000, 7)), {mark}) == 0);
  CHECK(Recognized(dir.Write("short", LogText(100)), {mark}) == 0);
  CHECK(Recognized(dir.Write("empty", ""), {mark}) == 0);
  // The same beginning, but other lines before the position.
  std::string changed = LogText(5'000);
  changed[changed.size() - 100] = '#';
  CHECK(Recognized(dir.Write("changed", changed), {mark}) == 0);
}

TEST_CASE("an empty mark fits nothing") {
  const TempDir dir;
  CHECK(Recognized(dir.Write("mail.log", LogText(3)), {LogMark()}) == 0);
}

TEST_CASE("marks that no reader made do no harm") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", LogText(500));
  LogMark odd = MarkOf(LogText(100));
  odd.tail_length = 1'000'000'000;
  CHECK(Recognized(path, {odd}) == 0);
  odd = MarkOf(LogText(100));
  odd.head_length = -5;
  CHECK(Recognized(path, {odd}) == 0);
  odd = MarkOf(LogText(100));
  odd.position = -1;
  CHECK(Recognized(path, {odd}) == 0);
}

TEST_CASE("a damaged file is known by what is left of it") {
  const TempDir dir;
  const std::string packed = Packed(LogText(20'000), "gzip");
  const std::string path =
      dir.Write("m.gz", packed.substr(0, packed.size() / 2));
  const LogMark mark = MarkOf(LogText(100));
  CHECK(Recognized(path, {mark}) == mark.position);
}

TEST_CASE("a missing file is an error, standard input is never known") {
  const TempDir dir;
  CHECK_FALSE(Recognize(FileAt(dir / "nothing"), {MarkOf("a\n")}).ok());
  CHECK(Recognized("-", {MarkOf("a\n")}) == 0);
}
