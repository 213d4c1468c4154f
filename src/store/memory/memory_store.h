// MemoryStore: the verbs of store.h on plain containers, for what is asked of a
// log and then forgotten. Rows are kept as they came; indices are made when
// they are first asked for, since most questions need none.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/facts.h"
#include "store/links.h"
#include "store/memory/lines.h"
#include "store/memory/mail_index.h"
#include "store/memory/table.h"
#include "store/store.h"

namespace mailwhy::store::memory {

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(bool evidence)
      : evidence_(evidence), index_(mails_), links_(index_) {}

  Result<LineRef> Keep(std::string_view line) override;
  Status Save(const Batch& batch) override;
  Status BeginBulk() override { return {}; }
  Status EndBulk() override { return {}; }

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
  Status LookAtMails(const Filter& filter,
                     const std::function<bool(const Mail&)>& each) override;
  Status FindRejects(const Filter& filter,
                     const std::function<bool(Reject&&)>& each) override;
  Status FindSessions(const Filter& filter,
                      const std::function<bool(Session&&)>& each) override;

 private:
  void SaveRows(const Batch& batch);
  void SaveMail(Mail&& mail);
  void DropMail(const Mail& mail);
  void NoteWas(Mail& mail);
  void SaveMark(LogMark& mark);
  template <class Each>
  Status WalkMails(const Filter& filter, const Each& hand_on);

  const bool evidence_;
  LineRef forgotten_ = 0;  // the last name given where lines are not kept
  Table<Mail> mails_;
  Table<Reject> rejects_;
  Table<Session> sessions_;
  std::unordered_map<Id, Id> became_;  // by a mail's former ids
  Lines lines_;
  Facts facts_;
  MemoryMailIndex index_;
  LinkFinder links_;
  std::vector<SeenLine> seen_;
  bool seen_sorted_ = true;
  std::vector<LogMark> marks_;
  std::string memory_;
};

}  // namespace mailwhy::store::memory
