#include "parse/kinds.h"

#include <array>
#include <cstddef>

namespace mailwhy::parse {
namespace {

constexpr std::array kRows = {
    KindRow{LineKind::kNotALog, "not_a_log", Keep::kNothing},
    KindRow{LineKind::kOtherProgram, "other_program", Keep::kNothing},
    // With a queue ID it belongs to a mail.
    KindRow{LineKind::kUnrecognized, "unrecognized", Keep::kEvidence},

    KindRow{LineKind::kConnect, "connect", Keep::kEvidence},
    KindRow{LineKind::kDisconnect, "disconnect", Keep::kEvidence},
    KindRow{LineKind::kClient, "client", Keep::kEvidence},
    KindRow{LineKind::kReject, "reject", Keep::kEvidence},
    KindRow{LineKind::kLostConnection, "lost_connection", Keep::kEvidence},
    KindRow{LineKind::kTimeout, "timeout", Keep::kEvidence},
    KindRow{LineKind::kTooManyErrors, "too_many_errors", Keep::kEvidence},
    KindRow{LineKind::kSaslFailed, "sasl_failed", Keep::kEvidence},
    KindRow{LineKind::kTlsFailed, "tls_failed", Keep::kEvidence},
    KindRow{LineKind::kTlsEstablished, "tls_established", Keep::kEvidence},
    KindRow{LineKind::kRateLimit, "rate_limit", Keep::kEvidence},
    KindRow{LineKind::kHostnameMismatch, "hostname_mismatch", Keep::kEvidence},
    KindRow{LineKind::kProtocol, "protocol", Keep::kEvidence},
    KindRow{LineKind::kScreen, "screen", Keep::kEvidence},

    KindRow{LineKind::kMessageId, "message_id", Keep::kEvidence},

    KindRow{LineKind::kQueueActive, "queue_active", Keep::kEvidence},
    KindRow{LineKind::kRemoved, "removed", Keep::kEvidence},
    KindRow{LineKind::kExpired, "expired", Keep::kEvidence},

    KindRow{LineKind::kDelivery, "delivery", Keep::kEvidence},
    KindRow{LineKind::kHostSaid, "host_said", Keep::kEvidence},
    KindRow{LineKind::kConnectFailed, "connect_failed", Keep::kEvidence},
    KindRow{LineKind::kTrouble, "trouble", Keep::kEvidence},

    KindRow{LineKind::kBounceNotice, "bounce_notice", Keep::kEvidence},
    KindRow{LineKind::kDelayNotice, "delay_notice", Keep::kEvidence},

    KindRow{LineKind::kPickup, "pickup", Keep::kEvidence},
    KindRow{LineKind::kHeld, "held", Keep::kEvidence},
    KindRow{LineKind::kReleased, "released", Keep::kEvidence},
    KindRow{LineKind::kRequeued, "requeued", Keep::kEvidence},
    KindRow{LineKind::kRemovedByAdmin, "removed_by_admin", Keep::kEvidence},

    KindRow{LineKind::kNote, "note", Keep::kEvidence},

    KindRow{LineKind::kWarning, "warning", Keep::kEvidence},
    KindRow{LineKind::kService, "service", Keep::kNothing},

    // A busy server writes several a second: the session tells all of it.
    KindRow{LineKind::kLogin, "login", Keep::kNothing},
    KindRow{LineKind::kLoginFailed, "login_failed", Keep::kEvidence},
    KindRow{LineKind::kLoginReason, "login_reason", Keep::kEvidence},
    KindRow{LineKind::kFilter, "filter", Keep::kEvidence},
    KindRow{LineKind::kSignature, "signature", Keep::kEvidence},
    KindRow{LineKind::kPolicy, "policy", Keep::kEvidence},
    KindRow{LineKind::kMailbox, "mailbox", Keep::kEvidence},
    KindRow{LineKind::kCompanion, "companion", Keep::kNothing},
};

constexpr bool InOrder() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].kind) != i) return false;
  }
  return kRows.size() == static_cast<std::size_t>(LineKind::kCount);
}
static_assert(InOrder(), "a row for each kind, in the order of LineKind");

}  // namespace

const KindRow& RowOf(LineKind kind) {
  const auto row = static_cast<std::size_t>(kind);
  return kRows[row < kRows.size() ? row : 0];
}

}  // namespace mailwhy::parse
