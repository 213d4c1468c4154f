// The text writer of the table in writers.cc, and its pages.
#pragma once

#include <memory>
#include <string>

#include "report/page.h"
#include "report/writers.h"

namespace mailwhy::report {

std::unique_ptr<Writer> MakeTextWriter(const Style& style);

std::string WhyText(const Answers& answers, const Style& style);
std::string TraceText(const TraceView& trace, const Style& style);
std::string ExplainText(const Explained& explained, const Style& style);
std::string MessageText(const ExplainedMessage& message, const Style& style);
std::string ReportText(const mailwhy::Report& report, const Style& style);
// Of LoadText: lines by kind, and how to see those of none.
void AddKinds(const LoadCounts& counts, const Style& style, Page& page);
std::string LoadText(const LoadCounts& counts, const Style& style);

class Page;
// Title, explanation, whose side and what to do: of `why` and `explain`.
void AddCause(const CauseText& cause, const Style& style, Page& page);
void AddRemedies(const std::vector<Remedy>& remedies, const Style& style,
                 Page& page);

}  // namespace mailwhy::report
