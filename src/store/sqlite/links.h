// Links: which mail a queue ID in a log line means. The rows hold what the log
// gave; the other mail, and the way back to it, are looked up when a mail is
// read, since it may come later or in another file.
#pragma once

#include <optional>
#include <vector>

#include "model/mail.h"
#include "store/sqlite/db.h"
#include "store/sqlite/read_mail.h"

namespace mailwhy::store::sqlite {

class LinkFinder {
 public:
  LinkFinder(Db& db, MailReader& mails);

  // The links of both directions. What proves to be another system's queue ID
  // is left out.
  void Resolve(Mail& mail);

 private:
  std::vector<Link> Own(const Mail& mail);
  void AddReverse(const Mail& mail, std::vector<Link>& links);
  // The mail that a link of `mail` means; 0: not there.
  Id Target(const Mail& mail, const Link& link);

  MailReader& mails_;
  Statement linking_;
};

}  // namespace mailwhy::store::sqlite
