// Links: which mail a queue ID in a log line means. The rows hold what the log
// gave; the other mail, and the way back to it, are looked up when a mail is
// read, since it may come later or in another file. What fits: link_rules.h.
#pragma once

#include <optional>
#include <vector>

#include "model/mail.h"
#include "store/sqlite/db.h"
#include "store/sqlite/link_rules.h"
#include "store/sqlite/read_mail.h"

namespace mailwhy::store::sqlite {

class LinkFinder {
 public:
  LinkFinder(Db& db, MailReader& mails);

  // The links of both directions, in the order of the other mails' times. What
  // proves to be another system's queue ID is left out.
  void Resolve(Mail& mail);

 private:
  std::vector<Link> Own(const Mail& mail);
  void AddReverse(const Mail& mail, std::vector<Link>& links);
  void AddBack(const Mail& mail, const Mail& other, std::vector<Link>& links);
  // The mail that a lead of `mail` means.
  std::optional<Mail> Target(const Mail& mail, const Lead& lead);
  // Ids of mails whose lines name this queue ID; that have the Message-ID and
  // were first seen in those seconds, the nearest ones to `near`.
  std::vector<Id> Naming(const Mail& mail);
  std::vector<Id> OfMessage(const Mail& mail, Micros begin, Micros end);
  void AddOfMessage(Statement& find, std::int64_t slice, std::int64_t hash,
                    Id near, std::vector<Id>& ids);

  MailReader& mails_;
  Statement linking_, before_, after_;
};

}  // namespace mailwhy::store::sqlite
