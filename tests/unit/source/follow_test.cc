#include "source/follow.h"

#include <chrono>
#include <thread>

#include "unit/source/files.h"

using namespace mailwhy;
using namespace mailwhy::source;

namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

std::unique_ptr<Follower> FollowFrom(const std::string& path,
                                     std::int64_t start = 0) {
  auto follower = Follow(path, start);
  REQUIRE(follower.ok());
  return std::move(*follower);
}

// All that is new; "== new" stands before the first line of a new file.
Lines NewsOf(Follower& follower) {
  Lines lines;
  for (;;) {
    const auto news = follower.Next();
    REQUIRE(news.ok());
    if (news->lines.empty()) return lines;
    if (news->new_file) lines.push_back("== new");
    for (const RawLine& line : news->lines) lines.emplace_back(line.text);
  }
}

}  // namespace

TEST_CASE("what is written is news once") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", "a\nb\n");
  auto follower = FollowFrom(path);
  CHECK(NewsOf(*follower) == Lines{"a", "b"});
  CHECK(NewsOf(*follower).empty());
  dir.Append("mail.log", "c\n");
  CHECK(NewsOf(*follower) == Lines{"c"});
  CHECK(follower->Mark().position == 6);
}

TEST_CASE("a line without its end is held back until it has one") {
  const TempDir dir;
  auto follower = FollowFrom(dir.Write("mail.log", "a\nha"));
  CHECK(NewsOf(*follower) == Lines{"a"});
  dir.Append("mail.log", "lf");
  CHECK(NewsOf(*follower).empty());
  CHECK(follower->Mark().position == 2);
  dir.Append("mail.log", "\nb\n");
  CHECK(NewsOf(*follower) == Lines{"half", "b"});
}

TEST_CASE("following goes on where it was left") {
  const TempDir dir;
  auto follower = FollowFrom(dir.Write("mail.log", "a\nb\nc\n"), 2);
  CHECK(follower->Preceding() == "a\n");
  CHECK(NewsOf(*follower) == Lines{"b", "c"});
}

TEST_CASE("a file that is shorter than where it was left is a new one") {
  const TempDir dir;
  auto follower = FollowFrom(dir.Write("mail.log", "a\n"), 1'000);
  CHECK(NewsOf(*follower) == Lines{"== new", "a"});
}

TEST_CASE("after renaming the old file is read to its end, then the new one") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", "a\n");
  auto follower = FollowFrom(path);
  CHECK(NewsOf(*follower) == Lines{"a"});
  fs::rename(path, dir / "mail.log.1");
  dir.Append("mail.log.1", "b\n");
  CHECK(NewsOf(*follower) == Lines{"b"});
  // The new one is there but empty: the writer may still have the old one.
  dir.Write("mail.log", "");
  CHECK(NewsOf(*follower).empty());
  dir.Append("mail.log.1", "c\n");
  CHECK(NewsOf(*follower) == Lines{"c"});
  dir.Append("mail.log.1", "d\n");
  dir.Append("mail.log", "e\n");
  CHECK(NewsOf(*follower) == Lines{"d", "== new", "e"});
  CHECK(follower->Mark().position == 2);
  dir.Append("mail.log", "f\n");
  CHECK(NewsOf(*follower) == Lines{"f"});
}

TEST_CASE("the last line of a renamed file comes though it has no end") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", "a\nhalf");
  auto follower = FollowFrom(path);
  CHECK(NewsOf(*follower) == Lines{"a"});
  fs::rename(path, dir / "mail.log.1");
  dir.Write("mail.log", "b\n");
  CHECK(NewsOf(*follower) == Lines{"half", "== new", "b"});
}

TEST_CASE("two rotations at once lose nothing") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", "a\n");
  auto follower = FollowFrom(path);
  CHECK(NewsOf(*follower) == Lines{"a"});
  fs::rename(path, dir / "mail.log.2");
  dir.Append("mail.log.2", "b\n");
  dir.Write("mail.log.1", "c\n");
  dir.Write("mail.log", "d\n");
  CHECK(NewsOf(*follower) == Lines{"b", "== new", "c", "== new", "d"});
}

TEST_CASE("a file in between that was packed already is read too") {
  const TempDir dir;
  const std::string path = dir.Write("maillog", "a\n");
  auto follower = FollowFrom(path);
  CHECK(NewsOf(*follower) == Lines{"a"});
  fs::rename(path, dir / "maillog-20221204");
  dir.Write("maillog-20221205.gz", Packed("b\nc\n", "gzip"));
  dir.Write("maillog", "d\n");
  CHECK(NewsOf(*follower) == Lines{"== new", "b", "c", "== new", "d"});
}

TEST_CASE("a deleted file that comes again is a new one") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", "a\n");
  auto follower = FollowFrom(path);
  CHECK(NewsOf(*follower) == Lines{"a"});
  fs::remove(path);
  CHECK(NewsOf(*follower).empty());
  dir.Write("mail.log", "b\n");
  CHECK(NewsOf(*follower) == Lines{"== new", "b"});
}

