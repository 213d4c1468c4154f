#include "source/wrapped.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "source/log_like.h"

namespace mailwhy::source {
namespace {

bool IsOneOf(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

// Replies quote as they like, so only what opens and never closes counts.
bool HasOpenBracket(std::string_view text) {
  int round = 0, square = 0;
  for (const char c : text) {
    if (c == '(') ++round;
    if (c == ')' && round > 0) --round;
    if (c == '[') ++square;
    if (c == ']' && square > 0) --square;
  }
  return round > 0 || square > 0;
}

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// A delivery line whose outcome is still to come.
bool LacksStatus(std::string_view line) {
  return (Contains(line, " to=") || Contains(line, " relay=")) &&
         !Contains(line, "status=");
}

bool EndsComplete(std::string_view line) {
  constexpr std::array<std::string_view, 3> kEnds{": removed", ")", "]"};
  return std::any_of(kEnds.begin(), kEnds.end(),
                     [&](std::string_view end) { return EndsWith(line, end); });
}

std::string_view LastWord(std::string_view text) {
  const std::size_t blank = text.find_last_of(" ,=(<[");
  return blank == std::string_view::npos ? text : text.substr(blank + 1);
}

std::string_view FirstWord(std::string_view text) {
  return text.substr(0, text.find_first_of(" ,=)>]:;"));
}

// "EEC70" and "2AAC0E": one queue ID in two pieces.
bool AreOneId(std::string_view left, std::string_view right) {
  const auto fits = [](char c) { return IsDigit(c) || (c >= 'A' && c <= 'F'); };
  return !left.empty() && !right.empty() &&
         std::all_of(left.begin(), left.end(), fits) &&
         std::all_of(right.begin(), right.end(), fits);
}

// Whether the blank at which the line was wrapped was lost with it.
bool LostABlank(std::string_view left, std::string_view right) {
  if (left.empty() || right.empty()) return false;
  const char before = left.back(), after = right.front();
  if (before == ' ' || after == ' ') return false;
  if (after == '(') return !IsOneOf(before, "(<[");
  if (IsOneOf(after, "/,.;:)]>@=-_?&%")) return false;
  if (IsOneOf(before, ",;)")) return true;
  if (before == ':') return !EndsWith(left, "]:");  // [192.0.2.1]: and 25
  if (IsOneOf(before, "-/=<([@._?&%")) return false;
  if (IsDigit(before) && IsDigit(after)) return false;
  return !AreOneId(LastWord(left), FirstWord(right));
}

// Some of these show where a page was torn; the words say so themselves.
constexpr std::array<std::string_view, 8> kFillers{"~",  "...", "…",   "・・・",
                                                   "〜", "～",  "```", "---"};
constexpr std::array<std::string_view, 4> kOmissions{"略", "snip", "omitted",
                                                     "<skip>"};

}  // namespace

bool IsFiller(std::string_view line) {
  line = Trim(line);
  if (line.empty()) return true;
  const auto begins = [&](std::string_view with) {
    return StartsWith(line, with);
  };
  if (std::any_of(kFillers.begin(), kFillers.end(), begins)) return true;
  constexpr std::size_t kLongestOmission = 40;
  return line.size() <= kLongestOmission &&
         std::any_of(
             kOmissions.begin(), kOmissions.end(),
             [&](std::string_view word) { return Contains(line, word); });
}

bool IsTornOff(std::string_view begun, std::string_view next) {
  if (IsFiller(next) || BeginsLikeLogLine(next)) return false;
  begun = Trim(begun);
  next = Trim(next);
  if (HasOpenBracket(begun) || LacksStatus(begun)) return true;
  if (IsOneOf(begun.back(), ",/=(<[:;-@")) return true;
  if (IsOneOf(next.front(), "/,)]>")) return true;
  if (EndsComplete(begun)) return false;
  if (next.front() == '(') return true;  // (queue active)
  // Wrapped between words: then what is there is about a line of a page long.
  constexpr std::size_t kNarrowestPage = 60;
  return begun.size() >= kNarrowestPage &&
         (IsLower(next.front()) || IsDigit(next.front())) &&
         !IsUpper(begun.back());
}

bool IsUnfinished(std::string_view line) {
  return HasOpenBracket(line) || LacksStatus(line);
}

bool IsTalk(std::string_view line) {
  line = Trim(line);
  if (line.empty()) return false;
  const bool other_script = std::any_of(line.begin(), line.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x80;
  });
  if (other_script || IsOneOf(line.back(), "?!")) return true;
  // A sentence, or the end of a letter: "Best regards,"
  return IsUpper(line.front()) && IsOneOf(line.back(), ".,");
}

void JoinTornOff(std::string* begun, std::string_view next) {
  const std::string_view left = *begun;
  const bool blank = LostABlank(left, next);
  if (blank) {
    begun->push_back(' ');
  } else if (EndsWith(left, " ")) {
    while (!next.empty() && next.front() == ' ') next.remove_prefix(1);
  }
  begun->append(next);
}

namespace {

// No-break and ideographic spaces are blanks, zero-width ones and byte order
// marks are nothing.
std::string WithPlainBlanks(std::string_view line) {
  constexpr std::array<std::string_view, 3> kBlanks{"\xC2\xA0", "\xE3\x80\x80",
                                                    "\t"};
  constexpr std::array<std::string_view, 2> kNothing{"\xE2\x80\x8B",
                                                     "\xEF\xBB\xBF"};
  std::string plain;
  while (!line.empty()) {
    const auto begins = [&](std::string_view with) {
      return StartsWith(line, with);
    };
    const auto* blank = std::find_if(kBlanks.begin(), kBlanks.end(), begins);
    const auto* nothing =
        std::find_if(kNothing.begin(), kNothing.end(), begins);
    if (blank != kBlanks.end()) {
      plain.push_back(' ');
      line.remove_prefix(blank->size());
    } else if (nothing != kNothing.end()) {
      line.remove_prefix(nothing->size());
    } else {
      plain.push_back(line.front());
      line.remove_prefix(1);
    }
  }
  return plain;
}

std::string_view WithoutBlanks(std::string_view line) {
  return line.substr(std::min(line.find_first_not_of(' '), line.size()));
}

// Quotation in mails and chats, list marks, and what grep puts before a match.
std::string_view WithoutMark(std::string_view line) {
  constexpr std::array<std::string_view, 5> kMarks{">", "|", "$", "*", "`"};
  const std::string_view trimmed = WithoutBlanks(line);
  for (const std::string_view mark : kMarks) {
    if (StartsWith(trimmed, mark)) return trimmed.substr(mark.size());
  }
  if (trimmed.size() != line.size()) return trimmed;
  const std::size_t colon = line.substr(0, 200).find(':');
  if (colon == std::string_view::npos) return "";
  const std::string_view before = line.substr(0, colon);
  return Contains(before, " ") ? "" : line.substr(colon + 1);
}

}  // namespace

std::string WithoutPasteMarks(std::string_view line) {
  std::string plain = WithPlainBlanks(line);
  std::string_view rest = plain;
  constexpr int kMostMarks = 6;
  for (int i = 0; i < kMostMarks && !rest.empty(); ++i) {
    if (BeginsLikeLogLine(rest)) return std::string(WithoutBlanks(rest));
    rest = WithoutMark(rest);
  }
  return plain;
}

}  // namespace mailwhy::source
