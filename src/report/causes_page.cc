// The page: one file, no scripts, nothing from elsewhere; light or dark as the
// reader's system is, and fit for paper.
#include "report/causes_page.h"

#include <algorithm>

#include "report/causes_words.h"
#include "report/html.h"
#include "report/words.h"

namespace mailwhy::report {
namespace {

constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --line: #ccc; --soft: #555; --back: #f4f4f4;
  --link: #0b57d0 }
@media (prefers-color-scheme: dark) {
  :root { --line: #444; --soft: #aaa; --back: #222; --link: #8ab4f8 } }
body { font: 1rem/1.6 system-ui, sans-serif; margin: 0 auto; padding: 1rem;
  max-width: 80rem }
a { color: var(--link) }
nav ul { list-style: none; padding: 0; columns: 20rem }
nav li { break-inside: avoid; margin-bottom: .8rem }
nav li li { margin: 0 0 0 1rem }
nav ul ul { columns: auto }
article { border-top: 1px solid var(--line); padding-top: .5rem }
article:target { border-top: 3px solid var(--link) }
.told { display: grid; gap: 0 2rem;
  grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)) }
h3 { margin-bottom: 0 }
h3 span + span::before { content: " / "; font-weight: normal }
h4, h5 { margin: 1rem 0 .3rem; font-size: 1rem }
.id, .way { color: var(--soft); margin: 0 }
pre { background: var(--back); padding: .4rem .6rem; margin: .3rem 0;
  white-space: pre-wrap; overflow-wrap: anywhere }
li { margin-bottom: .4rem }
.inbound { border-left: 3px solid var(--line); padding-left: 1rem }
@media print {
  :root { --line: #999; --soft: #333; --back: #fff; --link: #000 }
  body { max-width: none; font-size: 9pt }
  nav { display: none }
  li, pre, h3, h4, h5 { break-inside: avoid }
  h2, h3, h4, h5 { break-after: avoid } }
)";

using Languages = std::vector<Language>;

std::string Element(const std::string& tag, const std::string& content) {
  return "<" + tag + ">" + content + "</" + tag.substr(0, tag.find(' ')) + ">";
}

std::string LangOf(Language language) {
  return std::string("lang=\"") + CausesWordsOf(language).code + "\"";
}

// The same in each language, beside each other.
template <class Say>
std::string InAll(const Languages& languages, Say say) {
  std::string text;
  for (const Language language : languages) {
    text += Element("span " + LangOf(language), Escaped(say(language)));
  }
  return text;
}

std::string RemediesHtml(const CauseText& cause, Language language) {
  std::string text = "<ol>\n";
  for (const Remedy& remedy : cause.remedies) {
    text += "<li><b>" + Escaped(WhoInWords(remedy.who, language)) +
            "</b>: " + Linked(remedy.text);
    if (!remedy.command.empty()) {
      text += "<pre><code>" + Escaped(remedy.command) + "</code></pre>";
    }
    text += "</li>\n";
  }
  return text + "</ol>\n";
}

// `heading`: the level below which it stands.
std::string CauseHtml(const CauseText& cause, Language language,
                      const std::string& heading) {
  const CausesWords& words = CausesWordsOf(language);
  std::string text = Element("p", Linked(cause.explanation)) + "\n";
  text += "<p><b>" + Escaped(words.side) +
          "</b>: " + Escaped(SideInWords(cause.side, language)) + "</p>\n";
  if (cause.remedies.empty()) return text;
  return text + Element(heading, Escaped(words.to_do)) + "\n" +
         RemediesHtml(cause, language);
}

std::string WayHtml(const ShownCause& cause, Language language) {
  const CausesWords& words = CausesWordsOf(language);
  if (cause.one_way.empty()) return "";
  return Element("p class=\"way\"",
                 Escaped(cause.one_way == "inbound" ? words.only_inbound
                                                    : words.only_outbound)) +
         "\n";
}

std::string ToldHtml(const ShownCause& cause, Language language) {
  const CausesWords& words = CausesWordsOf(language);
  const ShownCause::Told& told = cause.in(language);
  std::string text = "<div id=\"" + Escaped(cause.id) + "-" + words.code +
                     "\" " + LangOf(language) + ">\n" +
                     WayHtml(cause, language) +
                     CauseHtml(told.plain, language, "h4");
  if (told.inbound) {
    const std::string head =
        told.inbound->title == told.plain.title
            ? words.inbound
            : std::string(words.inbound) + ": " + told.inbound->title;
    text += "<div class=\"inbound\">\n" + Element("h4", Escaped(head)) + "\n" +
            CauseHtml(*told.inbound, language, "h5") + "</div>\n";
  }
  return text + "</div>\n";
}

std::string ArticleHtml(const ShownCause& cause, const Languages& languages) {
  const std::string titles = InAll(languages, [&](Language language) {
    return cause.in(language).plain.title;
  });
  const std::string id = Escaped(cause.id);
  std::string text = "<article id=\"" + id + "\">\n" + Element("h3", titles) +
                     "\n<p class=\"id\"><a href=\"#" + id + "\"><code>" + id +
                     "</code></a></p>\n<div class=\"told\">\n";
  for (const Language language : languages) text += ToldHtml(cause, language);
  return text + "</div>\n</article>\n";
}

std::string GroupTitles(const std::string& group, const Languages& languages) {
  std::string text;
  for (const Language language : languages) {
    const std::string title = GroupInWords(group, language);
    if (text.find(Escaped(title) + "<") != text.npos) continue;  // DNS / DNS
    if (!text.empty()) text += " / ";
    text += Element("span " + LangOf(language), Escaped(title));
  }
  return text;
}

std::string LinksHtml(const ShownCauses& causes, const std::string& group,
                      const Languages& languages) {
  std::string text = "<ul>\n";
  for (const ShownCause& cause : causes) {
    if (cause.group != group) continue;
    const std::string titles = InAll(languages, [&](Language language) {
      return (language == languages.front() ? "" : " / ") +
             cause.in(language).plain.title;
    });
    text +=
        "<li><a href=\"#" + Escaped(cause.id) + "\">" + titles + "</a></li>\n";
  }
  return text + "</ul>\n";
}

std::vector<std::string> GroupsOf(const ShownCauses& causes) {
  std::vector<std::string> groups;
  for (const ShownCause& cause : causes) {
    if (groups.empty() || groups.back() != cause.group) {
      groups.push_back(cause.group);
    }
  }
  return groups;
}

std::string NavHtml(const ShownCauses& causes, const Languages& languages) {
  std::string text = "<nav aria-label=\"" +
                     Escaped(CausesWordsOf(languages.front()).contents) +
                     "\">\n<ul>\n";
  for (const std::string& group : GroupsOf(causes)) {
    text += "<li><a href=\"#group-" + Escaped(group) + "\">" +
            GroupTitles(group, languages) + "</a>\n" +
            LinksHtml(causes, group, languages) + "</li>\n";
  }
  return text + "</ul>\n</nav>\n";
}

std::string HeadHtml(const std::string& title, const Languages& languages) {
  return "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" " +
         LangOf(languages.front()) +
         ">\n<head>\n<meta charset=\"utf-8\"/>\n"
         "<meta name=\"viewport\" content=\"width=device-width, "
         "initial-scale=1\"/>\n<meta name=\"referrer\" "
         "content=\"no-referrer\"/>\n" +
         Element("title", Escaped(title)) + "\n<style>" + kStyle +
         "</style>\n</head>\n";
}

// Of one cause, or of all.
std::string TitleOf(const ShownCauses& causes, Language language) {
  return causes.size() == 1 ? causes.front().in(language).plain.title
                            : CausesWordsOf(language).title;
}

std::string HeaderHtml(const ShownCauses& causes, const Languages& languages) {
  std::string text = "<header>\n";
  for (const Language language : languages) {
    text += Element("h1 " + LangOf(language),
                    Escaped(CausesWordsOf(language).title)) +
            "\n" +
            Element("p " + LangOf(language),
                    Escaped(CausesWordsOf(language).intro)) +
            "\n";
  }
  return text + "</header>\n" + NavHtml(causes, languages);
}

}  // namespace

std::string CausesHtml(const ShownCauses& causes, const Languages& languages) {
  std::string title;
  for (const Language language : languages) {
    title += (title.empty() ? "" : " / ") + TitleOf(causes, language);
  }
  std::string text = HeadHtml(title, languages) + "<body>\n";
  if (causes.size() != 1) text += HeaderHtml(causes, languages);
  text += "<main>\n";
  for (const std::string& group : GroupsOf(causes)) {
    const std::string id = "group-" + Escaped(group);
    text += "<section aria-labelledby=\"" + id + "\">\n<h2 id=\"" + id + "\">" +
            GroupTitles(group, languages) + "</h2>\n";
    for (const ShownCause& cause : causes) {
      if (cause.group == group) text += ArticleHtml(cause, languages);
    }
    text += "</section>\n";
  }
  return text + "</main>\n</body>\n</html>\n";
}

}  // namespace mailwhy::report
