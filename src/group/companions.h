// What companions (amavis, rspamd, Dovecot, postgrey, ...) say of mails, beside
// Postfix: to which mail a line belongs that names only a Message-ID, and what
// was said before Postfix's own line that it explains. grouper.cc asks.
//
// Bounded: what is forgotten too early is a line of evidence.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "group/context.h"
#include "group/hosts.h"
#include "group/mail_table.h"
#include "group/recent.h"
#include "model/event.h"

namespace mailwhy::group {

// Kinds of lines that say something of a mail, or of one that is to come.
bool IsSaying(LineKind kind);

class Companions {
 public:
  Companions(MailTable& table, Hosts& hosts) : table_(table), hosts_(hosts) {}

  // A mail's Message-ID is known.
  void NoteMessageId(const Event& event);
  // The queue ID of the mail that a line is of: its own, or that of the latest
  // mail of the same Message-ID on that host. "": none, or not yet.
  std::string QueueIdOf(const Event& event);

  // `queue_id`: as QueueIdOf said.
  void Say(const Event& event, std::string_view queue_id, LineRef line);
  // What was said of the mail that an attempt or a reject is of, added to
  // `remarks`. Policy servers name no mail: client, sender and recipient tell.
  // Valid until the next Say.
  void AddFor(const Event& event, std::vector<const Remark*>& remarks);
  // The lines of policy servers that let a mail in, once qmgr has it. Each line
  // goes to one mail.
  std::vector<LineRef> TakeLetIn(const Event& event, const Mail& mail);
  // What became of the mail in the mailbox of the recipient of an attempt
  // ("discarded", "saved"), "" where nobody said.
  std::string_view OutcomeOf(const Event& event);

  bool empty() const { return by_mail_.empty() && by_ends_.empty(); }

  void Pack(Packer& packer) const;
  void Unpack(Unpacker& unpacker);

  static constexpr Micros kNear = 60 * kSecond;       // said and done
  static constexpr Micros kInFlight = 600 * kSecond;  // from queue to mailbox
  // A policy server is asked right before smtpd answers.
  static constexpr Micros kAsked = 10 * kSecond;
  static constexpr std::size_t kMostSayings = 1024;
  static constexpr std::size_t kMostMessageIds = 1024;

 private:
  struct Saying {
    Remark remark;
    std::string ip, sender, recipient;  // lower case; "" where not said
    std::string session;                // of LMTP: its reply has it too
    std::string outcome;                // of a mailbox
    bool of_mailbox = false;
    bool taken = false;
  };
  struct Named {
    Micros at = 0;
    std::string queue_id;
    std::uint64_t check = 0;  // another hash of the Message-ID
  };

  std::vector<Saying>* ByMail(const Event& event);
  std::vector<Saying>* ByEnds(std::string_view host, std::string_view ip);
  bool IsOfMail(const Event& event, std::string_view queue_id);
  static bool Concerns(const Saying& saying, const Event& event);
  static bool Explains(const Saying& saying, const Event& reject);

  MailTable& table_;
  Hosts& hosts_;
  Recent<Saying> by_mail_{kMostSayings};  // host and queue ID
  Recent<Saying> by_ends_{kMostSayings};  // host and client; "" without one
  Recent<Named> message_ids_{kMostMessageIds};
};

}  // namespace mailwhy::group
