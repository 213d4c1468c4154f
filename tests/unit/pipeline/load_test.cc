// What a load does and says: counts, errors, stopping and going on.
#include <fmt/format.h>

#include "unit/pipeline/loads.h"

using namespace mailwhy;

namespace {

const std::string kReject = Line(
    "Dec  5 18:38:13",
    "smtpd[11]: NOQUEUE: reject: RCPT from client.example.com[192.0.2.7]: 554 "
    "5.7.1 <x@example.org>: Relay access denied; from=<taro@example.com> "
    "to=<x@example.org> proto=ESMTP helo=<client.example.com>");
const std::string kLogin =
    Line("Dec  5 18:38:14",
         "smtpd[11]: warning: client.example.com[192.0.2.7]: SASL LOGIN "
         "authentication failed: authentication failure");

std::string ManyMails(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += MailLines(fmt::format("Dec  5 18:{:02}:{:02}", i / 60, i % 60),
                      fmt::format("{:010X}", 0xA0000 + i));
  }
  return text;
}

}  // namespace

TEST_CASE("a load counts what it read and what it found") {
  const TempDir dir;
  const std::string text =
      MailLines("Dec  5 18:38:12", "8B84D8D1CF") + kReject + kLogin +
      "Dec  5 18:38:15 mx01 sshd[9]: Accepted publickey for root\n" +
      "no log line at all\n" +
      Line("Dec  5 18:38:16", "smtp[14]: words that nobody knows");
  Loads loads;
  const LoadCounts counts = loads.Load({dir.Write("mail.log", text)});
  CHECK(counts.files == 1);
  CHECK(counts.lines == 10);
  CHECK(counts.bytes == static_cast<std::int64_t>(text.size()));
  CHECK(counts.mails == 1);
  CHECK(counts.deliveries == 1);
  CHECK(counts.rejects == 1);
  CHECK(counts.sessions == 1);
  CHECK(counts.other_lines == 1);
  CHECK(counts.skipped_lines == 1);
  CHECK(counts.unrecognized_lines == 1);
  CHECK(counts.already_loaded == 0);
  std::int64_t of_all_kinds = 0;
  for (const auto& [kind, lines] : loads.by_kind) of_all_kinds += lines;
  CHECK(of_all_kinds == counts.lines);
  CHECK(loads.by_kind.size() > 5);
}

TEST_CASE("a second load of the file says that all was there") {
  const TempDir dir;
  const std::string path =
      dir.Write("mail.log",
                MailLines("Dec  5 18:38:12", "8B84D8D1CF") + kReject + kLogin);
  Loads loads;
  loads.Load({path});
  const LoadCounts again = loads.Load({path});
  CHECK(again.mails == 0);
  CHECK(again.deliveries == 0);
  CHECK(again.rejects == 0);
  CHECK(again.sessions == 0);
  CHECK(again.lines == 0);
  CHECK(again.already_loaded == kMailLines + 2);
}

TEST_CASE("a copy with another beginning is compared line by line") {
  const TempDir dir;
  const std::string mail = MailLines("Dec  5 18:38:12", "8B84D8D1CF");
  Loads loads;
  loads.Load({dir.Write("mail.log", mail)});
  const LoadCounts again = loads.Load({dir.Write("copy", "# copied\n" + mail)});
  CHECK(again.mails == 0);
  CHECK(again.lines == kMailLines + 1);
  CHECK(again.already_loaded == kMailLines);
}

TEST_CASE("what goes on in a later load counts as what is new of it") {
  const TempDir dir;
  const std::string all = MailLines("Dec  5 18:38:12", "8B84D8D1CF");
  const std::size_t third = all.find("smtp[14]");
  const std::size_t cut = all.rfind('\n', third) + 1;
  Loads loads;
  const std::string path = dir.Write("mail.log", all.substr(0, cut));
  const LoadCounts first = loads.Load({path});
  CHECK(first.mails == 1);
  CHECK(first.deliveries == 0);
  dir.Append("mail.log", all.substr(cut));
  const LoadCounts second = loads.Load({path});
  CHECK(second.mails == 0);
  CHECK(second.deliveries == 1);
  CHECK(second.already_loaded == 3);
  CHECK(second.lines == 2);
  CHECK(second.bytes == static_cast<std::int64_t>(all.size() - cut));
  CHECK(loads.Dump() == CleanDump({path}));
}

TEST_CASE("a load of nothing, as watch begins with, forgets nothing") {
  const TempDir dir;
  const std::string all = MailLines("Dec  5 18:38:12", "8B84D8D1CF");
  const std::size_t cut = all.rfind('\n', all.find("smtp[14]")) + 1;
  const std::string explains =
      Line("Dec  5 18:38:12",
           "smtp[14]: connect to mx.example.net[192.0.2.7]:25: refused");
  Loads loads;
  const std::string path = dir.Write("mail.log", all.substr(0, cut) + explains);
  loads.Load({path});
  loads.Load({});
  dir.Append("mail.log", all.substr(cut));
  loads.Load({path});
  CHECK(loads.Dump().find("refused") != std::string::npos);
  CHECK(loads.Dump() == CleanDump({path}));
}

