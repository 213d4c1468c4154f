#include "store/sqlite/sqlite_store.h"

#include <algorithm>
#include <new>
#include <type_traits>
#include <utility>

#include "store/row_order.h"
#include "store/sqlite/codec.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/time_range.h"
#include "store/sqlite/walk.h"

namespace mailwhy::store::sqlite {
namespace {

constexpr std::int64_t kFewMails =
    20'000;  // so many index as quickly either way

std::int64_t NewestSecond(Db& db) {
  return db.Number(
      "SELECT max(ifnull((SELECT max(id) FROM mail), 0),"
      " ifnull((SELECT max(id) FROM reject), 0),"
      " ifnull((SELECT max(id) FROM session), 0),"
      " ifnull((SELECT max(id) FROM was), 0)) >> 29");
}

std::vector<Statement> TakenStatements(Db& db) {
  std::vector<Statement> statements;
  for (const char* table : {"mail", "reject", "session", "was"}) {
    statements.emplace_back(
        db, "SELECT 1 FROM " + std::string(table) + " WHERE id = ?");
  }
  return statements;
}

Error NotForWriting(const std::string& path) {
  return {path, "the store was opened for reading alone", ""};
}

}  // namespace

WriterParts::WriterParts(Db& db)
    : numbers(db),
      mails(db, numbers),
      rejects(db, numbers),
      sessions(db, numbers),
      evidence(db),
      queue_keys(db.Number("SELECT EXISTS(SELECT 1 FROM mail)") == 0),
      newest_second(NewestSecond(db)) {}

SqliteStore::SqliteStore(std::unique_ptr<Db> db,
                         std::unique_ptr<WriterLock> lock, Access access)
    : lock_(std::move(lock)),
      db_(std::move(db)),
      names_(*db_),
      facts_(*db_),
      resolver_(*db_, names_),
      mails_(*db_, names_),
      rejects_(*db_, names_),
      sessions_(*db_, names_),
      evidence_(*db_),
      index_(*db_, mails_),
      links_(index_),
      seen_(*db_),
      marks_(*db_),
      memory_(*db_),
      taken_(TakenStatements(*db_)) {
  if (access == Access::kWrite) writer_ = std::make_unique<WriterParts>(*db_);
}

// The log that SQLite writes ahead goes into the store; what fails here is made
// up for when the store is opened next.
SqliteStore::~SqliteStore() {
  if (writer_ == nullptr) return;
  sqlite3_exec(db_->handle(), "PRAGMA wal_checkpoint(TRUNCATE)", nullptr,
               nullptr, nullptr);
}

template <class Work>
auto SqliteStore::Guard(const Work& work) -> Result<decltype(work())> {
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      return {};
    } else {
      return work();
    }
  } catch (const Failed& failed) {
    return failed.error;
  } catch (const std::bad_alloc&) {
    return Error{db_->path(), "not enough memory", ""};
  }
}

WriterParts& SqliteStore::Writer() {
  if (writer_ == nullptr) throw Failed{NotForWriting(db_->path())};
  return *writer_;
}

Result<LineRef> SqliteStore::Keep(std::string_view line) {
  return Guard([&] { return Writer().evidence.Keep(line); });
}

Status SqliteStore::Save(const Batch& batch) {
  std::vector<LogMark*> new_marks;
  for (LogMark* mark : batch.marks) {
    if (mark->id == 0) new_marks.push_back(mark);
  }
  Status saved = Guard([&] { SaveRows(batch); });
  if (writer_ == nullptr) return saved;
  if (saved.ok()) {
    Committed(batch);
  } else {
    RolledBack(new_marks);
  }
  return saved;
}

void SqliteStore::SaveRows(const Batch& batch) {
  WriterParts& writer = Writer();
  Transaction transaction(*db_);
  writer.evidence.Write();
  SaveMails(Ordered(batch.mails));
  for (const Reject* reject : Ordered(batch.rejects)) {
    const int grown = writer.rejects.Save(*reject, IsNew(reject->id));
    facts_.Count(Fact::kRejects, grown);
    facts_.Cover(reject->at);
  }
  for (const Session* session : Ordered(batch.sessions)) {
    const int grown = writer.sessions.Save(*session, IsNew(session->id));
    facts_.Count(Fact::kSessions, grown);
    facts_.Cover(session->at);
  }
  facts_.Cover(batch.seen);
  seen_.Save(batch.seen);
  for (LogMark* mark : batch.marks) marks_.Save(*mark);
  if (!batch.memory.empty()) memory_.Save(batch.memory);
  facts_.Write();
  transaction.Commit();
}

void SqliteStore::SaveMails(const std::vector<const Mail*>& mails) {
  MailWriter::Growth grown;
  for (const Mail* mail : mails) {
    const auto growth = writer_->mails.Save(*mail, IsNew(mail->id));
    grown.mails += growth.mails;
    grown.deliveries += growth.deliveries;
    facts_.Cover(mail->first_seen);
    facts_.Cover(mail->last_seen);
    facts_.Reach(*mail);
  }
  facts_.Count(Fact::kMails, grown.mails);
  facts_.Count(Fact::kDeliveries, grown.deliveries);
}

