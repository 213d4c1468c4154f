// SqliteStore: the verbs of store.h on SQLite. What each does stands in the
// parts that it is made of; here they meet, and exceptions end.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "store/links.h"
#include "store/sqlite/db.h"
#include "store/sqlite/evidence.h"
#include "store/sqlite/fact_table.h"
#include "store/sqlite/lock.h"
#include "store/sqlite/mail_index.h"
#include "store/sqlite/names.h"
#include "store/sqlite/numbers.h"
#include "store/sqlite/queue_keys.h"
#include "store/sqlite/read_mail.h"
#include "store/sqlite/resolve.h"
#include "store/sqlite/write_mail.h"
#include "store/sqlite/write_other.h"
#include "store/store.h"

namespace mailwhy::store::sqlite {

// What only a writer needs.
struct WriterParts {
  explicit WriterParts(Db& db);

  Numbers numbers;
  MailWriter mails;
  RejectWriter rejects;
  SessionWriter sessions;
  EvidenceWriter evidence;
  QueueKeys queue_keys;
  std::int64_t newest_second;  // of all ids saved
};

class SqliteStore final : public Store {
 public:
  // `lock` is null in memory and for readers. Throws Failed.
  SqliteStore(std::unique_ptr<Db> db, std::unique_ptr<WriterLock> lock,
              Access access);
  ~SqliteStore() override;

  Result<LineRef> Keep(std::string_view line) override;
  Status Save(const Batch& batch) override;
  Status BeginBulk() override;
  Status EndBulk() override;

  Result<std::vector<Mail>> MailsOf(std::string_view host,
                                    std::string_view queue_id) override;
  Result<bool> Taken(Id id) override;
  Result<std::vector<LogMark>> Marks() override;
  Result<std::string> Memory() override;
  Result<std::vector<SeenLine>> Seen(std::int64_t first_second,
                                     std::int64_t last_second) override;

  Result<Coverage> Covers() override;
  Result<std::vector<std::string>> Evidence(
      const std::vector<LineRef>& lines) override;
  Result<std::optional<Mail>> MailById(Id id) override;
  Result<std::optional<Reject>> RejectById(Id id) override;
  Result<std::optional<Session>> SessionById(Id id) override;
  Status FindMails(const Filter& filter,
                   const std::function<bool(Mail&&)>& each) override;
  Status FindRejects(const Filter& filter,
                     const std::function<bool(Reject&&)>& each) override;
  Status FindSessions(const Filter& filter,
                      const std::function<bool(Session&&)>& each) override;

 private:
  // Runs `work`; what it throws becomes the Result.
  template <class Work>
  auto Guard(const Work& work) -> Result<decltype(work())>;

  WriterParts& Writer();
  void SaveRows(const Batch& batch);
  void SaveMails(const std::vector<const Mail*>& mails);
  void Committed(const Batch& batch);
  void RolledBack(const std::vector<LogMark*>& new_marks);
  void Refresh();
  bool IsNew(Id id);
  std::vector<Mail> ReadMailsOf(std::string_view host,
                                std::string_view queue_id);

  std::unique_ptr<WriterLock> lock_;  // let go last
  std::unique_ptr<Db> db_;
  Names names_;
  FactTable facts_;
  Resolver resolver_;
  MailReader mails_;
  RejectReader rejects_;
  SessionReader sessions_;
  EvidenceReader evidence_;
  SqliteMailIndex index_;
  LinkFinder links_;
  SeenTable seen_;
  MarkTable marks_;
  MemoryTable memory_;
  std::vector<Statement> taken_;
  std::unique_ptr<WriterParts> writer_;
};

}  // namespace mailwhy::store::sqlite
