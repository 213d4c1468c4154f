// `explain --message`, as text and as JSON.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "report/writers.h"

using namespace mailwhy;
using namespace mailwhy::report;

namespace {

Explained Because(const std::string& id) {
  CauseText cause;
  cause.id = id;
  cause.title = "Title of " + id;
  cause.explanation = "Explanation.";
  cause.side = "sender";
  Explained explained;
  explained.input = "550 5.1.1 no";
  explained.cause = cause;
  return explained;
}

BouncedRecipient To(const std::string& address) {
  BouncedRecipient recipient;
  recipient.recipient = address;
  recipient.action = "failed";
  return recipient;
}

ExplainedMessage Message() {
  ExplainedMessage message;
  message.bounce.kind = Bounce::Kind::kFailure;
  message.bounce.queue_id = "4D1E22A3B2";
  message.bounce.reporting_mta = {"mx01.example.org", "", ""};
  message.bounce.sender = "taro@example.org";
  message.bounce.recipients = {To("a@example.net"), To("b@example.net")};
  message.bounce.recipients[0].action = "relayed";
  message.bounce.recipients[1].original = "list@example.org";
  message.recipients = {Explained(), Because("recipient_unknown")};
  return message;
}

std::string Written(const ExplainedMessage& message, const char* format,
                    Language language = Language::kEnglish) {
  Style style;
  style.language = language;
  return MakeWriter(format, style)->Message(message);
}

bool Holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("who did get the mail is not shown among those who did not") {
  const std::string text = Written(Message(), "text");
  CHECK(
      text ==
      R"(Returned to the sender: Title of recipient_unknown (recipient_unknown)

  From   taro@example.org
  To     b@example.net (list@example.org)
  Mail   4D1E22A3B2 on mx01.example.org
  Reply  550 5.1.1 no

Why
  Explanation.

Whose side: the sender
)");
}

TEST_CASE("the object's cause is that of the first who did not get the mail") {
  const auto json = nlohmann::json::parse(Written(Message(), "json"));
  CHECK(json["schema"] == "mailwhy.explain/1");
  CHECK(json["cause"]["id"] == "recipient_unknown");
  CHECK(json["recipient"] == "b@example.net");
  CHECK(json["original_recipient"] == "list@example.org");
  CHECK(json["kind"] == "failure");
  CHECK(json["queue_id"] == "4D1E22A3B2");
  CHECK(json["message_id"].is_null());
  REQUIRE(json["recipients"].size() == 2);
  CHECK(json["recipients"][0]["cause"].is_null());
  CHECK(json["recipients"][0]["action"] == "relayed");
  CHECK(json["recipients"][1]["input"] == "550 5.1.1 no");
}

TEST_CASE("what is still being tried says so, and until when") {
  ExplainedMessage message = Message();
  message.bounce.kind = Bounce::Kind::kDelay;
  message.bounce.recipients[1].action = "delayed";
  message.bounce.recipients[1].retry_until.at = 1'795'738'798 * kSecond;
  const std::string text = Written(message, "text");
  CHECK(Holds(text, "Deferred: Title"));
  CHECK(Holds(text, "Gives up  2026-11-27 00:19:58"));
}

TEST_CASE("what is no bounce gets one line that says what it is") {
  ExplainedMessage message;
  message.bounce.kind = Bounce::Kind::kAutoReply;
  CHECK(Written(message, "text") ==
        "This is an automatic reply, no bounce: the mail arrived.\n");
  message.bounce.kind = Bounce::Kind::kOtherMail;
  CHECK(Holds(Written(message, "text"), "no bounce"));
  CHECK(Holds(Written(message, "text", Language::kJapanese), "エラー通知"));
  const auto json = nlohmann::json::parse(Written(message, "json"));
  CHECK(json["kind"] == "other");
  CHECK(json["cause"].is_null());
  CHECK(json["recipients"].empty());
}

TEST_CASE("of very many recipients the first are shown, the rest counted") {
  ExplainedMessage message = Message();
  for (int i = 0; i < 50; ++i) {
    message.bounce.recipients.push_back(To("c@example.net"));
    message.recipients.push_back(Because("mailbox_full"));
  }
  CHECK(Holds(Written(message, "text"), "31 more recipients failed"));
}

TEST_CASE("what strangers wrote acts neither on the terminal nor on JSON") {
  ExplainedMessage message = Message();
  message.bounce.subject = "\x1b[2J\xff\u202e";
  message.bounce.recipients[1].recipient = "b\n\x1b]0;x\x07@example.net";
  const std::string text = Written(message, "text");
  CHECK_FALSE(Holds(text, "\x1b"));
  CHECK_FALSE(Holds(text, "\u202e"));
  CHECK(Holds(text, "^[[2J"));
  CHECK_NOTHROW(Written(message, "json"));
}
