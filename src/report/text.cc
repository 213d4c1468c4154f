#include "report/text.h"

namespace mailwhy::report {
namespace {

class TextWriter : public Writer {
 public:
  explicit TextWriter(const Style& style) : style_(style) {}

  std::string Why(const Answers& answers) override {
    return WhyText(answers, style_);
  }
  std::string Trace(const TraceView& trace) override {
    return TraceText(trace, style_);
  }
  std::string Explain(const Explained& explained) override {
    return ExplainText(explained, style_);
  }
  std::string Message(const ExplainedMessage& message) override {
    return MessageText(message, style_);
  }
  std::string Report(const mailwhy::Report& report) override {
    return ReportText(report, style_);
  }
  std::string Load(const LoadCounts& counts) override {
    return LoadText(counts, style_);
  }

 private:
  Style style_;
};

}  // namespace

std::unique_ptr<Writer> MakeTextWriter(const Style& style) {
  return std::make_unique<TextWriter>(style);
}

}  // namespace mailwhy::report
