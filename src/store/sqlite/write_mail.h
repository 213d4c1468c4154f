// Writes a mail's rows: mail, delivery, attempt, link, was.
#pragma once

#include "model/mail.h"
#include "store/sqlite/db.h"
#include "store/sqlite/numbers.h"

namespace mailwhy::store::sqlite {

class MailWriter {
 public:
  MailWriter(Db& db, Numbers& numbers);

  // By how many rows the store grew.
  // Of what is counted: address probes are not.
  struct Growth {
    std::int64_t mails = 0, deliveries = 0;
  };

  // Adds the mail, or replaces all of that id. `known_new`: none of that id is
  // there.
  Growth Save(const Mail& mail, bool known_new);

 private:
  void Remove(Id id, Growth& growth);
  void PutMail(const Mail& mail);
  void BindTimes(const Mail& mail);
  void BindMessageId(const Mail& mail);
  void PutDelivery(const Mail& mail, std::size_t n);
  // From column `at` on: at, zone, relay, five delays, outcome, detail.
  void BindAttempt(Statement& put, int at, const Mail& mail,
                   const Delivery& delivery, const Attempt* attempt);
  void PutFurtherAttempts(const Mail& mail, std::size_t n);
  void PutLinks(const Mail& mail);

  Db& db_;
  Numbers& numbers_;
  Statement there_, remove_mail_, remove_deliveries_, remove_attempts_,
      remove_links_, remove_was_, put_mail_, put_delivery_, put_attempt_,
      put_link_, put_was_;
  std::string detail_;  // lives while it is bound
};

}  // namespace mailwhy::store::sqlite
