// Pipeline::Work: what the files of the pipeline share. The way of a line is
// in ../pipeline.cc, how a log begins or goes on in begin.cc and years.cc, how
// it is followed in watch.cc.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "group/grouper.h"
#include "parse/parser.h"
#include "pipeline.h"
#include "pipeline/open_log.h"
#include "source/source.h"
#include "store/behind.h"
#include "store/ledger.h"
#include "store/store.h"

namespace mailwhy {

using Failed = std::function<void(const Error&)>;

// A Status is what keeps the store from going on; what is wrong with one log
// is told to `failed`.
struct Pipeline::Work : group::Recall {
  Work(store::Store& the_store, classify::Classifier& the_classifier,
       const ReadOptions& the_options);

  // For the grouper; an error waits in store_failed.
  std::vector<Mail> MailsOf(std::string_view host,
                            std::string_view queue_id) override;
  bool Taken(Id id) override;

  // The way of a line.
  Status LoadAll(const std::vector<source::LogFile>& files,
                 const Failed& failed);
  Status ReadLines(source::Reader& reader, std::span<const RawLine> first,
                   const Failed& failed);
  Status TakeAll(std::span<const RawLine> lines);
  Status Take(const RawLine& line);
  Status TakeNew(const Event& event, std::string_view text);
  Result<bool> IsNew(const Event& event);
  bool IsCovered(const Event& event);
  void CountKind(const Event& event);
  void NoteMark(const LogMark& mark);
  Status Commit();
  Status EndOfLog();

  // How a log begins or goes on.
  Status Recollect();
  Status LoadFile(const source::LogFile& file, const Failed& failed);
  Status Continue(const source::LogFile& file, const LogMark& stored,
                  const Failed& failed);
  Status Start(const source::LogFile& file, const Failed& failed);
  source::OpenOptions OpenOptionsOf(const source::LogFile& file) const;
  std::vector<source::LogFile> PiecesFrom(const source::LogFile& file) const;
  int YearOf(const source::LogFile& file);
  void BeginYears(std::span<const RawLine> lines);
  Status BeginLog(Micros first_time);
  Status Recount(std::string_view preceding);
  void NoteStored(const LogMark& mark);

  std::unique_ptr<store::Behind> saver;  // where it is wished for
  store::Store& store;
  classify::Classifier& classifier;
  const ReadOptions options;
  parse::Parser parser;
  group::Grouper grouper;
  store::Ledger ledger;

  std::vector<source::LogFile> files;      // of one load
  std::map<std::string, int> start_years;  // of those without, by path

  OpenLog log;                 // being read
  OpenLog before;              // read before it
  std::vector<LogMark> marks;  // of all logs, as stored
  std::vector<SeenLine> covered;  // since the last commit: the first, the last
  bool recollected = false;

  LoadCounts counts;
  std::array<std::int64_t, static_cast<std::size_t>(LineKind::kCount)> kinds{};
  std::map<std::string, std::int64_t> by_kind;
  std::int64_t bytes_done = 0, bytes_all = 0;  // on the disk, for progress
  std::size_t pending_lines = 0;               // taken and not committed
  std::optional<Error> store_failed;           // met in the middle of grouping
  bool stopped = false;
};

// The size of a file on the disk; 0 for what has none.
std::int64_t SizeOnDisk(const std::string& path);

}  // namespace mailwhy
