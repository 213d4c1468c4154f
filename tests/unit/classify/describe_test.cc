#include <doctest/doctest.h>

#include "classify/classifier.h"
#include "classify/placeholders.h"
#include "unit/classify/small_rules.h"

using namespace mailwhy;
using namespace mailwhy::classify;

namespace {

CauseText Told(const Failure& failure, Language language = Language::kEnglish) {
  const auto book = Book(SmallRules());
  Classifier classifier(book);
  return Describe(*book, classifier.Judge(failure), failure, language);
}

}  // namespace

TEST_CASE("a cause is told with all that is known") {
  const Failure failure = Attempted(
      "host mail.example.com[198.51.100.7] said: 550 5.1.1 user unknown");
  const CauseText text = Told(failure);
  CHECK(text.id == "recipient_unknown");
  CHECK(text.side == "remote_server");
  CHECK(text.explanation ==
        "mail.example.com[198.51.100.7] says no to hanako@example.com.");
  REQUIRE(text.remedies.size() == 1);
  CHECK(text.remedies[0].text == "Ask example.com.");
  CHECK(text.remedies[0].command == "dig +short MX example.com");
  CHECK(Told(failure, Language::kJapanese).explanation ==
        "mail.example.com[198.51.100.7] が hanako@example.com "
        "を断りました。");
}

TEST_CASE("sizes and limits in bytes are told in MB as well") {
  const auto told = [](const char* limit, Language language) {
    return FillText("over {limit}", {{"limit", limit}}, language);
  };
  CHECK(told("10240000", Language::kEnglish) == "over 10 MB (10240000 bytes)");
  CHECK(told("52428800", Language::kEnglish) == "over 50 MB (52428800 bytes)");
  CHECK(told("2500000", Language::kEnglish) == "over 2.5 MB (2500000 bytes)");
  CHECK(told("20971520", Language::kJapanese) ==
        "over 20 MB（20971520 バイト）");
  for (const char* other : {"20", "20 MB", "99999999999999999999999", "1e9"}) {
    CHECK(told(other, Language::kEnglish) == std::string("over ") + other);
  }
}

TEST_CASE("what is not known becomes a noun, with a capital where one begins") {
  const CauseText text = Told(FailureOfText("550 user unknown"));
  CHECK(text.explanation == "The receiving server says no to the recipient.");
  CHECK(text.remedies[0].command == "dig +short MX '<domain>'");
  CHECK(Told(FailureOfText("550 user unknown"), Language::kJapanese)
            .explanation == "相手サーバーが宛先を断りました。");
}

TEST_CASE("a delivery agent of ours is no server: its host has answered") {
  Failure failure = Attempted("unknown user: \"hanako\"");
  failure.host = "mx01.example.org";
  for (const char* agent : {"local", "virtual", "maildrop"}) {
    CAPTURE(agent);
    failure.relay = {agent, "", ""};
    CHECK(Told(failure).explanation ==
          "mx01.example.org says no to hanako@example.com.");
  }
  failure.relay = {"mailhub", "192.0.2.9", "25"};
  CHECK(Told(failure).explanation ==
        "mailhub[192.0.2.9] says no to hanako@example.com.");
  failure.relay = {"local", "", ""};
  failure.host.clear();
  CHECK(Told(failure).explanation ==
        "The receiving server says no to hanako@example.com.");
}

TEST_CASE("Japanese has a blank beside Latin letters, none beside its own") {
  const auto fill = [](std::string_view text, const Pairs& values) {
    return FillText(text, values, Language::kJapanese);
  };
  CHECK(fill("{relay} は {host} に", {{"host", "mx01"}}) ==
        "相手サーバーは mx01 に");
  CHECK(fill("宛先 {domain} {relay} smtp:", {}) ==
        "宛先宛先のドメイン相手サーバー smtp:");
  CHECK(fill("送信者（{sender}）", {}) == "送信者（送信者）");
  CHECK(fill(" {relay} ", {}) == " 相手サーバー ");
  CHECK(FillText("{relay} は", {}, Language::kEnglish) ==
        "The receiving server は");
}

