#include "cli/explain_message.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>

#include "base/text.h"
#include "bounce/bounce.h"
#include "cli/commands.h"
#include "cli/setup.h"
#include "cli/terminal.h"

namespace mailwhy::cli {
namespace {

// What a bounce says stands at its beginning; behind it comes the returned
// mail, attachments and all.
constexpr std::size_t kMostOfMessage = 32 << 20;

Result<std::string> ReadAll(std::istream& in, const std::string& name) {
  std::string bytes;
  std::string buffer(64 * 1024, '\0');
  while (bytes.size() < kMostOfMessage) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    if (in.gcount() == 0) break;
    bytes.append(buffer, 0, static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) return Error{name, "cannot be read", ""};
  if (Trim(bytes).empty()) {
    return Error{name, "is empty",
                 "save the bounce message with its headers (.eml) and name "
                 "that file"};
  }
  return bytes;
}

Result<std::string> MessageIn(const std::string& name) {
  if (name == "-") return ReadAll(std::cin, "standard input");
  std::error_code ignored;
  if (std::filesystem::is_directory(name, ignored)) {
    return Error{name, "is a directory", "name one message"};
  }
  std::ifstream file(name, std::ios::binary);
  if (!file) return Error{name, "cannot be opened", ""};
  return ReadAll(file, name);
}

bool Failed(const Bounce& bounce, const BouncedRecipient& recipient) {
  if (bounce.kind != Bounce::Kind::kFailure &&
      bounce.kind != Bounce::Kind::kDelay) {
    return false;
  }
  return recipient.action != "delivered" && recipient.action != "relayed" &&
         recipient.action != "expanded";
}

Failure FailureOf(const Bounce& bounce, const BouncedRecipient& recipient,
                  const std::string& said) {
  Failure failure;
  failure.of = Failure::Of::kText;
  failure.status = recipient.action == "delayed" ? "deferred" : "bounced";
  failure.dsn = recipient.status;
  failure.response = said;
  failure.stage = recipient.stage;
  failure.relay = recipient.remote_mta;
  failure.host = bounce.reporting_mta.name;
  failure.queue_id = bounce.queue_id;
  failure.message_id = bounce.message_id;
  if (!bounce.sender.empty()) failure.sender = bounce.sender;
  failure.recipient = recipient.recipient;
  return failure;
}

struct Judged {
  Failure failure;
  Verdict verdict;
};

bool IsSurer(const Verdict& a, const Verdict& b) {
  const auto rank = [](const Verdict& verdict) {
    if (!verdict.known() || verdict.cause == "unspecified") return 0;
    return verdict.certainty == Certainty::kCertain ? 2 : 1;
  };
  return rank(a) > rank(b);
}

// A bounce often says the same in several ways: the first that is surest.
Judged JudgeRecipient(const Bounce& bounce, const BouncedRecipient& recipient,
                      classify::Classifier& classifier) {
  std::vector<std::string> all = recipient.said;
  if (all.empty()) all.emplace_back(recipient.status);
  Judged best;
  for (std::size_t i = 0; i < all.size(); ++i) {
    Judged judged;
    judged.failure = FailureOf(bounce, recipient, all[i]);
    judged.verdict = classifier.Judge(judged.failure);
    if (i == 0 || IsSurer(judged.verdict, best.verdict)) {
      best = std::move(judged);
    }
  }
  return best;
}

}  // namespace

report::ExplainedMessage Explained(
    Bounce bounce, const std::shared_ptr<const classify::RuleBook>& rules,
    Language language) {
  report::ExplainedMessage message;
  classify::Classifier classifier(rules);
  for (const BouncedRecipient& recipient : bounce.recipients) {
    report::Explained explained;
    if (Failed(bounce, recipient)) {
      const Judged judged = JudgeRecipient(bounce, recipient, classifier);
      explained.input = judged.failure.response;
      explained.cause =
          classify::Describe(*rules, judged.verdict, judged.failure, language);
    }
    message.recipients.push_back(std::move(explained));
  }
  message.bounce = std::move(bounce);
  return message;
}

Result<int> ExplainMessage(
    const std::shared_ptr<const classify::RuleBook>& rules,
    const Invocation& invocation) {
  if (!invocation.positionals.empty()) {
    return Error{"explain", "takes a text or --message, not both", ""};
  }
  Result<std::string> bytes = MessageIn(invocation.Get("message"));
  if (!bytes) return bytes.error();
  const Result<std::optional<Zone>> zone = ShownZone(invocation);
  if (!zone) return zone.error();
  const report::Style style =
      StyleOf(invocation, zone->has_value() ? &**zone : nullptr);
  const report::ExplainedMessage message =
      Explained(bounce::ReadBounce(*bytes), rules, style.language);
  const auto writer = report::MakeWriter(FormatOf(invocation), style);
  const Status wrote = WriteOut(invocation, writer->Message(message));
  if (!wrote) return wrote.error();
  const bool any =
      std::any_of(message.recipients.begin(), message.recipients.end(),
                  [](const auto& each) { return each.cause.has_value(); });
  return any ? kFound : kNothingFound;
}

}  // namespace mailwhy::cli
