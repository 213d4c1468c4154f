// The page of all causes.
#include "report/causes_page.h"

#include <doctest/doctest.h>

#include "report/causes_words.h"
#include "report/html.h"

using namespace mailwhy;
using namespace mailwhy::report;

namespace {

bool Holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

CauseText Words(const std::string& title) {
  CauseText cause;
  cause.id = "local_strange";
  cause.group = "local";
  cause.side = "our_server";
  cause.title = title;
  cause.explanation = "A < B & \"C\", see https://example.net/a?b=1&c=2.";
  cause.remedies = {{"our_admin", "Look.", "grep '<a>' /var/log/mail.log"}};
  return cause;
}

ShownCauses Causes() {
  ShownCause cause;
  cause.id = "local_strange";
  cause.group = "local";
  cause.one_way = "inbound";
  cause.told[0].plain = Words("Strange <mail>");
  cause.told[0].inbound = Words("Refused");
  cause.told[1].plain = Words("不思議なメール");
  return {cause};
}

const std::vector<Language> kBoth = {Language::kEnglish, Language::kJapanese};

}  // namespace

TEST_CASE("whatever a rule says is escaped in the page") {
  CHECK(Escaped("<a b=\"c\" d='e'>&\x1b") ==
        "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;^[");
  const std::string page = CausesHtml(Causes(), kBoth);
  CHECK(Holds(page, "Strange &lt;mail&gt;"));
  CHECK(Holds(page, "A &lt; B &amp; &quot;C&quot;"));
  CHECK(Holds(page, "<code>grep &#39;&lt;a&gt;&#39; /var/log/mail.log</code>"));
  CHECK_FALSE(Holds(page, "<mail>"));
}

TEST_CASE("web addresses become links, without what ends the sentence") {
  CHECK(Linked("see https://example.net/a?b=1&c=2.") ==
        "see <a rel=\"noreferrer\" href=\"https://example.net/a?b=1&amp;c=2\">"
        "https://example.net/a?b=1&amp;c=2</a>.");
  CHECK(Linked("(https://example.net/)、") ==
        "(<a rel=\"noreferrer\" href=\"https://example.net/\">"
        "https://example.net/</a>)、");
  CHECK(Linked("javascript:x \"https:\"") == "javascript:x &quot;https:&quot;");
  CHECK(Linked("https://") ==
        "<a rel=\"noreferrer\" href=\"https://\">"
        "https://</a>");
}

TEST_CASE("each cause has an anchor, and one for each language") {
  const std::string page = CausesHtml(Causes(), kBoth);
  CHECK(Holds(page, "<article id=\"local_strange\">"));
  CHECK(Holds(page, "<div id=\"local_strange-en\" lang=\"en\">"));
  CHECK(Holds(page, "<div id=\"local_strange-ja\" lang=\"ja\">"));
  CHECK(Holds(page, "不思議なメール"));
}

TEST_CASE("a page of one language has nothing of the other") {
  const std::string page = CausesHtml(Causes(), {Language::kEnglish});
  CHECK(
      Holds(page, "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\""));
  CHECK_FALSE(Holds(page, "lang=\"ja\""));
  CHECK_FALSE(Holds(page, "不思議"));
}

TEST_CASE("what differs when our server refuses stands apart") {
  const std::string page = CausesHtml(Causes(), {Language::kEnglish});
  CHECK(Holds(page, "<h4>When our server refuses: Refused</h4>"));
  CHECK(Holds(page, "Only of what comes to our server."));
  const std::string text = CausesText(Causes(), Style{});
  CHECK(Holds(text, "When our server refuses: Refused"));
  CHECK(Holds(text, "Strange <mail> (local_strange)"));
  CHECK(Holds(text, "     $ grep '<a>' /var/log/mail.log"));
}

TEST_CASE("every group has its name in both languages") {
  for (const char* group :
       {"network", "dns",      "tls",        "auth",       "recipient",
        "sender",  "identity", "email_auth", "reputation", "rate",
        "policy",  "content",  "size",       "protocol",   "local_system",
        "loop",    "remote",   "local",      "unknown",    "outcome"}) {
    CHECK_MESSAGE(GroupInWords(group, Language::kEnglish) != group, group);
    CHECK_MESSAGE(GroupInWords(group, Language::kJapanese) != group, group);
  }
  CHECK(GroupInWords("else", Language::kEnglish) == "else");
}

TEST_CASE("nothing at all is still a page") {
  CHECK(Holds(CausesHtml({}, kBoth), "</html>"));
  CHECK(CausesText({}, Style{}).empty());
}
