// What in a mail's rows points to another mail, and whether a given mail can be
// the one that is meant. Pure; links.cc looks the mails up.
//
// Leads are read from what the mail is now, not from what was known when its
// lines were read: so a link is the same whichever log was loaded first.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/mail.h"

namespace mailwhy::store {

struct Lead {
  // How the other mail is found.
  enum class By {
    kLine,       // a line names its queue ID: links as the log gave them
    kReply,      // the receiver's reply does: "queued as X"
    kMessageId,  // nothing does: the same Message-ID, and what else fits
  };
  By by = By::kLine;
  LinkKind kind = LinkKind::kBounce;
  bool to = true;
  std::string_view host, queue_id;     // of the mail, which must live on
  const Delivery* delivery = nullptr;  // that led on
  // When the other mail is first seen, and the likeliest moment.
  Micros begin = 0, end = 0, best = 0;
};

// In the order of the mail's links and deliveries; bounded.
std::vector<Lead> LeadsOf(const Mail& mail);

// How well `other` fits; nothing: it cannot be. Smaller is better.
std::optional<Micros> Misfit(const Mail& mail, const Lead& lead,
                             const Mail& other);

// The link of `mail` to `other`, which its lead means.
Link LinkTo(const Mail& mail, const Lead& lead, const Mail& other);

// Kinds whose other mail is surely on a host of ours, in the store or not.
bool IsOwnQueue(LinkKind kind);

}  // namespace mailwhy::store
