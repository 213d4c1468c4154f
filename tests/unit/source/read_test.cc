#include <fcntl.h>
#include <unistd.h>

#include "unit/source/files.h"

using namespace mailwhy;
using namespace mailwhy::source;

namespace {

Read ReadText(const std::string& text, const OpenOptions& options = {}) {
  return ReadAll(*OpenText(text, options));
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("lines come without their ends, and say where they end") {
  const Read read = ReadText("a\nbc\r\n\nlast\n");
  CHECK(read.lines == Lines{"a", "bc", "", "last"});
  CHECK(read.ends == std::vector<std::int64_t>{2, 6, 7, 12});
  CHECK(read.last_complete);
  CHECK(read.mark.position == 12);
}

TEST_CASE("a last line without its end is handed out and not counted") {
  const Read read = ReadText("a\nhalf");
  CHECK(read.lines == Lines{"a", "half"});
  CHECK_FALSE(read.last_complete);
  CHECK(read.ends.back() == 6);
  CHECK(read.mark.position == 2);
}

TEST_CASE("a carriage return that may be half an end is kept") {
  CHECK(ReadText("a\nhalf\r").lines.back() == "half\r");
}

TEST_CASE("nothing gives no lines") {
  CHECK(ReadText("").lines.empty());
  CHECK(ReadText("").mark.position == 0);
  CHECK(ReadText("\n").lines == Lines{""});
}

TEST_CASE("a byte order mark at the beginning is taken off, no other") {
  const Read read = ReadText(
      "\xEF\xBB\xBF"
      "a\n\xEF\xBB\xBF"
      "b\n");
  CHECK(read.lines == Lines{"a",
                            "\xEF\xBB\xBF"
                            "b"});
  CHECK(read.mark.position == 10);
}

TEST_CASE("NULs that a crash left before a line are taken off") {
  const std::string nuls(100, '\0');
  CHECK(ReadText("a\n" + nuls + "b\n").lines == Lines{"a", "b"});
  CHECK(ReadText(nuls).lines.empty());
  const std::string inside("x\0y", 3);
  CHECK(ReadText(inside + "\n").lines == Lines{inside});
}

TEST_CASE("a hole of NULs is passed over, however long") {
  const std::string hole(3'000'000, '\0');
  const Read read = ReadText("a\n" + hole + "b\nc\n");
  CHECK(read.lines == Lines{"a", "b", "c"});
  CHECK(read.ends == std::vector<std::int64_t>{2, 3'000'004, 3'000'006});
}

TEST_CASE("a line of any length is cut, and the next one is whole") {
  for (const std::size_t length :
       {kMaxLine - 1, kMaxLine, kMaxLine + 1, std::size_t{270'000},
        std::size_t{5'000'000}}) {
    CAPTURE(length);
    const std::string text = std::string(length, 'x') + "\nnext\n";
    const Read read = ReadText(text);
    REQUIRE(read.lines.size() == 2);
    CHECK(read.lines[0] == std::string(std::min(length, kMaxLine), 'x'));
    CHECK(read.lines[1] == "next");
    CHECK(read.ends[0] == static_cast<std::int64_t>(length) + 1);
    CHECK(read.mark.position == static_cast<std::int64_t>(text.size()));
  }
}

TEST_CASE("a long last line without its end leaves the mark before it") {
  const Read read = ReadText("a\n" + std::string(2'000'000, 'x'));
  REQUIRE(read.lines.size() == 2);
  CHECK(read.lines[1].size() == kMaxLine);
  CHECK_FALSE(read.last_complete);
  CHECK(read.mark.position == 2);
  CHECK(read.mark.tail_hash == ReadText("a\n").mark.tail_hash);
}

TEST_CASE("a log longer than any buffer comes through as it is") {
  const std::string text = LogText(50'000);
  const Read read = ReadText(text);
  CHECK(read.joined() == text);
  CHECK(read.mark.position == static_cast<std::int64_t>(text.size()));
}

TEST_CASE("every compression is told by its content") {
  const TempDir dir;
  const std::string text = LogText(20'000);
  for (const char* filter : {"gzip", "xz", "zstd", "bzip2", "compress"}) {
    CAPTURE(filter);
    const Read read = ReadFile(dir.Write("mail.log", Packed(text, filter)));
    CHECK(read.error == "");
    CHECK(read.joined() == text);
    CHECK(read.mark.head_hash == ReadText(text).mark.head_hash);
    CHECK(read.mark.tail_hash == ReadText(text).mark.tail_hash);
  }
}

TEST_CASE("gzip members in a row are one log, padding is passed over") {
  const TempDir dir;
  const std::string text = LogText(3'000);
  const std::string more = LogText(3'000, 3'000);
  const std::string packed = Packed(text, "gzip") + Packed(more, "gzip");
  CHECK(ReadFile(dir.Write("a.gz", packed)).joined() == text + more);
  const std::string padding(512, '\0');
  CHECK(ReadFile(dir.Write("b.gz", packed + padding)).joined() == text + more);
  const Read garbage = ReadFile(dir.Write("c.gz", packed + "garbage"));
  CHECK(garbage.joined() == text + more);
  CHECK(garbage.error == "");
}

TEST_CASE("a gzip file that is cut short gives its lines, then the error") {
  const TempDir dir;
  for (const int lines : {50, 20'000}) {
    CAPTURE(lines);
    const std::string text = LogText(lines);
    const std::string packed = Packed(text, "gzip");
    const Read read =
        ReadFile(dir.Write("mail.log.gz", packed.substr(0, packed.size() / 2)));
    CHECK(read.error.find("cut short") != std::string::npos);
    CHECK(read.lines.size() > static_cast<std::size_t>(lines) / 10);
    CHECK(text.rfind(read.joined(), 0) == 0);  // whole lines only
    CHECK(read.mark.position ==
          static_cast<std::int64_t>(read.joined().size()));
  }
}

TEST_CASE("other compressions that are cut short err too") {
  const TempDir dir;
  for (const char* filter : {"xz", "zstd", "bzip2"}) {
    CAPTURE(filter);
    const std::string packed = Packed(LogText(100'000), filter);
    const Read read =
        ReadFile(dir.Write("mail.log", packed.substr(0, packed.size() / 2)));
    CHECK(read.error.find("damaged or cut short") != std::string::npos);
    CHECK(LogText(100'000).rfind(read.joined(), 0) == 0);
  }
}

TEST_CASE("zstd frames in a row are one log; of a cut one all is handed out") {
  const TempDir dir;
  const std::string first = LogText(500), second = LogText(9'000, 500);
  const std::string packed = Packed(first, "zstd");
  const std::string both = packed + Packed(second, "zstd");
  const Read whole = ReadFile(dir.Write("whole.zst", both));
  CHECK(whole.error == "");
  CHECK(whole.joined() == first + second);
  for (const std::size_t cut :
       {std::size_t{1}, std::size_t{4}, both.size() - packed.size() - 5}) {
    CAPTURE(cut);
    const Read read =
        ReadFile(dir.Write("cut.zst", both.substr(0, both.size() - cut)));
    CHECK(read.error.find("cut short") != std::string::npos);
    CHECK(read.lines.size() >= 500);
    CHECK((first + second).rfind(read.joined(), 0) == 0);
  }
  const Read junk = ReadFile(dir.Write("junk.zst", packed + "junk"));
  CHECK(junk.lines.size() == 500);
  CHECK(junk.error != "");
}

TEST_CASE("a damaged gzip file gives what came before the damage") {
  const TempDir dir;
  std::string packed = Packed(LogText(20'000), "gzip");
  for (std::size_t i = 0; i < 50; ++i) packed[packed.size() / 2 + i] ^= 0x5A;
  const Read read = ReadFile(dir.Write("mail.log.gz", packed));
  CHECK(read.error != "");
  CHECK(read.lines.size() > 100);
}

TEST_CASE("an empty file and an empty packed file give nothing") {
  const TempDir dir;
  CHECK(ReadFile(dir.Write("mail.log", "")).lines.empty());
  CHECK(ReadFile(dir.Write("mail.log", "")).error == "");
  const Read packed = ReadFile(dir.Write("mail.log.gz", Packed("", "gzip")));
  CHECK(packed.lines.empty());
  CHECK(packed.error == "");
}

TEST_CASE("files that are no logs are refused, by what they are") {
  const TempDir dir;
  const std::string nuls(100, '\0');
  const auto why = [&](const std::string& content) {
    return ReadFile(dir.Write("f", content)).error;
  };
  CHECK(why("SQLite format 3" + nuls) == "not a log but an SQLite database");
  CHECK(why("\x7F"
            "ELF" +
            nuls) == "not a log but a program");
  CHECK(why("\x89PNG\r\n\x1A\n" + nuls) == "not a log: binary data");
  CHECK(why(nuls + "root" + nuls) == "not a log: binary data");  // utmp
  CHECK(why("PK\x03\x04" + nuls) == "not a log but a zip archive");
  CHECK(why(Packed("\x7F"
                   "ELF" +
                       nuls,
                   "gzip")) == "not a log but a program");
  std::string tar = "var/log/mail.log" + std::string(241, '\0') + "ustar";
  tar += nuls + "\n" + LogText(5);
  CHECK(why(tar) == "not a log but a tar archive");
  CHECK(why(Packed(tar, "gzip")) == "not a log but a tar archive");
}

TEST_CASE(
    "a log with some NULs is a log, and so is text without lines of one") {
  const TempDir dir;
  const std::string nuls(5'000, '\0');
  CHECK(ReadFile(dir.Write("f", nuls + LogText(3))).lines.size() == 3);
  CHECK(ReadFile(dir.Write("f", LogText(3) + nuls)).lines.size() == 3);
  CHECK(ReadFile(dir.Write("f", "<html>\nno log\n")).lines.size() == 2);
}

TEST_CASE("missing files and directories are refused in words") {
  const TempDir dir;
  CHECK(ReadFile(dir / "nothing").error == "no such file or directory");
  CHECK(ReadFile(dir.path()).error == "is a directory");
}

TEST_CASE("reading goes on in the middle with what came before") {
  const TempDir dir;
  const std::string text = LogText(40'000);
  const std::string plain = dir.Write("mail.log", text);
  const std::string packed = dir.Write("mail.log.gz", Packed(text, "gzip"));
  const auto line = static_cast<std::int64_t>(LogText(1).size());
  for (const std::int64_t lines : {1, 500, 30'000, 40'000}) {
    for (const std::string& path : {plain, packed}) {
      CAPTURE(lines);
      CAPTURE(path);
      OpenOptions options;
      options.start = lines * line;
      auto reader = Open(FileAt(path), options);
      REQUIRE(reader);
      const std::string preceding((*reader)->Preceding());
      const auto start = static_cast<std::size_t>(options.start);
      CHECK(preceding.size() <= 256 * 1024);
      CHECK(preceding.size() >= std::min<std::size_t>(start, 255 * 1024));
      CHECK(text.substr(start - preceding.size(), preceding.size()) ==
            preceding);
      CHECK(preceding.substr(0, 3) == "Dec");
      const LogMark before = (*reader)->Mark();
      const OpenOptions from_start;
      CHECK(before.position == options.start);
      const Read rest = ReadAll(**reader);
      CHECK(rest.joined() == text.substr(start));
      const Read whole = ReadFile(path, from_start);
      CHECK(rest.mark.position == whole.mark.position);
      CHECK(rest.mark.head_hash == whole.mark.head_hash);
      CHECK(rest.mark.tail_hash == whole.mark.tail_hash);
    }
  }
}

TEST_CASE("a start behind the end is an error") {
  const TempDir dir;
  OpenOptions options;
  options.start = 1'000'000;
  const std::string text = LogText(10);
  CHECK(ReadFile(dir.Write("a", text), options).error.find("shorter") !=
        std::string::npos);
  CHECK(ReadFile(dir.Write("b", Packed(text, "xz")), options)
            .error.find("shorter") != std::string::npos);
}

TEST_CASE("bytes on the disk tell how far it is") {
  const TempDir dir;
  const std::string packed = Packed(LogText(20'000), "gzip");
  auto reader = Open(FileAt(dir.Write("mail.log.gz", packed)), {});
  REQUIRE(reader);
  CHECK((*reader)->size_on_disk() == static_cast<std::int64_t>(packed.size()));
  ReadAll(**reader);
  CHECK((*reader)->bytes_on_disk() == static_cast<std::int64_t>(packed.size()));
}

TEST_CASE("a pipe is read as it comes, packed or plain") {
  const TempDir dir;
  const std::string text = LogText(200);
  for (const std::string& content : {text, Packed(text, "gzip")}) {
    const std::string fifo = dir / "fifo";
    REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
    // Both ends: the pipe holds all of it.
    const int fd = open(fifo.c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(fd >= 0);
    REQUIRE(write(fd, content.data(), content.size()) ==
            static_cast<ssize_t>(content.size()));
    auto reader = Open(FileAt(fifo), {});
    REQUIRE(reader);
    close(fd);
    CHECK(ReadAll(**reader).joined() == text);
    unlink(fifo.c_str());
  }
}

TEST_CASE("standard input is read under the name -") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log.gz", Packed(LogText(9), "gzip"));
  const int old = dup(STDIN_FILENO);
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(dup2(fd, STDIN_FILENO) >= 0);
  CHECK(ReadFile("-").joined() == LogText(9));
  dup2(old, STDIN_FILENO);
  close(old);
  close(fd);
}
