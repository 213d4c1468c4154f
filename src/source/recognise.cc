// Recognize: which of the logs that were read before this file is, whatever it
// is called by now and however it is compressed.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "source/bytes.h"
#include "source/journal.h"
#include "source/source.h"

namespace mailwhy::source {
namespace {

// Whether the last bytes of `before` are those before the mark's position.
bool EndsLike(std::string_view before, const LogMark& mark) {
  const auto length = static_cast<std::size_t>(mark.tail_length);
  return length <= before.size() &&
         StableHash(before.substr(before.size() - length)) == mark.tail_hash;
}

// Goes through the bytes, remembering the last ones that it passed.
class Walker {
 public:
  explicit Walker(std::unique_ptr<Bytes> bytes) : bytes_(std::move(bytes)) {}

  std::string Head() {
    GoTo(LogMark::kHeadLength);
    return last_;
  }

  // Reads on until `position`, or to the end: where the file is damaged too,
  // which is reported when it is read. Positions must rise.
  void GoTo(std::int64_t position) {
    if (position - at_ > LogMark::kTailLength &&
        bytes_->Seek(position - LogMark::kTailLength)) {
      at_ = position - LogMark::kTailLength;
      last_.clear();
    }
    while (at_ < position) {
      const auto wanted = static_cast<std::size_t>(std::min<std::int64_t>(
          position - at_, static_cast<std::int64_t>(piece_.size())));
      const Result<std::size_t> count = bytes_->Read(piece_.data(), wanted);
      if (!count || *count == 0) break;
      at_ += static_cast<std::int64_t>(*count);
      Remember(std::string_view(piece_.data(), *count));
    }
  }

  bool Ends(const LogMark& mark) const {
    return at_ == mark.position && EndsLike(last_, mark);
  }

 private:
  void Remember(std::string_view piece) {
    last_.append(piece);
    constexpr auto kKept = static_cast<std::size_t>(LogMark::kTailLength);
    if (last_.size() > kKept) last_.erase(0, last_.size() - kKept);
  }

  std::unique_ptr<Bytes> bytes_;
  std::int64_t at_ = 0;
  std::string last_;
  std::vector<char> piece_ = std::vector<char>(64 * 1024);
};

bool Begins(std::string_view head, const LogMark& mark) {
  if (mark.head_length <= 0 || mark.position <= 0 || mark.tail_length < 0 ||
      mark.tail_length > mark.position ||
      mark.head_length > static_cast<std::int64_t>(head.size())) {
    return false;
  }
  return StableHash(head.substr(
             0, static_cast<std::size_t>(mark.head_length))) == mark.head_hash;
}

Result<std::unique_ptr<Bytes>> OpenBytes(const LogFile& file) {
  Result<std::unique_ptr<FileBytes>> opened = OpenFile(file.path);
  if (!opened) return opened.error();
  return Decompressed(std::move(*opened), file.path);
}

}  // namespace

Result<std::optional<LogMark>> Recognize(const LogFile& file,
                                         const std::vector<LogMark>& known) {
  std::optional<LogMark> furthest;
  if (file.path == "-" || known.empty()) return furthest;
  if (IsJournal(file.path)) return RecognizeJournal(file.path, known);
  Result<std::unique_ptr<Bytes>> bytes = OpenBytes(file);
  if (!bytes) return bytes.error();
  Walker walker(std::move(*bytes));
  const std::string head = walker.Head();

  std::vector<const LogMark*> likely;
  for (const LogMark& mark : known) {
    if (Begins(head, mark)) likely.push_back(&mark);
  }
  std::sort(likely.begin(), likely.end(),
            [](const LogMark* a, const LogMark* b) {
              return a->position < b->position;
            });
  for (const LogMark* mark : likely) {
    const auto position = static_cast<std::size_t>(mark->position);
    const bool within_head = position <= head.size();
    if (!within_head) walker.GoTo(mark->position);
    if (within_head
            ? EndsLike(std::string_view(head).substr(0, position), *mark)
            : walker.Ends(*mark)) {
      furthest = *mark;
    }
  }
  return furthest;
}

}  // namespace mailwhy::source
