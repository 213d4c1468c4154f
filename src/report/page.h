// A page of text as a terminal shows it: headed sections, wrapped paragraphs,
// colour where it is wanted. Whatever comes in is made printable here, so that
// no caller can forget it. The text writers fill it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailwhy::report {

enum class Tone { kPlain, kBold, kGood, kWait, kBad, kFaint };

class Page {
 public:
  Page(int width, bool colour);

  // A wrapped paragraph without indentation: the headline.
  void Headline(std::string_view text, Tone tone);
  // A blank line and a section's name.
  void Section(std::string_view name);
  // A wrapped paragraph; following lines hang by `hang` more columns.
  void Paragraph(std::string_view text, int hang = 0);
  // "  label     text", the text in a column of its own. Labels of a group are
  // given the same width.
  void Row(std::string_view label, int label_width, std::string_view text);
  // `left` before the first line, blanks of its width before the others.
  void Hanging(std::string_view left, std::string_view text);
  // As it is, indented, cut where it is longer than any honest log line.
  void Verbatim(std::string_view text);
  void Blank();

  const std::string& text() const { return text_; }

 private:
  void Line(std::string_view text, Tone tone);

  int width_;
  bool colour_;
  std::string text_;
};

// Breaks printable text into lines of at most `width` columns: at blanks, and
// between wide characters (East Asian text has no blanks); a longer word is
// cut.
std::vector<std::string> Wrap(std::string_view text, int width);
// The text and blanks up to `width` columns.
std::string Pad(std::string_view text, int width);

}  // namespace mailwhy::report
