// The same lines from several files: copies, rotations, compressed ones, and
// equal lines of one log (INTERFACE.md, "What is one what", Line).
#include <fmt/format.h>

#include "unit/pipeline/loads.h"

using namespace mailwhy;
namespace fs = std::filesystem;

namespace {

ReadOptions In2022() {
  ReadOptions options;
  options.year = 2022;
  return options;
}

struct Loads2022 : Loads {
  Loads2022() { options = In2022(); }
};

std::string Refusal(const std::string& time) {
  return Line(time,
              "smtpd[11]: warning: client.example.com[192.0.2.7]: SASL LOGIN "
              "authentication failed: authentication failure");
}

// Each line twice in its second; so many seconds.
std::string TwiceRefused(int from, int seconds) {
  std::string text;
  for (int i = from; i < from + seconds; ++i) {
    const std::string time =
        fmt::format("Dec  5 18:{:02}:{:02}", i / 60, i % 60);
    text += Refusal(time) + Refusal(time);
  }
  return text;
}

std::int64_t Sessions(Loads& loads) {
  return Must(loads.store->Covers()).sessions;
}

}  // namespace

TEST_CASE("equal lines of one log are events each; copies add none") {
  const TempDir dir;
  const std::string text = TwiceRefused(0, 100);
  Loads2022 loads;
  loads.Load({dir.Write("mail.log", text)});
  CHECK(Sessions(loads) == 200);
  const std::string dump = loads.Dump();
  dir.Write("copy", text);
  dir.Write("x.gz", source::Packed(text, "gzip"));
  dir.Write("x.xz", source::Packed(text, "xz"));
  dir.Write("part", text.substr(text.size() / 3));
  dir.Write("later", "#\n" + text);
  for (const char* name : {"copy", "x.gz", "x.xz", "part", "later"}) {
    CAPTURE(name);
    const LoadCounts counts = loads.Load({dir / name});
    CHECK(counts.sessions == 0);
    CHECK(counts.already_loaded > 100);
    CHECK(loads.Dump() == dump);
  }
}

TEST_CASE("two copies in one load are one log") {
  const TempDir dir;
  const std::string text = TwiceRefused(0, 50);
  Loads2022 loads;
  loads.Load({dir.Write("a.log", text), dir.Write("b.log", text)});
  CHECK(Sessions(loads) == 100);
}

TEST_CASE("a third equal line in a copy is one that was missing") {
  const TempDir dir;
  Loads2022 loads;
  const std::string line = Refusal("Dec  5 18:38:12");
  loads.Load({dir.Write("a.log", line + line)});
  loads.Load({dir.Write("b.log", "#\n" + line + line + line)});
  CHECK(Sessions(loads) == 3);
}

TEST_CASE("rotation in mid-second: the pieces are the one log") {
  const TempDir dir;
  const std::string text = TwiceRefused(0, 30);
  const std::string uncut = dir.Write("uncut", text);
  const std::size_t line = text.find('\n') + 1;
  fs::create_directory(dir / "logs");
  dir.Write("logs/mail.log.2", text.substr(0, 21 * line));
  dir.Write("logs/mail.log.1", text.substr(21 * line, 20 * line));
  dir.Write("logs/mail.log", text.substr(41 * line));
  Loads2022 loads;
  loads.Load({dir / "logs"});
  const std::string dump = loads.Dump();
  CHECK(dump == CleanDump({uncut}, In2022()));
  fs::rename(dir / "logs/mail.log.2", dir / "logs/mail.log.3");
  fs::rename(dir / "logs/mail.log.1", dir / "logs/mail.log.2");
  fs::rename(dir / "logs/mail.log", dir / "logs/mail.log.1");
  loads.Load({dir / "logs"});
  CHECK(loads.Dump() == dump);
  loads.Load({uncut});
  CHECK(loads.Dump() == dump);
}

