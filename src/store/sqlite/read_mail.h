// Reads a mail's rows back into a Mail. Its links are as the log gave them;
// links.h looks up the other mails.
#pragma once

#include <optional>
#include <vector>

#include "model/mail.h"
#include "store/sqlite/names.h"

namespace mailwhy::store::sqlite {

class MailReader {
 public:
  MailReader(Db& db, Names& names);

  std::optional<Mail> Read(Id id);
  // The id itself, or the one that it became; none: no such mail.
  std::optional<Id> Present(Id id);
  // Of a queue ID on any host, rising.
  std::vector<Id> WithQueueId(std::string_view queue_id);

 private:
  void ReadTimes(Mail& mail);
  void ReadIntake(Mail& mail);
  void ReadMessageId(Mail& mail);
  void ReadDeliveries(Mail& mail);
  Delivery ReadDelivery(const Mail& mail);
  // From column `at` on, in the order of write_mail.
  Attempt ReadAttempt(Statement& get, int at, const Mail& mail,
                      const Delivery& delivery);
  void ReadFurtherAttempts(Mail& mail, std::size_t n);
  void ReadLinks(Mail& mail);
  void ReadWas(Mail& mail);

  Names& names_;
  Statement get_mail_, get_deliveries_, get_attempts_, get_links_, get_was_,
      present_, became_, with_queue_id_;
};

class RejectReader {
 public:
  RejectReader(Db& db, Names& names);
  std::optional<Reject> Read(Id id);

 private:
  void ReadOccasion(Reject& reject, Known& known);

  Names& names_;
  Statement get_;
};

class SessionReader {
 public:
  SessionReader(Db& db, Names& names);
  std::optional<Session> Read(Id id);

 private:
  void ReadOccasion(Session& session, const Known& known);

  Names& names_;
  Statement get_;
};

}  // namespace mailwhy::store::sqlite
