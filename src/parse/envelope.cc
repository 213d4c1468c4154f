#include "parse/envelope.h"

#include <algorithm>
#include <charconv>

#include "base/cursor.h"
#include "parse/daemons.h"
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

// Some syslogs put "mail.info" between host and program (AIX: "mail:info"), and
// Solaris "[ID 197553 mail.info]" behind it.
void SkipFacility(Cursor& cursor) {
  Cursor ahead(cursor.rest());
  const std::string_view word =
      ahead.TakeWhile([](char c) { return IsAlnum(c) || c == '.'; });
  const bool colon = word == "mail" && ahead.Skip(':');
  if (colon) ahead.TakeWhile(IsLower);
  if ((!colon && word.find('.') == kNowhere) || !ahead.Skip(' ')) return;
  if (colon || word.starts_with("mail.") || word.starts_with("local") ||
      word.starts_with("user.") || word.starts_with("daemon.")) {
    cursor = ahead;
  }
}

// FreeBSD's syslogd -v puts "<mail.info>" or "<2.6>" before the host.
void SkipBracketedFacility(Cursor& cursor) {
  Cursor ahead(cursor.rest().substr(0, 24));
  std::string_view facility;
  if (!ahead.Skip('<') || !ahead.TakePast("> ", &facility)) return;
  cursor.Take(facility.size() + 3);
}

// AIX: "Message forwarded from mx01: " stands where the program does.
void TakeForwarder(Cursor& cursor, Event& event) {
  Cursor ahead(cursor.rest());
  std::string_view from;
  if (!ahead.Skip("Message forwarded from ") || !ahead.TakePast(": ", &from)) {
    return;
  }
  event.host = from;
  cursor = ahead;
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
  if (cursor.Peek() == '<') SkipBracketedFacility(cursor);
  const std::string_view word = cursor.rest().substr(
      0, std::min(cursor.rest().find(' '), cursor.rest().size()));
  if (!word.ends_with(':')) {  // else the host is left out
    event.host = word;
    cursor.Take(word.size());
    cursor.SkipAll(' ');
    if (cursor.Peek() == 'M') TakeForwarder(cursor, event);
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

// A text without a header of its own may begin with its tag all the same, as
// Postfix's words on a container's output do.
void ReadBareText(std::string_view text, Event& event) {
  event.text = text;
  Event tagged;
  Cursor cursor(text);
  if (!TakeTag(cursor, tagged) || ReadProgram(tagged) == nullptr) return;
  event.program = tagged.program;
  event.pid = tagged.pid;
  event.text = cursor.rest();
}

bool IsOfMail(Event event) { return ReadProgram(event) != nullptr; }

std::string_view WithoutLineEnd(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

bool MayHoldLogLine(const Event& event) {
  return event.program.empty() || MayBeLogLine(event.text);
}

// What of the text may be a log line: all of it, or what follows a tag that was
// given no colon ("maillog Dec  5 ...", rsyslog's imfile).
std::string_view InnerLineOf(const Event& event) {
  if (MayBeLogLine(event.text)) return event.text;
  constexpr std::size_t kLongestWord = 64;
  Cursor cursor(event.text);
  cursor.Take(FindEither(event.text.substr(0, kLongestWord), ' ', '\t'));
  cursor.SkipAll(' ');
  return MayBeLogLine(cursor.rest()) ? cursor.rest() : std::string_view();
}

// Whoever wrote the fields: "postfix/smtpd", "postfix/smtpd[123]:".
void ReadProgramField(std::string_view program, std::string_view pid,
                      Event& event) {
  event.pid = ReadPid(Cursor(pid).TakeDigits());
  Event tagged;
  Cursor cursor(program);
  const bool is_tag = TakeTag(cursor, tagged);
  event.program = is_tag ? tagged.program : program;
  if (is_tag && tagged.pid != 0) event.pid = tagged.pid;
}

}  // namespace

bool EnvelopeReader::Read(std::string_view line, Event& event) {
  clock_.SetAround(std::nullopt);
  return ReadLayer(Unwrap(line), 0, event);
}

bool EnvelopeReader::ReadLayer(std::string_view line, int depth, Event& event) {
  constexpr int kMostMarks = 6;
  for (int marks = 0; marks <= kMostMarks; ++marks) {
    const bool read = line.starts_with('{') ? ReadJson(line, depth, event)
                                            : ReadSyslog(line, depth, event);
    if (read) return true;
    const std::string_view rest = WithoutMark(line);
    if (rest.size() == line.size()) return false;
    line = rest;
    event = Event{};
  }
  return false;
}

bool EnvelopeReader::ReadSyslog(std::string_view line, int depth,
                                Event& event) {
  bool version_given = false;
  const std::string_view whole = WithoutPriority(line, &version_given);
  std::string_view text = whole;
  if (!clock_.Read(&text, &event.time)) return false;
  if (version_given) {
    ReadFields5424(text, event);
  } else if (SkipContainerStream(&text) || MayBeLogLine(text)) {
    ReadBareText(text, event);
  } else {
    ReadHostAndTag(text, event);
  }
  if (!MayHoldLogLine(event)) [[likely]]
    return true;
  const std::string_view inner = InnerLineOf(event);
  if (inner.empty() || ReadInner(inner, depth, event)) return true;
  text = whole;
  return clock_.Read(&text, &event.time);
}

// `event`: what the layer around says. False: the text is no log line of its
// own, or one that tells less than the layer; the clock must be set again.
bool EnvelopeReader::ReadInner(std::string_view text, int depth, Event& event) {
  if (depth >= kDeepest) return true;
  const std::optional<Timestamp> around = clock_.around();
  const bool year_known = event.time.known() && clock_.year_known();
  if (event.time.known()) clock_.Undo();
  if (year_known) clock_.SetAround(event.time);
  Event inner;
  const bool read = ReadLayer(text, depth + 1, inner);
  clock_.SetAround(around);
  if (!read || inner.program.empty() || (!IsOfMail(inner) && IsOfMail(event))) {
    clock_.Undo();
    return false;
  }
  if (inner.host.empty()) inner.host = event.host;
  event = inner;
  return true;
}

bool EnvelopeReader::ReadJson(std::string_view line, int depth, Event& event) {
  std::unique_ptr<JsonLine>& record = records_[static_cast<std::size_t>(depth)];
  if (record == nullptr) record = std::make_unique<JsonLine>();
  JsonFields fields;
  if (!record->Read(line, &fields)) return false;
  const std::string_view message = WithoutLineEnd(fields.message);
  event.host = fields.host;
  ReadProgramField(fields.tag.empty() ? fields.program : fields.tag, fields.pid,
                   event);
  const bool has_time = ReadJsonTime(fields, event);
  if (MayBeLogLine(message) && depth < kDeepest) {
    if (ReadInner(message, depth, event)) return true;
    if (has_time) ReadJsonTime(fields, event);
  }
  if (!has_time) return false;
  Cursor cursor(message);
  cursor.SkipAll(' ');
  if (IsOfMail(event)) {
    event.text = WithoutRepetition(cursor.rest(), event);
  } else {
    ReadBareText(cursor.rest(), event);
  }
  return true;
}

bool EnvelopeReader::ReadJsonTime(const JsonFields& fields, Event& event) {
  for (std::string_view time : fields.times) {
    if (time.empty()) break;
    if (clock_.ReadUnix(time, &event.time)) return true;
    if (clock_.Read(&time, &event.time)) return true;
  }
  return false;
}

}  // namespace mailwhy::parse