TEST_CASE("an error in one file keeps what was read, and the others are read") {
  const TempDir dir;
  const std::string packed = source::Packed(ManyMails(400), "gzip");
  dir.Write("cut.gz", packed.substr(0, packed.size() / 2));
  dir.Write("binary", std::string("\x7f"
                                  "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0",
                                  18) +
                          std::string(300, '\0'));
  dir.Write("good.log", MailLines("Dec  5 18:38:12", "8B84D8D1CF"));
  Loads loads;
  const LoadCounts counts =
      loads.Load({dir / "cut.gz", dir / "binary", dir / "good.log"});
  REQUIRE(loads.errors.size() == 2);
  CHECK(loads.errors[0].what.find("cut.gz") != std::string::npos);
  CHECK(loads.errors[1].what.find("binary") != std::string::npos);
  CHECK(counts.files == 3);
  CHECK(counts.mails > 100);
  CHECK(Must(loads.store->MailsOf("mx01", "8B84D8D1CF")).size() == 1);
}

TEST_CASE("a file that is gone since it was planned does not end the load") {
  const TempDir dir;
  const auto files = Must(source::PlanFiles(
      {dir.Write("a.log", MailLines("Dec  5 18:38:12", "8B84D8D1CF")),
       dir.Write("b.log", MailLines("Dec  5 18:38:13", "9B84D8D1CF"))}));
  std::filesystem::remove(dir / "a.log");
  Loads loads;
  classify::Classifier classifier(loads.rules);
  Pipeline pipeline(*loads.store, classifier, loads.options);
  int errors = 0;
  Must(pipeline.Load(files, [&](const Error&) { ++errors; }));
  CHECK(errors == 1);
  CHECK(pipeline.counts().mails == 1);
}

TEST_CASE("lines of no known kind are handed out") {
  const TempDir dir;
  std::string seen;
  Loads loads;
  loads.options.unrecognized = [&](std::string_view line) {
    seen += std::string(line) + "\n";
  };
  const std::string odd = Line("Dec  5 18:38:16", "smtp[14]: nobody knows");
  loads.Load({dir.Write("mail.log",
                        MailLines("Dec  5 18:38:12", "8B84D8D1CF") + odd)});
  CHECK(seen == odd);
}

TEST_CASE("small commits and one large one leave the same") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", ManyMails(300) + kReject);
  Loads loads;
  loads.options.lines_per_commit = 1;
  int commits = 0;
  loads.options.committed = [&] { ++commits; };
  loads.Load({path});
  CHECK(commits >= 1);
  CHECK(loads.mails() == 300);
  CHECK(loads.Dump() == CleanDump({path}));
}

TEST_CASE("a load that was stopped is gone on with") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", ManyMails(3000));
  Loads loads;
  std::int64_t all = 0;
  loads.options.progress = [&](std::int64_t done, std::int64_t of) {
    CHECK(done <= of);
    all = of;
    return false;
  };
  const LoadCounts first = loads.Load({path, dir.Write("b.log", kReject)});
  CHECK(all > static_cast<std::int64_t>(std::filesystem::file_size(path)));
  CHECK(first.lines > 0);
  CHECK(first.lines < 3000 * kMailLines);
  CHECK(first.files == 1);
  loads.options.progress = nullptr;
  const LoadCounts second = loads.Load({path});
  CHECK(first.lines + second.lines == 3000 * kMailLines);
  CHECK(first.mails + second.mails == 3000);
  CHECK(loads.Dump() == CleanDump({path}));
}

TEST_CASE("standard lines of strangers' logs end as nothing found") {
  const TempDir dir;
  Loads loads;
  const LoadCounts counts = loads.Load(
      {dir.Write("empty.log", ""),
       dir.Write("other.log",
                 "Dec  5 18:38:15 mx01 sshd[9]: Accepted publickey\n"),
       dir.Write("prose.txt", "It was a dark night,\nand nobody logged.\n")});
  CHECK(counts.files == 3);
  CHECK(counts.lines == 3);
  CHECK(counts.mails == 0);
  CHECK(loads.errors.empty());
  CHECK(loads.Dump().empty());
}

TEST_CASE("unknown lines can be had of a log that was loaded before") {
  const TempDir dir;
  const std::string path = dir.Write(
      "mail.log", MailLines("Dec  5 18:38:12", "8B84D8D1CF") +
                      Line("Dec  5 18:38:13", "smtp[14]: no such line, ever") +
                      MailLines("Dec  5 18:38:14", "9B84D8D1CF"));
  Loads loads;
  loads.Load({path});
  const std::string before = loads.Dump();
  std::vector<std::string> lines;
  loads.options.unrecognized = [&](std::string_view line) {
    lines.emplace_back(line);
  };
  const LoadCounts again = loads.Load({path});
  CHECK(lines ==
        std::vector<std::string>{
            "Dec  5 18:38:13 mx01 postfix/smtp[14]: no such line, ever"});
  CHECK(again.mails == 0);
  CHECK(again.lines == 2 * kMailLines + 1);
  CHECK(loads.Dump() == before);
  loads.options.unrecognized = nullptr;
  CHECK(loads.Load({path}).lines == 0);
}
