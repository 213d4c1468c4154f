#include <algorithm>

#include "base/text.h"
#include "report/page.h"

namespace mailwhy::report {
namespace {

std::size_t CharacterLength(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() &&
         (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) {
    ++length;
  }
  return length;
}

// Must not begin a line (JIS X 4051, the commonest).
bool ClingsToTheLeft(std::string_view character) {
  constexpr std::string_view kClinging[] = {
      "。", "、", "」", "）", "』", "：", "・", "ー", "！", "？",
      "】", "々", "ぁ", "ぃ", "ぅ", "ぇ", "ぉ", "っ", "ゃ", "ゅ",
      "ょ", "ァ", "ィ", "ゥ", "ェ", "ォ", "ッ", "ャ", "ュ", "ョ"};
  return std::find(std::begin(kClinging), std::end(kClinging), character) !=
         std::end(kClinging);
}

// Must not end a line.
bool ClingsToTheRight(std::string_view character) {
  return character == "（" || character == "「" || character == "『" ||
         character == "【";
}

// Pieces between which a line may be broken; a blank ends the piece before it.
std::vector<std::string_view> Pieces(std::string_view text) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  std::string_view before;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view character =
        text.substr(at, CharacterLength(text.substr(at)));
    const bool wide = DisplayWidth(character) == 2;
    const bool after_wide = !before.empty() && DisplayWidth(before) == 2;
    const bool may_break = at > begin &&
                           (before == " " || wide || after_wide) &&
                           character != " " && !ClingsToTheLeft(character) &&
                           !ClingsToTheRight(before);
    if (may_break) {
      pieces.push_back(text.substr(begin, at - begin));
      begin = at;
    }
    before = character;
    at += character.size();
  }
  if (begin < text.size()) pieces.push_back(text.substr(begin));
  return pieces;
}

std::string_view WithoutBlankEnd(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Is to be copied and opened: better too long than cut in two.
bool IsUrl(std::string_view piece) {
  constexpr std::size_t kLongest = 200;
  return piece.size() <= kLongest && piece.find("://") != piece.npos;
}

class Breaker {
 public:
  explicit Breaker(int width) : width_(std::max(width, 8)) {}

  void Add(std::string_view piece) {
    const int width = DisplayWidth(WithoutBlankEnd(piece));
    if (columns_ > 0 && columns_ + width > width_) End();
    if (width <= width_ || IsUrl(piece)) {
      line_ += piece;
      columns_ += DisplayWidth(piece);
    } else {
      Cut(piece);
    }
  }

  std::vector<std::string> Finish() {
    if (!line_.empty() || lines_.empty()) End();
    return std::move(lines_);
  }

 private:
  void End() {
    lines_.emplace_back(WithoutBlankEnd(line_));
    line_.clear();
    columns_ = 0;
  }

  void Cut(std::string_view piece) {
    while (!piece.empty()) {
      const std::string_view character =
          piece.substr(0, CharacterLength(piece));
      const int width = DisplayWidth(character);
      if (columns_ > 0 && columns_ + width > width_) End();
      line_ += character;
      columns_ += width;
      piece.remove_prefix(character.size());
    }
  }

  int width_;
  int columns_ = 0;
  std::string line_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> Wrap(std::string_view text, int width) {
  Breaker breaker(width);
  for (const std::string_view piece : Pieces(text)) breaker.Add(piece);
  return breaker.Finish();
}

std::string Pad(std::string_view text, int width) {
  const int missing = width - DisplayWidth(text);
  return std::string(text) +
         std::string(static_cast<std::size_t>(std::max(missing, 0)), ' ');
}

}  // namespace mailwhy::report
