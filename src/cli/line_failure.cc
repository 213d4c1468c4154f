#include "cli/line_failure.h"

#include <string_view>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "classify/classifier.h"
#include "group/grouper.h"
#include "parse/parser.h"

namespace mailwhy::cli {
namespace {

// Lines without a year need one; which one does not matter to a cause. A leap
// year, so that "Feb 29" is a day.
constexpr int kAnyYear = 2024;

class NothingStored : public group::Recall {
 public:
  std::vector<Mail> MailsOf(std::string_view, std::string_view) override {
    return {};
  }
  bool Taken(Id) override { return false; }
};

bool IsFailure(const Attempt& attempt) {
  return !attempt.status.empty() && attempt.status != "sent" &&
         attempt.status != "deliverable";
}

std::optional<Failure> OfMail(const Mail& mail) {
  for (auto it = mail.deliveries.rbegin(); it != mail.deliveries.rend(); ++it) {
    const Attempt* last = it->last();
    const bool thrown_away = it->state == State::kDiscarded;
    if (last == nullptr || !(IsFailure(*last) || thrown_away)) continue;
    Failure failure = FailureOf(mail, *it, *last);
    if (it->state == State::kExpired) failure.status = "expired";
    return failure;
  }
  return {};
}

std::optional<Failure> LastFailure(const group::Changes& changes) {
  std::optional<Failure> found;
  for (const Mail* mail : changes.mails) {
    if (auto failure = OfMail(*mail)) found = std::move(failure);
  }
  if (found) return found;
  if (!changes.rejects.empty()) return FailureOf(*changes.rejects.back());
  // A login that succeeded is a session as well, but no failure.
  for (auto it = changes.sessions.rbegin(); it != changes.sessions.rend();
       ++it) {
    if ((*it)->kind != "login") return FailureOf(**it);
  }
  return {};
}

// Lines that complain of something, though alone they are no mail's story and
// no session's.
bool Complains(LineKind kind) {
  switch (kind) {
    case LineKind::kConnectFailed:
    case LineKind::kHostSaid:
    case LineKind::kHostnameMismatch:
    case LineKind::kSaslFailed:
    case LineKind::kTlsFailed:
    case LineKind::kTrouble:
    case LineKind::kWarning:
      return true;
    default:
      return false;
  }
}

Failure OfComplaint(const Event& event) {
  Failure failure = classify::FailureOfText(
      event.response.empty() ? event.text : event.response);
  failure.status = "warning";
  failure.agent = event.daemon;
  failure.service = event.service;
  failure.host = event.host;
  failure.queue_id = event.queue_id;
  if (!failure.client.known() && event.kind == LineKind::kHostnameMismatch) {
    failure.client = {std::string(event.peer.name), std::string(event.peer.ip),
                      ""};
  }
  return failure;
}

}  // namespace

std::optional<Failure> FailureOfLine(const std::string& log_text) {
  NothingStored nothing;
  parse::Parser parser{Zone()};
  parser.Begin(kAnyYear, 0);
  group::Grouper grouper(nothing, group::Limits());
  std::optional<Failure> complaint;
  for (std::string_view line : Split(log_text, '\n')) {
    if (EndsWith(line, "\r")) line.remove_suffix(1);
    const Event& event = parser.Parse(line);
    if (Complains(event.kind)) complaint = OfComplaint(event);
    grouper.Add(event, 0);
  }
  std::optional<Failure> found = LastFailure(grouper.Take());
  return found ? found : complaint;
}

}  // namespace mailwhy::cli
