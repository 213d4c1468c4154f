// What forwarders, containers and terminals write around a log line: marks in
// front of it. parse/ takes a line apart by them; source/ asks whether a text
// begins a log line, query/ when one was written.
#pragma once

#include <optional>
#include <string_view>

#include "base/cursor.h"
#include "base/log_date.h"

namespace mailwhy {

// The slow halves of the functions below.
std::string_view UnwrapSlowly(std::string_view line);
std::string_view WithoutPrioritySlowly(std::string_view line,
                                       bool* version_given);
bool SkipStreamSlowly(std::string_view* text);

// Without what is around the line: NULs (after a crash), a byte order mark, a
// carriage return.
inline std::string_view Unwrap(std::string_view line) {
  if (line.empty()) return line;
  const char first = line.front();
  const bool clean = first != '\0' && first != '\xEF' && line.back() != '\r';
  return clean ? line : UnwrapSlowly(line);
}

// The line from its time on: without "<22>", and "1 " of RFC 5424.
// *version_given tells of the latter.
inline std::string_view WithoutPriority(std::string_view line,
                                        bool* version_given) {
  *version_given = false;
  if (!line.starts_with('<')) return line;
  return WithoutPrioritySlowly(line, version_given);
}

// A mark in front of a line whose time cannot be read: "mail-1  | " (docker
// compose), "[pod/mail-0/postfix] " (kubectl), "maillog: " (rsyslog's imfile,
// grep), "123 " (a frame's length), colours. The same line where there is none.
std::string_view WithoutMark(std::string_view line);

// "stdout F ": Kubernetes' container runtimes (CRI), between time and line.
inline bool SkipContainerStream(std::string_view* text) {
  return text->starts_with('s') && SkipStreamSlowly(text);
}

// A rough and quick look: may the text be a log line with its own header?
inline bool MayBeLogLine(std::string_view text) {
  constexpr std::size_t kShortest = 20;
  if (text.size() < kShortest) return false;
  const char first = text.front();
  if (IsUpper(first)) {  // "Dec  5 "
    return text[3] == ' ' && (IsDigit(text[4]) || text[4] == ' ') &&
           IsLower(text[1]) && IsLower(text[2]);
  }
  if (IsDigit(first)) return text[4] == '-' && text[7] == '-';
  if (first == '<') {  // "<22>"
    const std::size_t close = text.substr(0, 5).find('>');
    return close != kNowhere && IsDigit(text[close - 1]) && text[2] != '.';
  }
  return first == '{' && (text[1] == '"' || text[1] == ' ');
}

// Of those marks only what containers write ("mail-1  | ", "[pod/mail-0] ").
std::string_view WithoutContainer(std::string_view line);

// The date that a line begins with; at most a priority in front of it.
std::optional<LogDate> DateAtBegin(std::string_view line);

// The date that a line begins with, behind what stands in front of it. Nothing
// for a record in JSON, and for what is no log line.
std::optional<LogDate> DateOfLine(std::string_view line);

}  // namespace mailwhy
