// report/: answers -> text and JSON, in English and Japanese. Last room on the
// way; cli calls a writer of the table in writers.cc.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/answer.h"
#include "model/bounce.h"
#include "model/hop.h"
#include "model/progress.h"
#include "model/report.h"
#include "model/verdict.h"

namespace mailwhy::report {

struct Style {
  Language language = Language::kEnglish;
  bool colour = false;
  int width = 80;
  // Times are shown in it; nothing: in the log's own offset.
  const Zone* zone = nullptr;
};

// The traced mails and their evidence (query::Trace, handed over by cli).
struct TraceView {
  std::string id;
  const std::vector<Mail>* mails = nullptr;
  const std::vector<Reject>* rejects = nullptr;
  const std::vector<Session>* sessions = nullptr;
  const std::vector<std::string>* evidence = nullptr;
  const std::vector<Hop>* hops = nullptr;  // the mails as a tree
};

// `explain`: `cause` has no value where the text tells of no failure.
struct Explained {
  std::string input;
  std::optional<CauseText> cause;
};

// `explain --message`: what is explained, one for each recipient of the bounce.
struct ExplainedMessage {
  Bounce bounce;
  std::vector<Explained> recipients;
};

class Writer {
 public:
  virtual ~Writer() = default;
  // Each returns the whole output, ending in a line end.
  virtual std::string Why(const Answers& answers) = 0;
  virtual std::string Trace(const TraceView& trace) = 0;
  virtual std::string Explain(const Explained& explained) = 0;
  virtual std::string Message(const ExplainedMessage& message) = 0;
  virtual std::string Report(const mailwhy::Report& report) = 0;
  virtual std::string Load(const LoadCounts& counts) = 0;
};

// "text" or "json"; null for a format that there is none of.
std::unique_ptr<Writer> MakeWriter(std::string_view format, const Style& style);
std::vector<std::string> WriterNames();

// `export`: one JSON object a line, without the line end.
std::string ExportLine(const Mail& mail,
                       const std::vector<std::string>& evidence,
                       const Style& style);
std::string ExportLine(const Reject& reject,
                       const std::vector<std::string>& evidence,
                       const Style& style);
std::string ExportLine(const Session& session,
                       const std::vector<std::string>& evidence,
                       const Style& style);

// `explain -`: one object, without the line end.
std::string ExplainLine(const Explained& explained);

// Fills in headline and next of each answer (and searched.note): the words of
// the answer. Causes must have been filled in before.
void WordAnswers(Answers& answers, Language language, const Zone* zone);

}  // namespace mailwhy::report
