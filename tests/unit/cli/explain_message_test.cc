// A bounce message, judged.
#include "cli/explain_message.h"

#include <doctest/doctest.h>

#include "bounce/bounce.h"

using namespace mailwhy;

namespace {

report::ExplainedMessage Judged(Bounce bounce) {
  static const auto rules = *classify::ReadRules({});
  return cli::Explained(std::move(bounce), rules, Language::kEnglish);
}

Bounce Failing(const std::vector<std::string>& said,
               const std::string& status = "") {
  Bounce bounce;
  bounce.kind = Bounce::Kind::kFailure;
  BouncedRecipient recipient;
  recipient.recipient = "a@example.net";
  recipient.action = "failed";
  recipient.status = status;
  recipient.said = said;
  bounce.recipients.push_back(recipient);
  return bounce;
}

std::string CauseOf(const Bounce& bounce) {
  const auto message = Judged(bounce);
  REQUIRE(message.recipients.size() == 1);
  const auto& cause = message.recipients[0].cause;
  return cause ? cause->id : "";
}

}  // namespace

TEST_CASE("of several sayings the surest is the cause's, else the first's") {
  CHECK(CauseOf(Failing({"550 5.0.0 no", "550 5.1.1 User unknown"})) ==
        "recipient_unknown");
  CHECK(CauseOf(Failing({"552 5.2.2 Mailbox full", "550 User unknown"})) ==
        "mailbox_full");
  const auto message = Judged(Failing({"550 no", "550 never"}));
  CHECK(message.recipients[0].input == "550 no");
  CHECK(message.recipients[0].cause->id == "unspecified");
}

TEST_CASE("a status alone is a likely cause") {
  const auto message = Judged(Failing({}, "5.1.1"));
  REQUIRE(message.recipients[0].cause);
  CHECK(message.recipients[0].cause->id == "recipient_unknown");
  CHECK(message.recipients[0].cause->certainty == Certainty::kLikely);
}

TEST_CASE("a failure of which nothing is said has a cause not known") {
  CHECK(CauseOf(Failing({})) == "unspecified");
}

TEST_CASE("who did get the mail has no cause") {
  Bounce bounce = Failing({"250 ok"});
  bounce.recipients[0].action = "delivered";
  CHECK(CauseOf(bounce).empty());
  bounce = Failing({"550 5.1.1 User unknown"});
  bounce.kind = Bounce::Kind::kReceipt;
  CHECK(CauseOf(bounce).empty());
}

TEST_CASE("the words name the server and the recipient of the message") {
  Bounce bounce = Failing({"550 5.1.1 User unknown"});
  bounce.recipients[0].remote_mta = {"mx.example.net", "192.0.2.25", ""};
  const auto message = Judged(bounce);
  const std::string& words = message.recipients[0].cause->explanation;
  CHECK(words.find("mx.example.net[192.0.2.25]") != std::string::npos);
  CHECK(words.find("a@example.net") != std::string::npos);
}
