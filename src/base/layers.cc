#include "base/layers.h"

#include <algorithm>

namespace mailwhy {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// Further in there is no mark any more, but text.
constexpr std::size_t kLongestMark = 128;

std::string_view WithoutBlanks(std::string_view text) {
  Cursor cursor(text);
  cursor.SkipAll(' ');
  return cursor.rest();
}

// ECMA-48: ESC [ ... m
bool SkipColour(Cursor& cursor) {
  Cursor ahead(cursor.rest());
  if (!ahead.Skip("\x1B[")) return false;
  ahead.TakeWhile([](char c) { return IsDigit(c) || c == ';'; });
  if (!ahead.Skip('m')) return false;
  cursor = ahead;
  return true;
}

// "[pod/mail-0/postfix] "; the cursor behind it.
bool SkipBrackets(Cursor& cursor) {
  Cursor ahead(cursor.rest().substr(0, kLongestMark));
  if (!ahead.Skip('[')) return false;
  std::string_view inside;
  if (!ahead.TakePast("] ", &inside)) return false;
  cursor.Take(inside.size() + 3);
  return true;
}

// "maillog: ", "mail.log.1:" of grep, "12:" of grep -n: a word, and no blank
// before its colon.
bool SkipTag(Cursor& cursor) {
  const std::string_view text = cursor.rest().substr(0, kLongestMark);
  const std::size_t stop = FindEither(text, ':', ' ');
  if (stop == 0 || stop == text.size() || text[stop] != ':') return false;
  cursor.Take(stop + 1);
  return true;
}

// RFC 6587 3.4.1: the length of what follows.
bool SkipFrameLength(Cursor& cursor) {
  Cursor ahead(cursor.rest());
  const std::size_t digits = ahead.TakeDigits().size();
  if (digits == 0 || digits > 6 || !ahead.Skip(' ')) return false;
  const bool version = digits == 1 && cursor.Peek() == '1';  // of RFC 5424
  if (!ahead.Sees("<") && !(version && IsDigit(ahead.Peek()))) return false;
  cursor = ahead;
  return true;
}

// "mail-1  | "; the blank may stand behind the end of a colour.
bool SkipPastBar(Cursor& cursor) {
  const std::string_view text = cursor.rest().substr(0, kLongestMark);
  const std::size_t bar = text.find('|');
  if (bar == kNowhere || bar + 1 == text.size()) return false;
  if (text[bar + 1] != ' ' && text[bar + 1] != '\x1B') return false;
  cursor.Take(bar + 1);
  return true;
}

}  // namespace

std::string_view UnwrapSlowly(std::string_view line) {
  if (line.starts_with('\0')) {
    line.remove_prefix(std::min(line.find_first_not_of('\0'), line.size()));
  }
  if (line.starts_with(kByteOrderMark)) {
    line.remove_prefix(kByteOrderMark.size());
  }
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view WithoutPrioritySlowly(std::string_view line,
                                       bool* version_given) {
  Cursor cursor(line.substr(1));
  const std::size_t digits = cursor.TakeDigits().size();
  if (digits < 1 || digits > 3 || !cursor.Skip('>')) return line;
  *version_given = cursor.Skip("1 ");
  cursor.SkipAll(' ');
  return cursor.rest();
}

std::string_view WithoutMark(std::string_view line) {
  Cursor cursor(line);
  if (cursor.Skip('\x1E')) return cursor.rest();  // RFC 7464, JSON sequences
  if (cursor.Sees("[{")) return line.substr(1);
  if (SkipColour(cursor)) return WithoutBlanks(cursor.rest());
  if (SkipBrackets(cursor) || SkipFrameLength(cursor) || SkipPastBar(cursor) ||
      SkipTag(cursor)) {
    return WithoutBlanks(cursor.rest());
  }
  return line;
}

bool SkipStreamSlowly(std::string_view* text) {
  if (!text->starts_with("stdout ") && !text->starts_with("stderr ")) {
    return false;
  }
  Cursor cursor(text->substr(7));
  if (!cursor.Skip("F ") && !cursor.Skip("P ")) return false;
  *text = cursor.rest();
  return true;
}

std::string_view WithoutContainer(std::string_view line) {
  Cursor cursor(line);
  if (!SkipBrackets(cursor) && !SkipPastBar(cursor)) return line;
  return WithoutBlanks(cursor.rest());
}

std::optional<LogDate> DateAtBegin(std::string_view line) {
  bool version_given = false;
  return ReadLogDate(WithoutPriority(line, &version_given));
}

std::optional<LogDate> DateOfLine(std::string_view line) {
  constexpr int kMostMarks = 4;  // "[pod/mail-0] maillog: <22>"
  line = Unwrap(line);
  for (int marks = 0; marks <= kMostMarks; ++marks) {
    if (const auto date = DateAtBegin(line)) return date;
    const std::string_view inside = WithoutMark(line);
    if (inside.size() == line.size()) return std::nullopt;
    line = inside;
  }
  return std::nullopt;
}

}  // namespace mailwhy
