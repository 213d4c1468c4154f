#include "report/page.h"

#include <algorithm>

#include "base/text.h"
#include "report/format.h"

namespace mailwhy::report {
namespace {

constexpr int kIndent = 2;
// Bytes of a log line and of a paragraph that a page takes.
constexpr std::size_t kMostOfLine = 2000;
constexpr std::size_t kMostOfParagraph = 4000;

std::string_view Colour(Tone tone) {
  switch (tone) {
    case Tone::kPlain:
      return "";
    case Tone::kBold:
      return "\x1b[1m";
    case Tone::kGood:
      return "\x1b[1;32m";
    case Tone::kWait:
      return "\x1b[1;33m";
    case Tone::kBad:
      return "\x1b[1;31m";
    case Tone::kFaint:
      return "\x1b[2m";
  }
  return "";
}

std::string Clean(std::string_view text) {
  return Printable(Clip(text, kMostOfParagraph));
}

std::string Blanks(int columns) {
  return std::string(static_cast<std::size_t>(std::max(columns, 0)), ' ');
}

}  // namespace

Page::Page(int width, bool colour)
    : width_(std::max(width, 20)), colour_(colour) {}

void Page::Line(std::string_view text, Tone tone) {
  const bool coloured = colour_ && tone != Tone::kPlain && !text.empty();
  if (coloured) text_ += Colour(tone);
  text_ += text;
  if (coloured) text_ += "\x1b[0m";
  text_ += '\n';
}

void Page::Headline(std::string_view text, Tone tone) {
  for (const std::string& line : Wrap(Clean(text), width_)) Line(line, tone);
}

void Page::Section(std::string_view name) {
  Blank();
  Line(Clean(name), Tone::kBold);
}

void Page::Paragraph(std::string_view text, int hang) {
  bool first = true;
  for (const std::string& line : Wrap(Clean(text), width_ - kIndent - hang)) {
    Line(Blanks(kIndent + (first ? 0 : hang)) + line, Tone::kPlain);
    first = false;
  }
}

void Page::Row(std::string_view label, int label_width, std::string_view text) {
  const int column = kIndent + label_width + 2;
  std::string before =
      Blanks(kIndent) + Pad(Clean(label), label_width) + Blanks(2);
  for (const std::string& line : Wrap(Clean(text), width_ - column)) {
    Line(before + line, Tone::kPlain);
    before = Blanks(column);
  }
}

void Page::Hanging(std::string_view left, std::string_view text) {
  const int width = DisplayWidth(left);
  std::string before = Blanks(kIndent) + std::string(left);
  for (const std::string& line : Wrap(Clean(text), width_ - kIndent - width)) {
    Line(before + line, Tone::kPlain);
    before = Blanks(kIndent + width);
  }
}

void Page::Verbatim(std::string_view text) {
  Line(Blanks(kIndent) + Printable(Clip(text, kMostOfLine)), Tone::kFaint);
}

void Page::Blank() { text_ += '\n'; }

}  // namespace mailwhy::report
