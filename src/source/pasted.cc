#include "source/pasted.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "source/log_like.h"
#include "source/wrapped.h"

namespace mailwhy::source {
namespace {

struct PastedLine {
  std::string text;
  std::int64_t end_offset = 0;
  bool complete = true;
  bool is_log = false;  // begins like a log line: may have been torn
  // What was joined to it, as it came: should the end never come.
  std::vector<PastedLine> pieces;
  std::string first;
};

class PastedReader : public Reader {
 public:
  explicit PastedReader(std::unique_ptr<Reader> lines)
      : reader_(std::move(lines)) {}

  Result<std::span<const RawLine>> Next() override {
    mended_.clear();
    while (mended_.empty() && !at_end_) {
      const Result<std::span<const RawLine>> lines = reader_->Next();
      if (!lines) failure_ = lines.error();
      at_end_ = !lines || lines->empty();
      if (at_end_) {
        HandOutBegun();
        break;
      }
      for (const RawLine& line : *lines) Take(line);
    }
    if (mended_.empty() && failure_) return *std::exchange(failure_, {});
    return Views();
  }

  LogMark Mark() const override { return reader_->Mark(); }
  std::string_view Preceding() const override { return reader_->Preceding(); }
  std::int64_t bytes_on_disk() const override {
    return reader_->bytes_on_disk();
  }
  std::int64_t size_on_disk() const override { return reader_->size_on_disk(); }

 private:
  void Take(const RawLine& line) {
    PastedLine next;
    next.text = WithoutPasteMarks(line.text);
    next.end_offset = line.end_offset;
    next.complete = line.complete;
    next.is_log = BeginsLikeLogLine(next.text);
    if (begun_ && begun_->is_log && !next.is_log &&
        begun_->text.size() + next.text.size() < kMaxLine &&
        IsTornOff(begun_->text, next.text)) {
      if (begun_->pieces.empty()) begun_->first = begun_->text;
      JoinTornOff(&begun_->text, next.text);
      begun_->pieces.push_back(std::move(next));
      return;
    }
    HandOutBegun();
    begun_ = std::move(next);
  }

  void HandOutBegun() {
    if (!begun_) return;
    PastedLine line = *std::exchange(begun_, std::nullopt);
    std::vector<PastedLine> pieces = std::move(line.pieces);
    const auto talk =
        IsUnfinished(line.text)
            ? std::find_if(pieces.begin(), pieces.end(),
                           [](const auto& piece) { return IsTalk(piece.text); })
            : pieces.end();
    if (talk != pieces.end()) line.text = line.first;
    for (auto piece = pieces.begin(); piece != talk; ++piece) {
      if (talk != pieces.end()) JoinTornOff(&line.text, piece->text);
      line.end_offset = piece->end_offset;
      line.complete = piece->complete;
    }
    mended_.push_back(std::move(line));
    std::move(talk, pieces.end(), std::back_inserter(mended_));
  }

  std::span<const RawLine> Views() {
    views_.clear();
    for (const PastedLine& line : mended_) {
      views_.push_back({line.text, line.end_offset, line.complete});
    }
    return views_;
  }

  std::unique_ptr<Reader> reader_;
  std::optional<PastedLine> begun_;  // the next one may belong to it
  std::vector<PastedLine> mended_;
  std::vector<RawLine> views_;
  std::optional<Error> failure_;
  bool at_end_ = false;
};

}  // namespace

std::unique_ptr<Reader> JoinPasted(std::unique_ptr<Reader> lines) {
  return std::make_unique<PastedReader>(std::move(lines));
}

}  // namespace mailwhy::source
