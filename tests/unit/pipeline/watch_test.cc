// Following logs: rotation, logs in turn, going on. (The program itself, with
// signals and kills: tests/watch.)
#include <cstdio>

#include "unit/pipeline/loads.h"

using namespace mailwhy;
namespace fs = std::filesystem;

namespace {

const std::string kLogin =
    "2022-12-05T18:38:02+00:00 mx01 postfix/smtpd[11]: warning: "
    "client.example.com[192.0.2.7]: SASL LOGIN authentication failed: no\n";

std::string Id(int number) {
  char id[16];
  std::snprintf(id, sizeof id, "8B84D8D1%02X", static_cast<unsigned>(number));
  return id;
}

// A mail at that second of a minute of 2022.
std::string MailAt(int second) {
  char time[40];
  std::snprintf(time, sizeof time, "2022-12-05T18:38:%02d+00:00", second);
  return MailLines(time, Id(second));
}

}  // namespace

TEST_CASE("watch goes on where a load ended, and takes what comes") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", MailAt(1));
  Loads loads;
  loads.Load({path});
  dir.Append("mail.log", MailAt(2));
  loads.Watch({path}, {[&] { dir.Append("mail.log", MailAt(3)); }});
  CHECK(loads.mails() == 3);
  const LoadCounts after = loads.Load({path});
  CHECK(after.lines == 0);
  CHECK(after.already_loaded == 3 * kMailLines);
  CHECK(loads.Dump() == CleanDump({path}));
}

TEST_CASE("a rotation between load and watch loses nothing") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", MailAt(1));
  Loads loads;
  loads.Load({path});
  dir.Append("mail.log", MailAt(2));
  fs::rename(path, dir / "mail.log.2");
  dir.Write("mail.log.1", MailAt(3));
  dir.Write("mail.log", MailAt(4));
  loads.Watch({path}, {});
  CHECK(loads.mails() == 4);
  CHECK(loads.Dump() == CleanDump({dir.path()}));
}

TEST_CASE("rotations while watching, also one in mid-second") {
  const TempDir dir;
  const std::string path = dir.Write("mail.log", MailAt(1));
  Loads loads;
  loads.Watch({path}, {[&] { dir.Append("mail.log", kLogin + kLogin); },
                       [&] {
                         fs::rename(path, dir / "mail.log.1");
                         dir.Append("mail.log.1", kLogin);
                         dir.Write("mail.log", kLogin + kLogin);
                       },
                       [&] {  // copytruncate
                         fs::copy_file(path, dir / "mail.log.0");
                         fs::rename(dir / "mail.log.1", dir / "mail.log.2");
                         fs::rename(dir / "mail.log.0", dir / "mail.log.1");
                         fs::resize_file(path, 0);
                       },
                       [&] { dir.Append("mail.log", MailAt(3)); }});
  CHECK(Must(loads.store->Covers()).sessions == 5);
  CHECK(loads.mails() == 2);
  CHECK(loads.errors.empty());
  const std::string dump = loads.Dump();
  loads.Load({dir.path()});
  CHECK(loads.Dump() == dump);
  CHECK(dump == CleanDump({dir.path()}));
}

TEST_CASE("old content put back at the path is a copy, not new") {
  const TempDir dir;
  const std::string text = MailAt(1) + MailAt(10) + MailAt(20);
  const std::string path = dir.Write("mail.log", text);
  Loads loads;
  loads.Watch({path}, {[&] {
                fs::remove(path);
                dir.Write("mail.log", "#\n" + text + MailAt(21));
              }});
  CHECK(loads.mails() == 4);
  CHECK(loads.Dump() == CleanDump({path}));
}

TEST_CASE("two logs that hold the same lines are followed as one") {
  const TempDir dir;
  const std::string a = dir.Write("mail.log", MailAt(1));
  const std::string b = dir.Write("mail.info", "");
  Loads loads;
  loads.Watch({a, b}, {[&] { dir.Append("mail.info", MailAt(1)); },
                       [&] { dir.Append("mail.info", MailAt(2)); },
                       [&] { dir.Append("mail.log", MailAt(2) + MailAt(3)); },
                       [&] { dir.Append("mail.info", MailAt(3)); }});
  CHECK(loads.Dump() == CleanDump({a}));
  CHECK(loads.mails() == 3);
}

TEST_CASE(
    "two logs in turn: an equal line of one in the same second is its own") {
  const TempDir dir;
  const std::string a = dir.Write("mail.log", kLogin);
  const std::string b = dir.Write("mail.info", MailAt(2));
  Loads loads;
  loads.Watch({a, b}, {[&] { dir.Append("mail.info", MailAt(3)); },
                       [&] { dir.Append("mail.log", kLogin); },
                       [&] { dir.Append("mail.info", MailAt(4)); },
                       [&] { dir.Append("mail.log", kLogin); }});
  CHECK(Must(loads.store->Covers()).sessions == 3);
  CHECK(loads.mails() == 3);
}

TEST_CASE("a log that comes later is read from its beginning") {
  const TempDir dir;
  const std::string path = dir / "mail.log";
  Loads loads;
  loads.Watch({path}, {[&] { dir.Write("mail.log", MailAt(1)); },
                       [&] { dir.Append("mail.log", MailAt(2)); }});
  CHECK(loads.mails() == 2);
  CHECK(loads.errors.empty());
}

TEST_CASE("half a line is taken when it is whole, once") {
  const TempDir dir;
  const std::string mail = MailAt(1);
  const std::size_t half = mail.find("status=") + 9;
  const std::string path = dir.Write("mail.log", mail.substr(0, half));
  Loads loads;
  loads.Watch({path}, {[&] { dir.Append("mail.log", mail.substr(half)); }});
  CHECK(loads.Dump() == CleanDump({path}));
}

TEST_CASE("yearless lines keep their year through rotation and New Year") {
  const TempDir dir;
  Loads loads;
  loads.options.year = 2022;
  const std::string path =
      dir.Write("mail.log", MailLines("Dec 31 23:59:50", "8B84D8D1C1"));
  loads.Load({path});
  loads.Watch(
      {path},
      {[&] {
         dir.Append("mail.log", MailLines("Dec 31 23:59:58", "8B84D8D1C2"));
       },
       [&] {
         fs::rename(path, dir / "mail.log.1");
         dir.Write("mail.log", MailLines("Jan  1 00:00:01", "8B84D8D1C3"));
       },
       [&] {
         dir.Append("mail.log", MailLines("Jan  1 00:00:02", "8B84D8D1C4"));
       }});
  CHECK(loads.Times() ==
        "2022-12-31T23:59:50+00:00\n2022-12-31T23:59:58+00:00\n"
        "2023-01-01T00:00:01+00:00\n2023-01-01T00:00:02+00:00\n");
}

TEST_CASE("a yearless log that is followed from its beginning is of its time") {
  const TempDir dir;
  Loads loads;
  loads.Watch({dir / "mail.log"}, {[&] {
                dir.Write("mail.log",
                          MailLines("Dec 31 23:59:58", "8B84D8D1C1") +
                              MailLines("Jan  1 00:00:02", "8B84D8D1C2"));
                dir.Touch("mail.log", 1'672'617'600);  // 2023-01-02 UTC
              }});
  CHECK(loads.Times() ==
        "2022-12-31T23:59:58+00:00\n2023-01-01T00:00:02+00:00\n");
}
