// A cause as text, and `explain`.
#include <algorithm>

#include "base/text.h"
#include "report/page.h"
#include "report/text.h"
#include "report/words.h"

namespace mailwhy::report {
namespace {

std::string SideText(const CauseText& cause, Language language) {
  const Words& words = WordsOf(language);
  if (cause.side.empty()) return words.not_known;
  std::string text = SideInWords(cause.side, language);
  if (cause.certainty == Certainty::kLikely) {
    text += language == Language::kJapanese
                ? "（" + std::string(words.likely) + "）"
                : " (" + std::string(words.likely) + ")";
  }
  return text;
}

}  // namespace

void AddRemedies(const std::vector<Remedy>& remedies, const Style& style,
                 Page& page) {
  const Words& words = WordsOf(style.language);
  int number = 0;
  for (const Remedy& remedy : remedies) {
    const std::string head = std::to_string(++number) + ". ";
    page.Paragraph(head + WhoInWords(remedy.who, style.language) + words.colon +
                       remedy.text,
                   DisplayWidth(head));
    if (!remedy.command.empty()) page.Verbatim("     $ " + remedy.command);
  }
}

void AddCause(const CauseText& cause, const Style& style, Page& page) {
  const Words& words = WordsOf(style.language);
  page.Section(words.why);
  page.Paragraph(cause.explanation.empty() ? cause.title : cause.explanation);
  page.Section(std::string(words.whose) + words.colon +
               SideText(cause, style.language));
}

std::string ExplainText(const Explained& explained, const Style& style) {
  const Words& words = WordsOf(style.language);
  Page page(style.width, style.colour);
  if (!explained.cause) {
    page.Headline(words.no_failure, Tone::kBold);
    return page.text();
  }
  const CauseText& cause = *explained.cause;
  page.Headline(
      Fill(words.with_cause, {{"why", cause.title}, {"cause", cause.id}}),
      Tone::kBold);
  AddCause(cause, style, page);
  if (!cause.remedies.empty()) {
    page.Section(words.to_do);
    AddRemedies(cause.remedies, style, page);
  }
  return page.text();
}

}  // namespace mailwhy::report
