// Failure: all that classify looks at to judge one failure, whether it stands in
// a delivery, a reject, a session, or in text that somebody pasted.
#pragma once

#include <string>

#include "model/mail.h"

namespace mailwhy {

struct Failure {
  enum class Of { kAttempt, kReject, kSession, kText };
  Of of = Of::kText;

  std::string status;          // sent deferred bounced expired reject warning, ""
  std::string dsn;
  std::string response;        // as logged, wrappers ("host X said: ") and all
  std::string agent;           // the daemon that said it; milter, policy ... by rule
  std::string service;
  std::string action, stage;   // INTERFACE's words
  std::string kind;            // a session's kind; content_check of a reject
  std::string preceded_by;     // what the same process or mail said just before
  std::string earlier_cause;   // expired: the last deferral's

  Peer relay;                  // whom we talked to (outbound)
  Peer client;                 // who talked to us (inbound)
  std::string host;            // our server
  std::string queue_id, message_id;
  std::optional<std::string> sender;
  std::string recipient, helo, sasl_username;
  std::string origin, origin_user;
  int origin_uid = -1;
  std::int64_t size = -1;
};

Failure FailureOf(const Mail& mail, const Delivery& delivery,
                  const Attempt& attempt);
Failure FailureOf(const Reject& reject);
Failure FailureOf(const Session& session);

}  // namespace mailwhy