TEST_CASE("a file that was cut to nothing is read from its beginning") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", "aaaa\nbbbb\nha");
  auto follower = FollowFrom(path);
  CHECK(NewsOf(*follower) == Lines{"aaaa", "bbbb"});
  fs::resize_file(path, 0);
  CHECK(NewsOf(*follower).empty());
  dir.Append("mail.log", "c\n");
  CHECK(NewsOf(*follower) == Lines{"== new", "c"});
}

TEST_CASE("a file cut to where it was read, in a line without end, is new") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", "a\nhalf");
  auto follower = FollowFrom(path);
  CHECK(NewsOf(*follower) == Lines{"a"});
  fs::resize_file(path, 2);
  dir.Append("mail.log", "b\n");
  CHECK(NewsOf(*follower) == Lines{"== new", "a", "b"});
}

TEST_CASE("a file that was cut and is longer already is known by its head") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", LogText(5));
  auto follower = FollowFrom(path);
  CHECK(NewsOf(*follower).size() == 5);
  dir.Write("mail.log", LogText(20, 100));  // the same file, truncated
  const Lines news = NewsOf(*follower);
  CHECK(news.size() == 21);
  CHECK(news.front() == "== new");
}

TEST_CASE("copytruncate: what was not yet read is found in the copy") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", LogText(100));
  auto follower = FollowFrom(path);
  CHECK(NewsOf(*follower).size() == 100);
  dir.Append("mail.log", LogText(3, 100));
  SUBCASE("plain") { fs::copy_file(path, dir / "mail.log.1"); }
  SUBCASE("packed") {
    dir.Write("mail.log.1.gz", Packed(LogText(103), "gzip"));
  }
  fs::resize_file(path, 0);
  dir.Append("mail.log", LogText(2, 103));
  const Lines news = NewsOf(*follower);
  REQUIRE(news.size() == 6);
  CHECK(news[0] + "\n" == LogText(1, 100));
  CHECK(news[2] + "\n" == LogText(1, 102));
  CHECK(news[3] == "== new");
  CHECK(news[4] + "\n" == LogText(1, 103));
}

TEST_CASE("a file may appear later") {
  const TempDir dir;
  auto follower = FollowFrom(dir / "mail.log");
  CHECK(NewsOf(*follower).empty());
  CHECK(follower->Mark().position == 0);
  dir.Write("mail.log", "a\n");
  CHECK(NewsOf(*follower) == Lines{"== new", "a"});
}

TEST_CASE("a symbolic link that moves leads to a new file") {
  const TempDir dir;
  dir.Write("mail-1", "a\n");
  fs::create_symlink(dir / "mail-1", dir / "current");
  auto follower = FollowFrom(dir / "current");
  CHECK(NewsOf(*follower) == Lines{"a"});
  dir.Append("mail-1", "b\n");
  dir.Write("mail-2", "c\n");
  fs::remove(dir / "current");
  fs::create_symlink(dir / "mail-2", dir / "current");
  CHECK(NewsOf(*follower) == Lines{"b", "== new", "c"});
}

TEST_CASE("what cannot be followed is refused") {
  const TempDir dir;
  CHECK_FALSE(Follow(dir / "no/such/mail.log", 0).ok());
  CHECK_FALSE(Follow("-", 0).ok());
  const std::string binary(
      "\x7F"
      "ELF\0\0\0\0",
      8);
  CHECK_FALSE(Follow(dir.Write("binary", binary), 0).ok());
}

TEST_CASE("waiting ends when something is written, or in time") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", "a\n");
  auto follower = FollowFrom(path);
  CHECK(NewsOf(*follower) == Lines{"a"});
  using Clock = std::chrono::steady_clock;
  auto begin = Clock::now();
  follower->Wait(50);
  CHECK(Clock::now() - begin >= std::chrono::milliseconds(45));

  begin = Clock::now();
  std::thread writer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    dir.Append("mail.log", "b\n");
  });
  follower->Wait(20'000);
  CHECK(Clock::now() - begin < std::chrono::seconds(10));
  writer.join();
  CHECK(NewsOf(*follower) == Lines{"b"});
}

TEST_CASE("a writer that rotates at full speed loses nothing") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", "");
  auto follower = FollowFrom(path);
  constexpr int kLines = 20'000;
  std::thread writer([&] {
    int rotation = 0;
    std::ofstream log(path, std::ios::app);
    for (int i = 0; i < kLines; ++i) {
      log << i << '\n';
      if (i % 1'000 != 999) continue;
      // As rsyslog does it: renamed while open, reopened later.
      fs::rename(path,
                 dir / ("mail.log-202212" + std::to_string(10 + rotation++)));
      log << "after " << i << '\n';
      log.flush();
      log.close();
      log.open(path, std::ios::app);
    }
  });
  int next = 0;
  int after = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (next < kLines && std::chrono::steady_clock::now() < end) {
    for (const std::string& line : NewsOf(*follower)) {
      if (line == "== new") continue;
      if (line.rfind("after", 0) == 0) {
        ++after;
      } else {
        REQUIRE(line == std::to_string(next));
        ++next;
      }
    }
    follower->Wait(20);
  }
  writer.join();
  CHECK(next == kLines);
  CHECK(after >= kLines / 1'000 - 1);
}
