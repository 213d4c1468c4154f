// SqliteMailIndex: looks mails up for links (store/links.h), in the indices of
// the tables mail and link.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "store/links.h"
#include "store/sqlite/db.h"
#include "store/sqlite/read_mail.h"

namespace mailwhy::store::sqlite {

class SqliteMailIndex final : public MailIndex {
 public:
  SqliteMailIndex(Db& db, MailReader& mails);

  std::shared_ptr<const Mail> Look(Id id) override;
  std::vector<Id> WithQueueId(std::string_view queue_id) override;
  std::vector<Id> Naming(std::string_view queue_id, Id near,
                         std::size_t most) override;
  void OfMessage(std::string_view message_id, std::int64_t slice, Id near,
                 std::size_t most, std::vector<Id>& ids) override;

 private:
  MailReader& mails_;
  Statement linking_, before_, after_;
};

}  // namespace mailwhy::store::sqlite
