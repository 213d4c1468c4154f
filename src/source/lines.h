// LineReader: bytes -> lines, and the mark that says how far they reach. Every
// source of bytes ends here; the follower asks it again for more.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "source/bytes.h"
#include "source/source.h"

namespace mailwhy::source {

class LineReader : public Reader {
 public:
  // hold_back: a last line without its end stays until it has one, and the end
  // of the bytes is only the end for now.
  LineReader(std::unique_ptr<Bytes> bytes, std::string path,
             bool hold_back = false);

  // Before anything else: looks at the beginning (a file that is no log is an
  // error, unless any bytes will do) and goes to `start`.
  Status Begin(std::int64_t start, bool any_bytes);

  Result<std::span<const RawLine>> Next() override;
  LogMark Mark() const override;
  std::string_view Preceding() const override { return preceding_; }
  std::int64_t bytes_on_disk() const override;
  std::int64_t size_on_disk() const override;

  // The first bytes as they were read, LogMark::kHeadLength at most.
  std::string_view head() const { return head_; }
  // End of the last whole line handed out.
  std::int64_t position() const;
  // From now on a last line without its end is handed out.
  void LetGo() { hold_back_ = false; }

 private:
  std::string_view Unread() const;
  bool Fill();
  void MakeRoom();
  void TakeLines();
  void AddLine(std::string_view text, std::size_t length, bool complete);
  void MoveToLongLine(std::string_view piece);
  void EndOfBytes();
  void Consume(std::size_t length);
  Status GoTo(std::int64_t start);
  Result<std::string> ReadBefore(std::int64_t start);
  void SetPreceding(std::string before, std::int64_t start);

  std::unique_ptr<Bytes> bytes_;
  std::string path_;
  bool hold_back_;

  // [0, begin_) was handed out and is kept for the mark's tail; [begin_, end_)
  // is unread.
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;
  std::int64_t begin_offset_ = 0;  // of buffer_[begin_] in the log

  std::string head_;
  std::string preceding_;
  std::vector<RawLine> lines_;

  // A line that does not fit into buffer_ (or begins with a hole of NULs, as
  // crashes leave them): its first bytes, where it began, and what came before.
  std::string long_line_;
  bool in_long_line_ = false;
  std::int64_t long_line_offset_ = 0;
  std::string tail_before_long_line_;

  bool at_end_ = false;
  std::optional<Error> failure_;
};

}  // namespace mailwhy::source
