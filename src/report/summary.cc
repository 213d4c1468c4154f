#include "report/summary.h"

#include "report/words.h"

namespace mailwhy::report {
namespace {

std::string StatesInWords(const mailwhy::Report& report, Language language) {
  std::string text;
  for (const auto& [state, count] : report.by_state) {
    if (count == 0) continue;
    if (!text.empty()) text += language == Language::kJapanese ? "、" : ", ";
    const std::string word = VerdictInWords(state, language);
    const std::string number = std::to_string(count);
    text += language == Language::kJapanese ? word + " " + number
                                            : number + " " + word;
  }
  return text;
}

}  // namespace

std::vector<std::string> SummaryOf(const mailwhy::Report& report,
                                   const Style& style) {
  const Words& words = WordsOf(style.language);
  std::vector<std::string> sentences;
  if (report.mails == 0) {
    sentences.push_back(words.report_empty);
  } else {
    sentences.push_back(Fill(
        words.sum_mails, {{"mails", std::to_string(report.mails)},
                          {"deliveries", std::to_string(report.deliveries)}}));
    sentences.push_back(Fill(
        words.sum_states, {{"states", StatesInWords(report, style.language)}}));
  }
  if (report.rejects > 0 || report.logins_failed > 0) {
    sentences.push_back(Fill(
        words.sum_refused, {{"rejects", std::to_string(report.rejects)},
                            {"logins", std::to_string(report.logins_failed)}}));
  }
  return sentences;
}

}  // namespace mailwhy::report
