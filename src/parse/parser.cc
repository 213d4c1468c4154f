// The way of a line through this room: envelope, program, severity and
// queue ID, shape.
#include "parse/parser.h"

#include "base/cursor.h"
#include "parse/daemons.h"
#include "parse/envelope.h"
#include "parse/lexis.h"
#include "parse/talk.h"

namespace mailwhy::parse {
namespace {

// Postfix msg(3): the severities that are written out.
bool TakeSeverity(std::string_view* text) {
  Cursor cursor(*text);
  if (!cursor.Skip("warning: ") && !cursor.Skip("error: ") &&
      !cursor.Skip("fatal: ") && !cursor.Skip("panic: ")) {
    return false;
  }
  *text = cursor.rest();
  return true;
}

// `text`: behind severity and queue ID. A line whose shape is not known is a
// warning if it says so; what says so is not of no story.
LineKind Judge(std::string_view text, Event& event, LineKind kind) {
  const bool known = kind != LineKind::kUnrecognized;
  const bool slight = kind == LineKind::kService || kind == LineKind::kNote;
  if (known && !(slight && event.warning)) return kind;
  if (event.warning) return ReadComplaint(text, event);
  if (event.queue_id.empty() && IsTalk(text)) {
    return LineKind::kService;
  }
  return LineKind::kUnrecognized;
}

void ReadText(Shape shape, Event& event) {
  std::string_view text = event.text;
  event.warning = TakeSeverity(&text);
  TakeQueueId(&text, event);
  event.kind = Judge(text, event, shape(text, event));
}

// Lines of any program can look like these.
bool ProvesNothing(const Event& event) {
  return event.kind == LineKind::kUnrecognized ||
         event.kind == LineKind::kService || event.kind == LineKind::kNote ||
         (event.kind == LineKind::kWarning && event.queue_id.empty());
}

}  // namespace

struct Parser::Work {
  explicit Work(const Zone& zone) : envelope(zone) {}
  EnvelopeReader envelope;
  Event event;
};

Parser::Parser(const Zone& zone) : work_(std::make_unique<Work>(zone)) {}
Parser::~Parser() = default;

void Parser::Begin(int start_year, Micros last_time) {
  work_->envelope.Begin(start_year, last_time);
}

const Event& Parser::Parse(std::string_view line) {
  Event& event = work_->event;
  event = Event{};
  if (!work_->envelope.Read(line, event)) {
    event = Event{};
    return event;
  }
  const Shape shape = ReadProgram(event);
  event.kind = LineKind::kOtherProgram;
  if (shape != nullptr) ReadText(shape, event);
  if (ProvesNothing(event) && IsBareDaemon(event)) {
    event.kind = LineKind::kOtherProgram;
  }
  return event;
}

}  // namespace mailwhy::parse