TEST_CASE("pieces that come one load at a time are the one log, too") {
  const TempDir dir;
  const std::string text = TwiceRefused(0, 30);
  const std::size_t line = text.find('\n') + 1;
  Loads2022 loads;
  dir.Write("mail.log", text.substr(0, 21 * line));
  loads.Load({dir.path()});
  for (int lines = 21; lines < 60; lines += 13) {
    fs::rename(dir / "mail.log", dir / ("mail.log.1"));
    dir.Write("mail.log",
              text.substr(static_cast<std::size_t>(lines) * line, 13 * line));
    loads.Load({dir.path()});
    CHECK(loads.errors.empty());
  }
  CHECK(Sessions(loads) == 60);
}

TEST_CASE("a log that grew, was rotated and compressed is gone on with") {
  const TempDir dir;
  const std::string text = TwiceRefused(0, 600);
  const std::size_t line = text.find('\n') + 1;
  const auto part = [&](std::size_t from, std::size_t to) {
    return text.substr(from * line, (to - from) * line);
  };
  Loads2022 loads;
  loads.Load({dir.Write("mail.log", part(0, 301))});
  dir.Write("mail.log.1.gz", source::Packed(part(0, 905), "gzip"));
  dir.Write("mail.log", part(905, 1001));
  const LoadCounts counts = loads.Load({dir.path()});
  CHECK(counts.lines == 700);
  CHECK(counts.already_loaded == 301);
  dir.Append("mail.log", part(1001, 1200));
  CHECK(loads.Load({dir / "mail.log"}).sessions == 199);
  CHECK(Sessions(loads) == 1200);
}

TEST_CASE("the same equal line on both sides of a stop is not lost") {
  const TempDir dir;
  const std::string line = Refusal("Dec  5 18:38:12");
  Loads2022 loads;
  const std::string path = dir.Write("mail.log", line + line);
  loads.Load({path});
  dir.Append("mail.log", line);
  CHECK(loads.Load({path}).sessions == 1);
  dir.Append("mail.log", line);
  CHECK(loads.Load({path}).sessions == 1);
  CHECK(Sessions(loads) == 4);
}

TEST_CASE("the pieces before it count when a log is gone on with alone") {
  const TempDir dir;
  const std::string time = "Dec  5 18:38:12";
  const std::string line = Refusal(time);
  dir.Write("mail.log.2", MailLines(time, "8B84D8D1C1") + line);
  dir.Write("mail.log.1", MailLines(time, "8B84D8D1C2") + line);
  const std::string path =
      dir.Write("mail.log", MailLines(time, "8B84D8D1C3") + line);
  Loads2022 loads;
  CHECK(loads.Load({dir.path()}).sessions == 3);
  dir.Append("mail.log", line);
  CHECK(loads.Load({path}).sessions == 1);
  CHECK(loads.Load({path}).sessions == 0);
}

TEST_CASE("a piece without log lines does not make copies new") {
  const TempDir dir;
  const std::string text = TwiceRefused(0, 20);
  Loads2022 loads;
  loads.Load({dir.Write("elsewhere", text)});
  dir.Write("mail.log.1", "nothing but prose\n");
  dir.Write("mail.log", "#\n" + text);
  loads.Load({dir / "mail.log.1", dir / "mail.log"});
  CHECK(Sessions(loads) == 40);
}

TEST_CASE("logs of two hosts do not hide each other's lines") {
  const TempDir dir;
  std::string other = TwiceRefused(0, 20);
  for (std::size_t at = 0;
       (at = other.find("mx01", at)) != std::string::npos;) {
    other.replace(at, 4, "mx02");
  }
  Loads2022 loads;
  loads.Load(
      {dir.Write("a.log", TwiceRefused(0, 20)), dir.Write("b.log", other)});
  CHECK(Sessions(loads) == 80);
}

TEST_CASE("files of one family with the same content are copies, not pieces") {
  const TempDir dir;
  const std::string text = MailLines("Dec  5 18:38:12", "8B84D8D1CF");
  dir.Write("mail.log", text);
  dir.Write("mail.log.1", text);
  dir.Write("mail.log.2.gz", source::Packed(text, "gzip"));
  Loads loads;
  const LoadCounts counts = loads.Load({dir.path()});
  CHECK(counts.mails == 1);
  CHECK(counts.deliveries == 1);
  CHECK(counts.already_loaded == 2 * kMailLines);
  CHECK(loads.Dump() == CleanDump({dir / "mail.log"}));
}
