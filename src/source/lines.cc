#include "source/lines.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "source/binary.h"

namespace mailwhy::source {
namespace {

constexpr std::size_t kTail = LogMark::kTailLength;
// Small enough to stay in the processor's cache while its lines are parsed.
constexpr std::size_t kBuffer = kTail + 256 * 1024;
constexpr std::size_t kMostPreceding = 256 * 1024;
constexpr std::size_t kMostLines = 8192;  // at once: bounds lines_
static_assert(kBuffer >= kTail + kLookedAt && kBuffer > kTail + kMaxLine);

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view WithoutNulsBefore(std::string_view text) {
  const std::size_t first = text.find_first_not_of('\0');
  return first == std::string_view::npos ? "" : text.substr(first);
}

}  // namespace

LineReader::LineReader(std::unique_ptr<Bytes> bytes, std::string path,
                       bool hold_back)
    : bytes_(std::move(bytes)),
      path_(std::move(path)),
      hold_back_(hold_back),
      buffer_(kBuffer) {}

std::string_view LineReader::Unread() const {
  return {buffer_.data() + begin_, end_ - begin_};
}

void LineReader::Consume(std::size_t length) {
  begin_ += length;
  begin_offset_ += static_cast<std::int64_t>(length);
}

// Drops what was handed out, but for the tail of the mark.
void LineReader::MakeRoom() {
  const std::size_t kept = std::min(begin_, kTail);
  const std::size_t from = begin_ - kept;
  if (from == 0) return;
  std::memmove(buffer_.data(), buffer_.data() + from, end_ - from);
  begin_ -= from;
  end_ -= from;
}

// False: there is no more, for now or for good.
bool LineReader::Fill() {
  if (failure_) return false;
  MakeRoom();
  Result<std::size_t> count =
      bytes_->Read(buffer_.data() + end_, buffer_.size() - end_);
  if (!count) {
    failure_ = count.error();
    return false;
  }
  const std::int64_t offset =
      begin_offset_ + static_cast<std::int64_t>(end_ - begin_);
  const std::size_t missing = LogMark::kHeadLength - head_.size();
  if (offset == static_cast<std::int64_t>(head_.size()) && missing > 0) {
    head_.append(buffer_.data() + end_, std::min(missing, *count));
  }
  end_ += *count;
  return *count > 0;
}

// `length`: what the line takes in the log, with its end and what was cut.
void LineReader::AddLine(std::string_view text, std::size_t length,
                         bool complete) {
  if (!text.empty() && text.front() == '\0') text = WithoutNulsBefore(text);
  if (complete && !text.empty() && text.back() == '\r') text.remove_suffix(1);
  RawLine line;
  line.text = text.substr(0, kMaxLine);
  line.end_offset = begin_offset_ + static_cast<std::int64_t>(length);
  line.complete = complete;
  lines_.push_back(line);
}

void LineReader::MoveToLongLine(std::string_view piece) {
  if (!in_long_line_) {
    in_long_line_ = true;
    long_line_offset_ = begin_offset_;
    const std::size_t kept = std::min(begin_, kTail);
    tail_before_long_line_.assign(buffer_.data() + begin_ - kept, kept);
  }
  Consume(piece.size());
  if (long_line_.empty()) piece = WithoutNulsBefore(piece);
  long_line_.append(piece.substr(0, kMaxLine - long_line_.size()));
}

void LineReader::TakeLines() {
  if (begin_offset_ == 0 && StartsWith(Unread(), kByteOrderMark)) {
    Consume(kByteOrderMark.size());
  }
  while (lines_.size() < kMostLines) {
    const std::string_view unread = Unread();
    const void* end = std::memchr(unread.data(), '\n', unread.size());
    if (end == nullptr) {
      // Nothing may point into buffer_ and long_line_ when they change.
      const bool too_long = unread.size() >= kMaxLine || in_long_line_;
      if (too_long && lines_.empty()) MoveToLongLine(unread);
      return;
    }
    const auto length =
        static_cast<std::size_t>(static_cast<const char*>(end) - unread.data());
    if (in_long_line_) {
      MoveToLongLine(unread.substr(0, length));
      AddLine(long_line_, 1, true);
      in_long_line_ = false;
      Consume(1);
    } else {
      AddLine(unread.substr(0, length), length + 1, true);
      Consume(length + 1);
    }
  }
}

// The last line, if it has no end. It stays unread, so the mark is before it.
// What damage has cut is no line: "delay=1" may have been 14.
void LineReader::EndOfBytes() {
  if (hold_back_) return;
  at_end_ = true;
  if (failure_) return;
  const std::string_view unread = Unread();
  const std::string_view text = in_long_line_ ? long_line_ : unread;
  if (text.find_first_not_of('\0') == std::string_view::npos) return;
  AddLine(text, unread.size(), false);
}

Result<std::span<const RawLine>> LineReader::Next() {
  lines_.clear();
  if (!in_long_line_) long_line_.clear();
  while (lines_.empty() && !at_end_) {
    TakeLines();
    if (lines_.empty() && !Fill()) {
      EndOfBytes();
      break;
    }
  }
  if (lines_.empty() && failure_) return *std::exchange(failure_, {});
  return std::span<const RawLine>(lines_);
}

std::int64_t LineReader::position() const {
  return in_long_line_ ? long_line_offset_ : begin_offset_;
}

LogMark LineReader::Mark() const {
  LogMark mark;
  mark.path = path_;
  mark.position = position();
  mark.head_length =
      std::min(static_cast<std::int64_t>(head_.size()), mark.position);
  mark.head_hash = StableHash(std::string_view(head_).substr(
      0, static_cast<std::size_t>(mark.head_length)));
  const std::size_t kept = std::min(begin_, kTail);
  const std::string_view tail =
      in_long_line_ ? std::string_view(tail_before_long_line_)
                    : std::string_view(buffer_.data() + begin_ - kept, kept);
  mark.tail_length = static_cast<std::int64_t>(tail.size());
  mark.tail_hash = StableHash(tail);
  return mark;
}

std::int64_t LineReader::bytes_on_disk() const {
  return bytes_->bytes_on_disk();
}
std::int64_t LineReader::size_on_disk() const { return bytes_->size_on_disk(); }

Status LineReader::Begin(std::int64_t start, bool any_bytes) {
  // From a pipe no more than what comes at once: the rest may be long in
  // coming.
  while (Unread().size() < kLookedAt && Fill() && !bytes_->live()) {
  }
  if (!any_bytes) {
    if (auto error = WhyNoLog(Unread(), path_)) return *error;
  }
  return start > 0 ? GoTo(start) : Status();
}

Status LineReader::GoTo(std::int64_t start) {
  const auto known = static_cast<std::int64_t>(end_);
  if (start <= known) {
    SetPreceding(std::string(buffer_.data(), static_cast<std::size_t>(start)),
                 start);
    Consume(static_cast<std::size_t>(start));
    return {};
  }
  Result<std::string> before = ReadBefore(start);
  if (!before) return before.error();
  begin_offset_ = start;
  begin_ = end_ = std::min(before->size(), kTail);
  std::copy(before->end() - static_cast<std::ptrdiff_t>(end_), before->end(),
            buffer_.begin());
  SetPreceding(std::move(*before), start);
  return {};
}

// The last bytes before `start`, which lies behind what is in the buffer.
Result<std::string> LineReader::ReadBefore(std::int64_t start) {
  const Error cut_short{NameForPeople(path_),
                        "is shorter than what was read of it before", ""};
  std::string before(buffer_.data(), end_);
  auto at = static_cast<std::int64_t>(end_);
  const std::int64_t from = std::max<std::int64_t>(0, start - kMostPreceding);
  if (bytes_->Seek(std::max(at, from))) {
    if (from > at) before.clear();
    at = std::max(at, from);
  }
  std::vector<char> piece(kBuffer);
  while (at < start) {
    const auto wanted =
        static_cast<std::size_t>(std::min<std::int64_t>(start - at, kBuffer));
    const Result<std::size_t> count = bytes_->Read(piece.data(), wanted);
    if (!count) return count.error();
    if (*count == 0) return cut_short;
    at += static_cast<std::int64_t>(*count);
    before.append(piece.data(), *count);
    if (before.size() > 2 * kMostPreceding) {
      before.erase(0, before.size() - kMostPreceding);
    }
  }
  return before;
}

// Whole lines of `before`, which ends at `start`.
void LineReader::SetPreceding(std::string before, std::int64_t start) {
  if (before.size() > kMostPreceding) {
    before.erase(0, before.size() - kMostPreceding);
  }
  if (static_cast<std::int64_t>(before.size()) < start) {
    const std::size_t end = before.find('\n');
    before.erase(0, end == std::string::npos ? end : end + 1);
  }
  preceding_ = std::move(before);
}

}  // namespace mailwhy::source