bool SqliteStore::IsNew(Id id) {
  return (id >> kHashBits) > writer_->newest_second;
}

void SqliteStore::Committed(const Batch& batch) {
  writer_->evidence.Committed();
  const auto note = [&](Id id) {
    writer_->newest_second = std::max(writer_->newest_second, id >> kHashBits);
  };
  for (const Mail* mail : batch.mails) {
    writer_->queue_keys.Add(mail->host, mail->queue_id);
    note(mail->id);
    for (const Id was : mail->was) note(was);
  }
  for (const Reject* reject : batch.rejects) note(reject->id);
  for (const Session* session : batch.sessions) note(session->id);
}

// Nothing of the batch is there; nor are the strings that it brought.
void SqliteStore::RolledBack(const std::vector<LogMark*>& new_marks) {
  for (LogMark* mark : new_marks) mark->id = 0;
  writer_->numbers.Forget();
  (void)Guard([&] { facts_.Load(); });
}

// Where there is little, indices are as quick to make at the end.
Status SqliteStore::BeginBulk() {
  return Guard([&] {
    Writer();
    if (facts_.Covered().mails < kFewMails) DropIndices(*db_);
  });
}

Status SqliteStore::EndBulk() {
  return Guard([&] {
    Writer();
    MakeIndices(*db_);
  });
}

Result<std::vector<Mail>> SqliteStore::MailsOf(std::string_view host,
                                               std::string_view queue_id) {
  return Guard([&] { return ReadMailsOf(host, queue_id); });
}

// As they were saved, so that they can be saved again.
std::vector<Mail> SqliteStore::ReadMailsOf(std::string_view host,
                                           std::string_view queue_id) {
  std::vector<Mail> found;
  if (writer_ && !writer_->queue_keys.MayHave(host, queue_id)) return found;
  for (const Id id : mails_.WithQueueId(queue_id)) {
    auto mail = mails_.Read(id);
    if (mail && mail->host == host) found.push_back(std::move(*mail));
  }
  std::stable_sort(
      found.begin(), found.end(),
      [](const Mail& a, const Mail& b) { return a.first_seen < b.first_seen; });
  return found;
}

Result<bool> SqliteStore::Taken(Id id) {
  return Guard([&] {
    if (writer_ && IsNew(id)) return false;
    for (Statement& find : taken_) {
      const Use use(find);
      if (find.Number(1, id).Step()) return true;
    }
    return false;
  });
}

Result<std::vector<LogMark>> SqliteStore::Marks() {
  return Guard([&] { return marks_.Read(); });
}

Result<std::string> SqliteStore::Memory() {
  return Guard([&] { return memory_.Read(); });
}

Result<std::vector<SeenLine>> SqliteStore::Seen(std::int64_t first_second,
                                                std::int64_t last_second) {
  return Guard([&] { return seen_.Read(first_second, last_second); });
}

// Another process may have written since; a writer knows its own.
void SqliteStore::Refresh() {
  if (writer_ == nullptr) facts_.Load();
}

Result<Coverage> SqliteStore::Covers() {
  return Guard([&] {
    Refresh();
    return facts_.Covered();
  });
}

Result<std::vector<std::string>> SqliteStore::Evidence(
    const std::vector<LineRef>& lines) {
  return Guard([&] { return evidence_.Read(lines); });
}

Result<std::optional<Mail>> SqliteStore::MailById(Id id) {
  return Guard([&]() -> std::optional<Mail> {
    const auto present = mails_.Present(id);
    if (!present) return std::nullopt;
    auto mail = mails_.Read(*present);
    if (mail) links_.Resolve(*mail);
    return mail;
  });
}

Result<std::optional<Reject>> SqliteStore::RejectById(Id id) {
  return Guard([&] { return rejects_.Read(id); });
}

Result<std::optional<Session>> SqliteStore::SessionById(Id id) {
  return Guard([&] { return sessions_.Read(id); });
}

Status SqliteStore::FindMails(const Filter& filter,
                              const std::function<bool(Mail&&)>& each) {
  return Guard([&] {
    Refresh();
    auto cursor = MailCandidates(*db_, resolver_, facts_, filter);
    const auto read = [&](Id id) { return mails_.Read(id); };
    Walk<Mail>(cursor, filter, read, [&](Mail&& mail) {
      links_.Resolve(mail);
      return each(std::move(mail));
    });
  });
}

Status SqliteStore::FindRejects(const Filter& filter,
                                const std::function<bool(Reject&&)>& each) {
  return Guard([&] {
    auto cursor = OtherCandidates(*db_, resolver_, OtherTable::kReject, filter);
    const auto read = [&](Id id) { return rejects_.Read(id); };
    Walk<Reject>(cursor, filter, read, each);
  });
}

Status SqliteStore::FindSessions(const Filter& filter,
                                 const std::function<bool(Session&&)>& each) {
  return Guard([&] {
    auto cursor =
        OtherCandidates(*db_, resolver_, OtherTable::kSession, filter);
    const auto read = [&](Id id) { return sessions_.Read(id); };
    Walk<Session>(cursor, filter, read, each);
  });
}

}  // namespace mailwhy::store::sqlite
