// All causes as text and as JSON.
#include "report/causes_page.h"
#include "report/causes_words.h"
#include "report/json_objects.h"
#include "report/page.h"
#include "report/text.h"
#include "report/words.h"

namespace mailwhy::report {
namespace {

void AddTold(const CauseText& cause, const Style& style, Page& page) {
  const Words& words = WordsOf(style.language);
  AddCause(cause, style, page);
  if (cause.remedies.empty()) return;
  page.Section(words.to_do);
  AddRemedies(cause.remedies, style, page);
}

void AddWay(const ShownCause& cause, const Style& style, Page& page) {
  const CausesWords& words = CausesWordsOf(style.language);
  if (cause.one_way.empty()) return;
  page.Blank();
  page.Paragraph(cause.one_way == "inbound" ? words.only_inbound
                                            : words.only_outbound);
}

void AddShown(const ShownCause& cause, const Style& style, Page& page) {
  const ShownCause::Told& told = cause.in(style.language);
  page.Headline(Fill(WordsOf(style.language).with_cause,
                     {{"why", told.plain.title}, {"cause", cause.id}}),
                Tone::kBold);
  AddWay(cause, style, page);
  AddTold(told.plain, style, page);
  if (!told.inbound) return;
  page.Blank();
  page.Headline(std::string(CausesWordsOf(style.language).inbound) + ": " +
                    told.inbound->title,
                Tone::kBold);
  AddTold(*told.inbound, style, page);
}

}  // namespace

std::string CausesText(const ShownCauses& causes, const Style& style) {
  Page page(style.width, style.colour);
  bool first = true;
  for (const ShownCause& cause : causes) {
    if (!first) page.Blank();
    if (!first) page.Blank();
    first = false;
    AddShown(cause, style, page);
  }
  return page.text();
}

std::string CausesJson(const ShownCauses& causes, Language language) {
  Json json;
  json["schema"] = "mailwhy.rules/1";
  json["causes"] = Json::array();
  for (const ShownCause& cause : causes) {
    const ShownCause::Told& told = cause.in(language);
    Json one = CauseJson(told.plain);
    one.erase("certainty");
    one.erase("attributes");
    one["one_way"] = TextOrNull(cause.one_way);
    one["inbound"] = Json(nullptr);
    if (told.inbound) {
      one["inbound"]["side"] = told.inbound->side;
      one["inbound"]["title"] = told.inbound->title;
      one["inbound"]["explanation"] = told.inbound->explanation;
      one["inbound"]["remedies"] = RemediesJson(told.inbound->remedies);
    }
    json["causes"].push_back(std::move(one));
  }
  return Dump(json, 2) + "\n";
}

}  // namespace mailwhy::report
