#include "store/memory/mail_index.h"

#include <algorithm>
#include <cstdlib>

#include "base/text.h"

namespace mailwhy::store::memory {
namespace {

bool Names(const Mail& mail, std::string_view queue_id) {
  return std::any_of(
      mail.links.begin(), mail.links.end(),
      [&](const Link& link) { return link.queue_id == queue_id; });
}

void SortOnce(std::vector<Id>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

}  // namespace

void MemoryMailIndex::Changed(std::uint32_t place) {
  messages_.reset();
  if (place < indexed_) Add(place);  // with what it holds now
}

void MemoryMailIndex::Add(std::uint32_t place) {
  const Mail& mail = mails_.At(place);
  queue_ids_.Add(StableHash(mail.queue_id), place);
  for (const Link& link : mail.links) {
    linked_.Add(StableHash(link.queue_id), place);
  }
}

void MemoryMailIndex::CatchUp() {
  for (; indexed_ < mails_.size(); ++indexed_) Add(indexed_);
}

// The table keeps its rows: nobody else need own them.
std::shared_ptr<const Mail> MemoryMailIndex::Look(Id id) {
  return {std::shared_ptr<const Mail>(), mails_.Find(id)};
}

std::vector<Id> MemoryMailIndex::WithQueueId(std::string_view queue_id) {
  CatchUp();
  std::vector<Id> ids;
  queue_ids_.Find(StableHash(queue_id), [&](std::uint32_t place) {
    const Mail& mail = mails_.At(place);
    if (mails_.IsThere(place) && mail.queue_id == queue_id) {
      ids.push_back(mail.id);
    }
  });
  SortOnce(ids);
  return ids;
}

std::vector<Id> MemoryMailIndex::Naming(std::string_view queue_id, Id near,
                                        std::size_t most) {
  CatchUp();
  std::vector<Id> ids;
  linked_.Find(StableHash(queue_id), [&](std::uint32_t place) {
    const Mail& mail = mails_.At(place);
    if (mails_.IsThere(place) && Names(mail, queue_id)) ids.push_back(mail.id);
  });
  SortOnce(ids);
  if (ids.size() <= most) return ids;
  std::stable_sort(ids.begin(), ids.end(), [near](Id a, Id b) {
    return std::abs(a - near) < std::abs(b - near);
  });
  ids.resize(most);
  return ids;
}

void MemoryMailIndex::OfMessage(std::string_view message_id, std::int64_t slice,
                                Id near, std::size_t most,
                                std::vector<Id>& ids) {
  if (!messages_) messages_.emplace(mails_);
  messages_->Find(message_id, slice, near, most, ids);
}

}  // namespace mailwhy::store::memory
