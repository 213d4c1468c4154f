#include "parse/envelope.h"

#include <algorithm>
#include <charconv>

#include "parse/cursor.h"
#include "parse/lexis.h"

namespace mailwhy::parse {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kLongestTag = 128;
constexpr int kMostPidDigits = 9;

int ReadPid(std::string_view digits) {
  int pid = 0;
  if (digits.size() > kMostPidDigits) return 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), pid);
  return pid;
}

bool IsTagChar(char c) { return c != ' ' && c != '[' && c != ':' && c != '\t'; }

// "postfix/smtpd[123]: ", "postfix/smtpd: ", "postfix/smtpd[123] "; false where
// what follows is no tag, and nothing is taken.
bool TakeTag(Cursor& cursor, Event& event) {
  Cursor ahead(cursor.rest());
  event.program = ahead.TakeWhile(IsTagChar);
  if (event.program.empty() || event.program.size() > kLongestTag) return false;
  bool closed = false;
  if (ahead.Skip('[')) {
    event.pid = ReadPid(ahead.TakeDigits());
    closed = ahead.Skip(']');
  }
  if (!ahead.Skip(':') && !closed) return false;
  cursor = ahead;
  cursor.SkipAll(' ');
  return true;
}

// Some syslogs put "mail.info" between host and program, and Solaris
// "[ID 197553 mail.info]" behind it.
void SkipFacility(Cursor& cursor) {
  Cursor ahead(cursor.rest());
  const std::string_view word =
      ahead.TakeWhile([](char c) { return IsAlnum(c) || c == '.'; });
  if (word.find('.') == kNowhere || !ahead.Skip(' ')) return;
  if (word.starts_with("mail.") || word.starts_with("local") ||
      word.starts_with("user.") || word.starts_with("daemon.")) {
    cursor = ahead;
  }
}

void SkipSolarisId(Cursor& cursor) {
  if (!cursor.Sees("[ID ")) return;
  Cursor ahead(cursor.rest());
  std::string_view id;
  if (ahead.TakePast("] ", &id) && id.size() < 64) cursor = ahead;
}

// "message repeated 3 times: [ text]": the text, and how often.
std::string_view WithoutRepetition(std::string_view text, Event& event) {
  Cursor cursor(text);
  if (!cursor.Skip("message repeated ")) return text;
  const std::string_view times = cursor.TakeDigits();
  if (times.empty() || !cursor.Skip(" times: [ ")) return text;
  std::string_view inside = cursor.rest();
  if (inside.ends_with(']')) inside.remove_suffix(1);
  AddExtra("repeated", times, event);
  return inside;
}

// RFC 3164 4.1.2 and 4.1.3, from the host on.
void ReadHostAndTag(std::string_view text, Event& event) {
  Cursor cursor(text);
  cursor.SkipAll(' ');
  const std::string_view word = cursor.rest().substr(
      0, std::min(cursor.rest().find(' '), cursor.rest().size()));
  if (!word.ends_with(':')) {  // else the host is left out
    event.host = word;
    cursor.Take(word.size());
    cursor.SkipAll(' ');
    SkipFacility(cursor);
  }
  if (!TakeTag(cursor, event)) {
    event.program = {};
    event.pid = 0;
  }
  SkipSolarisId(cursor);
  event.text = WithoutRepetition(cursor.rest(), event);
}

std::string_view TakeWord(Cursor& cursor) {
  const std::string_view word = cursor.TakeUntil(' ');
  cursor.Skip(' ');
  return word == "-" ? std::string_view() : word;
}

// RFC 5424 6.3: "-", or "[id name="value" ...]" with \" \\ \] escaped.
void SkipStructuredData(Cursor& cursor) {
  if (cursor.Skip('-')) return;
  while (cursor.Skip('[')) {
    bool quoted = false;
    while (!cursor.AtEnd()) {
      const char c = cursor.Take(1).front();
      if (c == '\\') cursor.Take(1);
      if (c == '"') quoted = !quoted;
      if (c == ']' && !quoted) break;
    }
  }
}

// RFC 5424 6: host, program, process, message ID, structured data, text.
void ReadFields5424(std::string_view text, Event& event) {
  Cursor cursor(text);
  event.host = TakeWord(cursor);
  event.program = TakeWord(cursor);
  event.pid = ReadPid(Cursor(TakeWord(cursor)).TakeDigits());
  TakeWord(cursor);
  SkipStructuredData(cursor);
  cursor.SkipAll(' ');
  cursor.Skip(kByteOrderMark);
  event.text = WithoutRepetition(cursor.rest(), event);
}

}  // namespace

std::string_view Unwrap(std::string_view line) {
  if (line.starts_with('\0')) {
    line.remove_prefix(std::min(line.find_first_not_of('\0'), line.size()));
  }
  if (line.starts_with(kByteOrderMark)) {
    line.remove_prefix(kByteOrderMark.size());
  }
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view WithoutPriority(std::string_view line, bool* version_given) {
  *version_given = false;
  if (!line.starts_with('<')) return line;
  Cursor cursor(line.substr(1));
  const std::size_t digits = cursor.TakeDigits().size();
  if (digits < 1 || digits > 3 || !cursor.Skip('>')) return line;
  *version_given = cursor.Skip("1 ");
  cursor.SkipAll(' ');
  return cursor.rest();
}

bool ReadEnvelope(std::string_view line, LogClock& clock, Event& event) {
  bool version_given = false;
  std::string_view text = WithoutPriority(line, &version_given);
  if (!clock.Read(&text, &event.time)) return false;
  if (version_given) {
    ReadFields5424(text, event);
  } else {
    ReadHostAndTag(text, event);
  }
  return true;
}

}  // namespace mailwhy::parse
