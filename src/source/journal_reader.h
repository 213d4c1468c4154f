// JournalReader: the entries of a journal that are a mail server's, as lines.
// journal.cc opens it, once or to be followed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "source/journal_library.h"
#include "source/journal_line.h"
#include "source/source.h"

namespace mailwhy::source {

class JournalReader : public Reader {
 public:
  JournalReader(const JournalLibrary& calls, std::string path)
      : calls_(calls), path_(std::move(path)), zone_(Zone::Machine()) {}
  ~JournalReader() override {
    if (journal_ != nullptr) calls_.close(journal_);
  }
  JournalReader(const JournalReader&) = delete;
  JournalReader& operator=(const JournalReader&) = delete;

  // Before anything else.
  Status Begin(const OpenOptions& options);
  Result<std::span<const RawLine>> Next() override;
  LogMark Mark() const override;
  std::string_view Preceding() const override { return preceding_; }
  std::int64_t bytes_on_disk() const override { return position_; }
  std::int64_t size_on_disk() const override { return 0; }
  // Until there may be more, at most so long.
  void Wait(int milliseconds);

 private:
  int OpenPlace();
  int GoTo(const std::string& cursor);
  int SeekTo(const std::string& cursor);
  void CollectPreceding();
  int ReadEntry();
  void TakeEntry();
  void NoteCursor();
  Error Failure(int result) const;

  const JournalLibrary& calls_;
  const std::string path_;
  const Zone zone_;
  sd_journal* journal_ = nullptr;
  std::uint64_t identity_ = 0;
  JournalEntry entry_;
  std::string text_;               // of the lines handed out last
  std::vector<std::size_t> ends_;  // of each in text_
  std::vector<RawLine> lines_;
  std::int64_t position_ = 0;
  std::string cursor_;
  std::string preceding_;
  int failed_ = 0;
};

}  // namespace mailwhy::source
