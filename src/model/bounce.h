// Bounce: what a whole bounce message tells, the notification that a sender
// gets back (RFC 3464) or a mail server's own prose.
// bounce -> cli (explain --message) -> report.
#pragma once

#include <string>
#include <vector>

#include "model/mail.h"

namespace mailwhy {

// What one recipient's part of the notification says.
struct BouncedRecipient {
  std::string recipient;
  std::string original;  // what the sender wrote, where it was rewritten
  std::string action;    // RFC 3464: failed delayed delivered relayed expanded
  std::string status;    // RFC 3463: "5.1.1"
  // What was said, as Postfix would log it ("host X[IP] said: 550 ..."), the
  // most telling first.
  std::vector<std::string> said;
  std::string stage;  // INTERFACE's word, where the text names it
  Peer remote_mta;
  Timestamp last_attempt, retry_until;

  friend bool operator==(const BouncedRecipient&,
                         const BouncedRecipient&) = default;
};

struct Bounce {
  enum class Kind {
    kFailure,    // somebody did not get the mail
    kDelay,      // it is still being tried
    kReceipt,    // it was delivered, or read
    kAutoReply,  // a person's mail program answered
    kOtherMail,  // any other mail or text
  };
  Kind kind = Kind::kOtherMail;
  Peer reporting_mta;
  std::string queue_id;    // there
  std::string sender;      // of the envelope, else of the returned mail's From:
  std::string message_id;  // of the returned mail, without angle brackets
  std::string from, to, subject;
  Timestamp arrived;
  std::vector<BouncedRecipient> recipients;
};

// "failure" "delay" "receipt" "auto_reply" "other"
const char* BounceKindName(Bounce::Kind kind);

}  // namespace mailwhy
