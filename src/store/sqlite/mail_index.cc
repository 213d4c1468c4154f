#include "store/sqlite/mail_index.h"

#include <utility>

#include "store/sqlite/codec.h"

namespace mailwhy::store::sqlite {
namespace {

// `find`: what is asked for, from its first parameter on, and LIMIT last.
void Append(Statement& find, std::int64_t slice, std::int64_t hash, Id near,
            std::size_t most, std::vector<Id>& ids) {
  const Use use(find);
  find.Number(1, slice).Number(2, hash).Number(3, near);
  find.Number(4, static_cast<std::int64_t>(most));
  while (find.Step()) ids.push_back(find.GetNumber(0));
}

}  // namespace

SqliteMailIndex::SqliteMailIndex(Db& db, MailReader& mails)
    : mails_(mails),
      linking_(db,
               "SELECT DISTINCT mail FROM link WHERE queue_id = ?"
               " ORDER BY abs(mail - ?) LIMIT ?"),
      before_(db,
              "SELECT id FROM mail WHERE (id >> 46) = ? AND message_hash = ?"
              " AND id <= ? ORDER BY id DESC LIMIT ?"),
      after_(db,
             "SELECT id FROM mail WHERE (id >> 46) = ? AND message_hash = ?"
             " AND id > ? ORDER BY id LIMIT ?") {}

std::shared_ptr<const Mail> SqliteMailIndex::Look(Id id) {
  auto mail = mails_.Read(id);
  if (!mail) return nullptr;
  return std::make_shared<const Mail>(std::move(*mail));
}

std::vector<Id> SqliteMailIndex::WithQueueId(std::string_view queue_id) {
  return mails_.WithQueueId(queue_id);
}

std::vector<Id> SqliteMailIndex::Naming(std::string_view queue_id, Id near,
                                        std::size_t most) {
  std::vector<Id> ids;
  const Use get(linking_);
  linking_.Text(1, queue_id).Number(2, near);
  linking_.Number(3, static_cast<std::int64_t>(most));
  while (linking_.Step()) ids.push_back(linking_.GetNumber(0));
  return ids;
}

void SqliteMailIndex::OfMessage(std::string_view message_id, std::int64_t slice,
                                Id near, std::size_t most,
                                std::vector<Id>& ids) {
  const std::int64_t hash = ShortHash(message_id);
  const std::int64_t here = SliceOf(near);
  if (slice <= here) Append(before_, slice, hash, near, most, ids);
  if (slice >= here) Append(after_, slice, hash, near, most, ids);
}

}  // namespace mailwhy::store::sqlite
