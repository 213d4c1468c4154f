#include "model/failure.h"

#include "base/text.h"

namespace mailwhy {
namespace {

// reject_warning, warn and header "warning" let the mail pass: the log only
// says what would have been refused.
bool OnlyWarns(const std::string& action) {
  return action == "reject_warning" || action == "warn" || action == "warning";
}

// A header or body check of ours that refused; cleanup's own limits have no
// status code.
bool IsContentCheck(const Reject& reject) {
  return reject.daemon == "cleanup" && reject.action == "reject" &&
         reject.stage == "end_of_data" && !reject.dsn.empty();
}

}  // namespace

Failure FailureOf(const Mail& mail, const Delivery& delivery,
                  const Attempt& attempt) {
  Failure failure;
  failure.of = Failure::Of::kAttempt;
  failure.status = LowerAscii(attempt.status);
  failure.dsn = attempt.dsn;
  failure.response = attempt.response;
  failure.agent = attempt.agent;
  failure.preceded_by = attempt.preceded_by;
  failure.relay = attempt.relay;
  failure.client = mail.client;
  failure.host = mail.host;
  failure.queue_id = mail.queue_id;
  failure.message_id = mail.message_id;
  failure.sender = mail.sender;
  failure.recipient = delivery.recipient;
  failure.helo = mail.helo;
  failure.sasl_username = mail.sasl_username;
  failure.origin = mail.origin;
  failure.origin_user = mail.origin_user;
  failure.origin_uid = mail.origin_uid;
  failure.size = mail.size;
  return failure;
}

Failure FailureOf(const Reject& reject) {
  Failure failure;
  failure.of = Failure::Of::kReject;
  failure.status = OnlyWarns(reject.action) ? "warning" : "reject";
  failure.dsn = reject.dsn;
  failure.response = reject.response;
  failure.agent = reject.daemon;
  failure.service = reject.service;
  failure.action = reject.action;
  failure.stage = reject.stage;
  if (IsContentCheck(reject)) failure.kind = "content_check";
  failure.preceded_by = reject.preceded_by;
  failure.client = reject.client;
  failure.host = reject.host;
  failure.queue_id = reject.queue_id;
  failure.sender = reject.sender;
  failure.recipient = reject.recipient;
  failure.helo = reject.helo;
  failure.sasl_username = reject.sasl_username;
  return failure;
}

Failure FailureOf(const Session& session) {
  Failure failure;
  failure.of = Failure::Of::kSession;
  failure.status = "warning";
  failure.response = session.response;
  failure.agent = session.daemon;
  failure.service = session.service;
  failure.stage = session.stage;
  failure.kind = session.kind;
  failure.client = session.client;
  failure.host = session.host;
  failure.sasl_username = session.sasl_username;
  return failure;
}

}  // namespace mailwhy
