// source/: where bytes come from. First room on the way of a line; the pipeline
// plans the files, opens a Reader on each, and takes lines until there are none.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "model/progress.h"
#include "model/raw_line.h"

namespace mailwhy::source {

// A line longer than this is handed on cut to this length.
inline constexpr std::size_t kMaxLine = 64 * 1024;

struct LogFile {
  std::string path;            // "-" is standard input; see also IsJournal()
  // Files of one family (mail.log, mail.log.1, mail.log.2.gz) are one log, cut by
  // rotation. "" : of its own.
  std::string family;
  // When its newest line can have been written at the latest, for logs without years:
  // the time in a gzip header, else a date in the name, else its modification time;
  // for standard input now.
  Micros newest = 0;
  // The time is a guess that copying does not change (gzip header, name).
  bool newest_is_firm = false;
};

// What PATHs mean, in the order of time: within a family the highest number or oldest date first; families
// and single files in the order of their arguments. A directory means its families mail.log*, maillog*, mail, mail-*;
// syslog, messages, mail.info, mail.warn, mail.err only where no such family is there.
// Nothing is read but directories and the first bytes of files.
// Fails on a path that is missing, unreadable or neither file nor directory, and on a
// directory without logs.
Result<std::vector<LogFile>> PlanFiles(const std::vector<std::string>& paths);

// The log at `path` (which may be missing for the moment) and what rotation has
// made of it, in the order of time.
Result<std::vector<LogFile>> PlanFamily(const std::string& path);

struct OpenOptions {
  bool join_pasted = false;    // mend what pasting broke (see pasted.h)
  std::int64_t start = 0;      // go on from here (decompressed bytes)
  std::string cursor;          // of a journal: where `start` is
};

// "journal:" is this machine's journal, "journal:PATH" a journal file or a
// directory of them.
bool IsJournal(std::string_view path);
// This machine keeps one; whether it can be read is another matter.
bool HasJournal();

class Reader {
 public:
  virtual ~Reader() = default;

  // The next lines, or none at the end. Views live until the next call.
  // After an error (a truncated .gz, a read error) all that came before it has
  // been handed out; the reader is then at its end.
  virtual Result<std::span<const RawLine>> Next() = 0;

  // How far the lines handed out so far reach: head, position and tail filled in. A
  // last line without its end is not counted in.
  virtual LogMark Mark() const = 0;

  // Whole lines just before OpenOptions::start (of a journal its cursor), 256 KiB at most: what the
  // pipeline needs to know equal lines apart when it goes on.
  virtual std::string_view Preceding() const = 0;

  // Bytes read so far as they lie on the disk, for progress; and in all (0: unknown).
  virtual std::int64_t bytes_on_disk() const = 0;
  virtual std::int64_t size_on_disk() const = 0;
};

// A file of any compression (by content), a journal, or "-". A binary file is an error;
// an empty one hands out nothing.
Result<std::unique_ptr<Reader>> Open(const LogFile& file,
                                     const OpenOptions& options);
// From memory, for tests and for text given on the command line.
std::unique_ptr<Reader> OpenText(std::string text, const OpenOptions& options);

// The mark among `known` that belongs to this file and lies furthest in it: its
// head agrees, and so do the bytes before its position. None: not seen before.
Result<std::optional<LogMark>> Recognize(const LogFile& file,
                                         const std::vector<LogMark>& known);

}  // namespace mailwhy::source
