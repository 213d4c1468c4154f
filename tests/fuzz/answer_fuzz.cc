// The whole way: any log through the pipeline into a store in memory, and the
// answers about it as text and JSON. The log comes twice: the second time must
// add nothing. First line: whom and when the question is about.
#include <nlohmann/json.hpp>
#include <string>

#include "base/text.h"
#include "base/utf8.h"
#include "fuzz/memory_file.h"
#include "fuzz/target.h"
#include "pipeline.h"
#include "query/query.h"
#include "report/writers.h"

namespace mailwhy::fuzz {
namespace {

constexpr Micros kNow = 1'795'305'600 * kSecond;
constexpr std::size_t kMostBytes = 8'000;

using classify::RuleBook;

// Compiled once: that takes longer than most logs.
struct Rules {
  std::shared_ptr<const RuleBook> book = *classify::ReadRules({});
  classify::Classifier classifier{book};
};

Question QuestionOf(std::string_view text) {
  Question question;
  question.now = kNow;
  const std::size_t blank = text.find(' ');
  question.address = text.substr(0, blank);
  if (blank == text.npos) return question;
  const auto at = ReadTime(text.substr(blank + 1), kNow, Zone());
  if (at) question.at = *at;
  return question;
}

std::int64_t Load(store::Store& store, classify::Classifier& classifier,
                  const MemoryFile& log) {
  ReadOptions options;
  options.growing = false;
  options.year = 2022;
  Pipeline pipeline(store, classifier, options);
  source::LogFile file;
  file.path = log.path();
  file.newest = kNow;
  const Status status = pipeline.Load({file}, [](const Error& error) {
    Require(!error.why.empty(), "an error says why");
  });
  Require(status.ok(), "a store in memory takes any log");
  const LoadCounts& counts = pipeline.counts();
  return counts.mails + counts.rejects + counts.sessions;
}

std::string Export(store::Store& store) {
  std::string text;
  const auto add = [&](const auto& object) {
    const auto evidence = store.Evidence(object.evidence);
    Require(evidence.ok() && evidence->size() == object.evidence.size(),
            "evidence was kept");
    text += report::ExportLine(object, *evidence, {}) + "\n";
    return true;
  };
  Filter all;
  all.order = Filter::Order::kExport;
  Require(store.FindMails(all, add).ok() && store.FindRejects(all, add).ok() &&
              store.FindSessions(all, add).ok(),
          "a store in memory can be read");
  return text;
}

// For a screen: no character acts on it.
void CheckText(std::string_view text) {
  while (!text.empty()) {
    const Utf8Char next = DecodeUtf8(text);
    Require(next.valid, "an answer is UTF-8");
    Require(next.code == '\n' || (next.code >= 0x20 && next.code != 0x7f),
            "an answer holds no control characters");
    Require(next.code < 0x80 || next.code >= 0xa0, "nor those of C1");
    text.remove_prefix(next.length);
  }
}

void CheckJson(std::string_view text) {
  for (const std::string_view line : Split(Trim(text), '\n')) {
    Require(line.empty() || nlohmann::json::accept(line), "each line is JSON");
  }
}

void Describe(Answers& answers, const RuleBook& book, Language language) {
  for (Answer& answer : answers.answers) {
    if (!answer.judged.known()) continue;
    Failure failure;
    if (answer.reject) failure = FailureOf(*answer.reject);
    if (answer.session) failure = FailureOf(*answer.session);
    const Delivery* delivery = answer.EndDelivery();
    if (delivery != nullptr && delivery->last() != nullptr) {
      failure = FailureOf(*answer.EndMail(), *delivery, *delivery->last());
    }
    answer.cause = classify::Describe(book, answer.judged, failure, language);
  }
}

void Ask(store::Store& store, const RuleBook& book, const Question& question) {
  for (const Language language : {Language::kEnglish, Language::kJapanese}) {
    Result<Answers> answers = query::Why(store, question);
    Require(answers.ok() && !answers->answers.empty(), "there is an answer");
    Describe(*answers, book, language);
    report::WordAnswers(*answers, language, nullptr);
    report::Style style;
    style.language = language;
    CheckText(report::MakeWriter("text", style)->Why(*answers));
    Require(nlohmann::json::accept(
                report::MakeWriter("json", style)->Why(*answers)),
            "an answer in JSON is JSON");
  }
}

void Report(store::Store& store, const Question& question) {
  const Result<mailwhy::Report> report = query::ReportOn(store, question);
  Require(report.ok(), "a store in memory can be counted");
  CheckText(report::MakeWriter("text", {})->Report(*report));
  Require(
      nlohmann::json::accept(report::MakeWriter("json", {})->Report(*report)),
      "a report in JSON is JSON");
}

void Run(std::string_view text) {
  static Rules rules;
  if (text.size() > kMostBytes) return;
  const Question question = QuestionOf(TakeLine(text));
  const MemoryFile log(text);
  auto store = store::OpenInMemory();
  Require(store.ok(), "a store in memory can be made");
  Load(**store, rules.classifier, log);
  const std::string first = Export(**store);
  CheckJson(first);
  const MemoryFile copy(text);
  Require(Load(**store, rules.classifier, copy) == 0,
          "a copy of the log brings nothing new");
  RequireSame(Export(**store), first, "and changes nothing");
  Ask(**store, *rules.book, question);
  Report(**store, question);
}

}  // namespace
}  // namespace mailwhy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes,
                                      std::size_t size) {
  mailwhy::fuzz::Run(mailwhy::fuzz::TextOf(bytes, size));
  return 0;
}
