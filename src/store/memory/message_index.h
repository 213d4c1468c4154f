// MessageIndex: mails by Message-ID, each one's in the order of their ids, so
// that a few near ones are quickly found among the many of a newsletter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "model/mail.h"
#include "store/memory/table.h"

namespace mailwhy::store::memory {

class MessageIndex {
 public:
  // Of the mails as they are now.
  explicit MessageIndex(Table<Mail>& mails);

  // As MailIndex::OfMessage (store/links.h).
  void Find(std::string_view message_id, std::int64_t slice, Id near,
            std::size_t most, std::vector<Id>& ids) const;

 private:
  struct Entry {
    std::uint64_t hash;
    Id id;
    friend auto operator<=>(const Entry&, const Entry&) = default;
  };
  using Place = std::vector<Entry>::const_iterator;

  // The first entry that does not come before it.
  Place Bound(const Entry& entry) const;
  std::size_t BucketOf(std::uint64_t hash) const { return hash >> shift_; }

  std::vector<Entry> entries_;          // sorted
  std::vector<std::uint32_t> buckets_;  // by the hash's upper bits: their first
  unsigned shift_ = 63;
};

}  // namespace mailwhy::store::memory
