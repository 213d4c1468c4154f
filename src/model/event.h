// Event: what one log line says. parse -> group.
//
// All views point into the line (or into the parser's scratch space where a value had to
// be unescaped): an Event lives no longer than the line it was read from.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/time.h"

namespace mailwhy {

// The kinds of lines. parse/kinds.cc has the table with their names and what becomes of
// each; a new kind goes before kCount.
enum class LineKind : std::uint8_t {
  kNotALog,          // no syslog envelope: counted as skipped
  kOtherProgram,     // a log line of a program that has nothing to do with mail
  kUnrecognized,     // a mail program's line of a kind not known

  // smtpd, postscreen (and their submission, smtps services)
  kConnect,          // connect from NAME[IP]
  kDisconnect,       // disconnect from NAME[IP] commands=...
  kClient,           // QID: client=NAME[IP], sasl_method=, sasl_username=
  kReject,           // (NOQUEUE|QID): reject: RCPT from ...; action says which
  kLostConnection,   // lost connection after STAGE from ...
  kTimeout,          // timeout after STAGE from ...
  kTooManyErrors,    // too many errors after STAGE from ...
  kSaslFailed,       // warning: NAME[IP]: SASL LOGIN authentication failed: ...
  kTlsFailed,        // SSL_accept error from ..., TLS library problem
  kTlsEstablished,   // ... TLS connection established from/to ...
  kRateLimit,        // warning: Connection rate limit exceeded ...
  kHostnameMismatch, // warning: hostname H does not resolve to address IP
  kProtocol,         // improper command pipelining, non-SMTP command
  kScreen,           // postscreen: CONNECT, PASS NEW, PREGREET, DNSBL rank ...

  // cleanup
  kMessageId,        // QID: message-id=<...>, resent-message-id=

  // qmgr
  kQueueActive,      // QID: from=<...>, size=, nrcpt= (queue active)
  kRemoved,          // QID: removed; cleanup's "canceled", with an action
  kExpired,          // QID: from=<...>, status=expired, returned to sender

  // delivery agents: smtp lmtp local virtual pipe error retry discard
  kDelivery,         // QID: to=<...>, relay=, delay=, dsn=, status=... (...)
  kHostSaid,         // QID: host X said: 4xx ..., refused to talk to me: ...
  kConnectFailed,    // connect to X[IP]:PORT: Connection timed out
  kTrouble,          // QID: lost connection with ... / conversation with ...

  // bounce
  kBounceNotice,     // QID: sender non-delivery notification: NEWQID (or postmaster's)
  kDelayNotice,      // QID: sender delay notification: NEWQID

  // pickup, postsuper
  kPickup,           // QID: uid=48 from=<apache>
  kHeld,             // QID: placed on hold
  kReleased,         // QID: released from hold
  kRequeued,         // QID: requeued
  kRemovedByAdmin,   // postsuper QID: removed

  kNote,             // of a mail, of no consequence: kept as evidence

  kWarning,          // any other warning:/error:/fatal:/panic: of a mail program
  kService,          // starts, stops, statistics, caches: known and of no story

  // Companions (parse/companions/): other mail programs in the same log
  kLogin,            // Dovecot, Cyrus, Courier: a user logged in
  kLoginFailed,      // ... was turned away
  kLoginReason,      // Dovecot's auth, saslauthd, PAM: why; often before one of the
                     // above or smtpd's kSaslFailed, which tell of the same login
  kFilter,           // amavis, rspamd, spamd, a milter: what it made of a mail
  kSignature,        // OpenDKIM, OpenDMARC: of a mail's signature
  kPolicy,           // postgrey, policyd-spf, ...: what a policy server told smtpd
  kMailbox,          // Dovecot, Cyrus: saved, discarded, forwarded for the user
  kCompanion,        // what companions say of themselves: known and of no story
  kCount,
};

// "NAME[IP]:PORT" taken apart; parts that the log does not give are empty.
struct PeerView {
  std::string_view name, ip, port;
};

// key=value pairs that no member below has, in the order of the line.
struct ExtraField {
  std::string_view key, value;
};

struct Event {
  LineKind kind = LineKind::kNotALog;

  // The envelope.
  Timestamp time;
  std::string_view host;
  std::string_view program;    // as logged: "postfix/submission/smtpd"
  std::string_view instance;   // "postfix", "postfix-out"
  std::string_view service;    // "submission" of postfix/submission/smtpd, or ""
  std::string_view daemon;     // "smtpd", "qmgr", "smtp"; else the program
  int pid = 0;                 // 0: none given
  std::string_view text;       // all after "program[pid]: "
  bool warning = false;        // text began with warning:/error:/fatal:/panic:

  std::string_view queue_id;   // "" where the line has none; "NOQUEUE" is ""
  bool noqueue = false;

  // Who: the client of smtpd lines, the relay or host of delivery agents' lines.
  PeerView peer;
  std::string_view sender, recipient, orig_to;  // without angle brackets
  bool sender_given = false;   // tells from=<> from no from= at all
  std::string_view helo, proto;
  std::string_view sasl_method, sasl_username, sasl_sender;
  std::string_view orig_client, orig_queue_id;

  std::string_view message_id; // without angle brackets
  std::string_view size, nrcpt, uid;

  // A delivery line's own.
  std::string_view relay;      // as logged, "none", "local", "host[/socket]"
  std::string_view delay, delays, dsn, status, tls, conn_use;
  std::string_view response;   // in the outer parentheses; for other failures the words;
                               // of a header or body action without words the header

  // A reject's own: "NOQUEUE: ACTION: STAGE from CLIENT: RESPONSE; from=...".
  // Also what cleanup refuses with a warning alone ("message rejected: ...").
  std::string_view action;     // as logged: reject, reject_warning, milter-reject
                               // of kRemoved: "canceled", "discarded" (3.10)
  std::string_view stage;      // as logged: RCPT, END-OF-MESSAGE, "sending MAIL FROM"
  std::string_view code;       // "554" of the response

  std::string_view linked_queue_id;  // of queued as, forwarded as, notifications

  std::array<ExtraField, 12> extra;
  std::uint8_t extra_count = 0;
};

}  // namespace mailwhy
