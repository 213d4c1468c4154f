// MemoryMailIndex: looks mails up for links (store/links.h) and for those who
// ask by queue ID. Made when it is first asked, then kept up.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "store/links.h"
#include "store/memory/hash_chains.h"
#include "store/memory/message_index.h"
#include "store/memory/table.h"

namespace mailwhy::store::memory {

class MemoryMailIndex final : public MailIndex {
 public:
  explicit MemoryMailIndex(Table<Mail>& mails) : mails_(mails) {}

  // A mail was added or replaced there.
  void Changed(std::uint32_t place);

  std::shared_ptr<const Mail> Look(Id id) override;
  std::vector<Id> WithQueueId(std::string_view queue_id) override;
  std::vector<Id> Naming(std::string_view queue_id, Id near,
                         std::size_t most) override;
  void OfMessage(std::string_view message_id, std::int64_t slice, Id near,
                 std::size_t most, std::vector<Id>& ids) override;

 private:
  void Add(std::uint32_t place);
  void CatchUp();

  Table<Mail>& mails_;
  HashChains queue_ids_, linked_;
  std::uint32_t indexed_ = 0;  // places, from the first on
  std::optional<MessageIndex> messages_;
};

}  // namespace mailwhy::store::memory