TEST_CASE("a stage is told in words") {
  CHECK(StageInWords("end_of_data", Language::kEnglish) ==
        "the end of the message (after the final dot)");
  CHECK(StageInWords("greeting", Language::kJapanese) == "最初の挨拶");
  CHECK(StageInWords("vrfy", Language::kEnglish) == "vrfy");
}

TEST_CASE(
    "a placeholder in a command is quoted: a shell would redirect by it") {
  CHECK(FillCommand("grep -F {client_ip} /var/log/mail.log", {}) ==
        "grep -F '<client_ip>' /var/log/mail.log");
  CHECK(FillCommand("nc {relay_ip}:{port}; dig {domain}", {{"port", "25"}}) ==
        "nc '<relay_ip>:25'; dig '<domain>'");
  CHECK(FillCommand("dig _dmarc.{domain}", {}) == "dig '_dmarc.<domain>'");
  CHECK(FillCommand("dig _25._tcp.{relay}", {{"relay", "mx.example.com"}}) ==
        "dig _25._tcp.mx.example.com");
  CHECK(FillCommand("x 'a {domain} b' {domain}|y", {}) ==
        "x 'a <domain> b' '<domain>'|y");
  CHECK(FillCommand("postmap -q {recipient} $(postconf -h x)", {}) ==
        "postmap -q '<recipient>' $(postconf -h x)");
}

TEST_CASE("no value from a log can do harm in a command") {
  for (const char* domain : {"$(reboot)", "-x", "a;b", "a b", "a`b`", "a|b",
                             "a>b", "a\nb", "a'b", "a\"b", "é.example"}) {
    CAPTURE(domain);
    Failure failure = Attempted("550 user unknown");
    failure.recipient = std::string("x@") + domain;
    CHECK(Told(failure).remedies[0].command == "dig +short MX '<domain>'");
  }
}

TEST_CASE("our own refusal is told the inbound way") {
  const File file = RuleFile("policy_rejected", "policy", R"toml(
[match]
text = ['''policy''']
[inbound]
side = "our_server"
[inbound.explain]
en = "{host} refused {client}."
ja = "{host} が {client} を断りました。"
)toml");
  const auto book = Book({file});
  Classifier classifier(book);
  Reject reject;
  reject.daemon = "smtpd";
  reject.action = "reject";
  reject.host = "mx01";
  reject.client = {"unknown", "192.0.2.9", ""};
  reject.response = "550 5.7.1 policy";
  const Failure failure = FailureOf(reject);
  const Verdict verdict = classifier.Judge(failure);
  const CauseText text = Describe(*book, verdict, failure, Language::kEnglish);
  CHECK(text.side == "our_server");
  CHECK(text.explanation == "mx01 refused [192.0.2.9].");
  CHECK(text.title == "Title of policy_rejected");
  CHECK(text.remedies.size() == 1);
}

TEST_CASE("a cause that no rule tells of is shown by its id") {
  Verdict verdict;
  verdict.cause = "local_gone";
  const CauseText text =
      Describe(*Book(SmallRules()), verdict, {}, Language::kEnglish);
  CHECK(text.title == "local_gone");
  CHECK(text.side == "unknown");
}

TEST_CASE("braces around anything but a name are text") {
  CHECK(FillText("a {b c} {} { {relay}", {{"relay", "x"}},
                 Language::kEnglish) == "a {b c} {} { x");
  CHECK(PlaceholdersIn("{relay} {A} {list} {").size() == 2);
  CHECK(FillText("Say {reply}", {{"reply", "{relay}"}}, Language::kEnglish) ==
        "Say {relay}");
}

TEST_CASE("a long reply is quoted in part, whole characters") {
  std::string response = "550 user unknown ";
  while (response.size() < 2000) response += "あ";
  const auto book = Book({RuleFile("recipient_unknown", "recipient",
                                   "[match]\ntext = ['''user unknown''']\n"
                                   "[inbound.title]\nen = \"{reply}\"\n"
                                   "ja = \"{reply}\"")});
  Classifier classifier(book);
  Reject reject;
  reject.daemon = "smtpd";
  reject.action = "reject";
  reject.response = response;
  const Failure failure = FailureOf(reject);
  const std::string title =
      Describe(*book, classifier.Judge(failure), failure, Language::kEnglish)
          .title;
  CHECK(title.size() < 310);
  CHECK(title.substr(title.size() - 6) == "あ…");
}
