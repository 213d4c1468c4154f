#include "store/memory/memory_store.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <type_traits>
#include <utility>

#include "store/memory/open.h"
#include "store/memory/walk.h"

namespace mailwhy::store::memory {
namespace {

// Runs `work`; what it throws becomes the Result.
template <class Work>
auto Guard(const Work& work) -> Result<decltype(work())> {
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      return {};
    } else {
      return work();
    }
  } catch (const std::bad_alloc&) {
    return Error{"memory", "not enough of it for the log",
                 "load it into a store, and ask that: mailwhy load"};
  }
}

template <class Row>
std::optional<Row> CopyOf(const Row* row) {
  if (row == nullptr) return std::nullopt;
  return *row;
}

// What was said before is for judging alone; links are found on reading.
void KeepWhatIsStored(Mail& mail) {
  for (Delivery& delivery : mail.deliveries) {
    for (Attempt& attempt : delivery.attempts) attempt.preceded_by.clear();
  }
  for (Link& link : mail.links) link.id = 0;
}

std::int64_t DeliveriesOf(const Mail& mail) {
  return static_cast<std::int64_t>(mail.deliveries.size());
}

}  // namespace

std::unique_ptr<Store> Open(bool evidence) {
  return std::make_unique<MemoryStore>(evidence);
}

Result<LineRef> MemoryStore::Keep(std::string_view line) {
  return Guard([&] { return evidence_ ? lines_.Keep(line) : ++forgotten_; });
}

Status MemoryStore::Save(const Batch& batch) {
  return Guard([&] { SaveRows(batch); });
}

void MemoryStore::SaveRows(const Batch& batch) {
  std::vector<Mail*> leaving = batch.leaving;
  std::sort(leaving.begin(), leaving.end(), std::less<>());
  for (const Mail* mail : Ordered(batch.mails)) {
    const auto found = std::lower_bound(leaving.begin(), leaving.end(), mail,
                                        std::less<const Mail*>());
    const bool leaves = found != leaving.end() && *found == mail;
    if (leaves) {
      SaveMail(std::move(**found));
    } else {
      SaveMail(Mail(*mail));
    }
  }
  for (const Reject* reject : Ordered(batch.rejects)) {
    const bool fresh = rejects_.Find(reject->id) == nullptr;
    rejects_.At(rejects_.Put(Reject(*reject))).preceded_by.clear();
    facts_.Count(Fact::kRejects, fresh ? 1 : 0);
    facts_.Cover(reject->at);
  }
  for (const Session* session : Ordered(batch.sessions)) {
    const bool fresh = sessions_.Find(session->id) == nullptr;
    sessions_.Put(Session(*session));
    facts_.Count(Fact::kSessions, fresh ? 1 : 0);
    facts_.Cover(session->at);
  }
  facts_.Cover(batch.seen);
  seen_.insert(seen_.end(), batch.seen.begin(), batch.seen.end());
  seen_sorted_ = seen_sorted_ && batch.seen.empty();
  for (LogMark* mark : batch.marks) SaveMark(*mark);
  if (!batch.memory.empty()) memory_ = batch.memory;
}

void MemoryStore::SaveMail(Mail&& mail) {
  if (const Mail* known = mails_.Find(mail.id)) DropMail(*known);
  for (const Id other : mail.was) {
    const Mail* known = other == mail.id ? nullptr : mails_.Find(other);
    if (known == nullptr) continue;
    DropMail(*known);
    mails_.Remove(other);
  }
  const std::uint32_t place = mails_.Put(std::move(mail));
  Mail& kept = mails_.At(place);
  KeepWhatIsStored(kept);
  if (!kept.was.empty()) NoteWas(kept);
  index_.Changed(place);
  if (!kept.probe) {
    facts_.Count(Fact::kMails, 1);
    facts_.Count(Fact::kDeliveries, DeliveriesOf(kept));
  }
  facts_.Cover(kept.first_seen);
  facts_.Cover(kept.last_seen);
}

// It is replaced, or has become part of another.
void MemoryStore::DropMail(const Mail& mail) {
  for (const Id was : mail.was) became_.erase(was);
  if (mail.probe) return;
  facts_.Count(Fact::kMails, -1);
  facts_.Count(Fact::kDeliveries, -DeliveriesOf(mail));
}

// A former id is that of one mail: the last that says so.
void MemoryStore::NoteWas(Mail& mail) {
  std::sort(mail.was.begin(), mail.was.end());
  mail.was.erase(std::unique(mail.was.begin(), mail.was.end()), mail.was.end());
  for (const Id was : mail.was) {
    const auto [known, added] = became_.try_emplace(was, mail.id);
    if (added || known->second == mail.id) continue;
    const Id former = std::exchange(known->second, mail.id);
    if (const Mail* other = mails_.Find(former)) {
      Mail without = *other;
      std::erase(without.was, was);
      mails_.Put(std::move(without));
    }
  }
}

void MemoryStore::SaveMark(LogMark& mark) {
  if (mark.id == 0) {
    mark.id = marks_.empty() ? 1 : marks_.back().id + 1;
  }
  const auto place = std::lower_bound(
      marks_.begin(), marks_.end(), mark.id,
      [](const LogMark& each, std::int64_t id) { return each.id < id; });
  if (place != marks_.end() && place->id == mark.id) {
    *place = mark;
  } else {
    marks_.insert(place, mark);
  }
}

Result<std::vector<Mail>> MemoryStore::MailsOf(std::string_view host,
                                               std::string_view queue_id) {
  return Guard([&] {
    std::vector<Mail> found;
    for (const Id id : index_.WithQueueId(queue_id)) {
      const Mail* mail = mails_.Find(id);
      if (mail != nullptr && mail->host == host) found.push_back(*mail);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Mail& a, const Mail& b) {
                       return a.first_seen < b.first_seen;
                     });
    return found;
  });
}

Result<bool> MemoryStore::Taken(Id id) {
  return mails_.Find(id) != nullptr || rejects_.Find(id) != nullptr ||
         sessions_.Find(id) != nullptr || became_.count(id) > 0;
}

Result<std::vector<LogMark>> MemoryStore::Marks() { return marks_; }

Result<std::string> MemoryStore::Memory() { return memory_; }

Result<std::vector<SeenLine>> MemoryStore::Seen(std::int64_t first_second,
                                                std::int64_t last_second) {
  return Guard([&] {
    if (!seen_sorted_) std::sort(seen_.begin(), seen_.end());
    seen_sorted_ = true;
    const auto begin =
        std::lower_bound(seen_.begin(), seen_.end(), SeenLine{first_second, 0});
    const auto end = std::find_if(
        begin, seen_.end(),
        [&](const SeenLine& line) { return line.second > last_second; });
    return std::vector<SeenLine>(begin, end);
  });
}

Result<Coverage> MemoryStore::Covers() { return facts_.Covered(); }

Result<std::vector<std::string>> MemoryStore::Evidence(
    const std::vector<LineRef>& lines) {
  return Guard([&] { return lines_.Read(lines); });
}

Result<std::optional<Mail>> MemoryStore::MailById(Id id) {
  return Guard([&] {
    const Mail* known = mails_.Find(id);
    const auto became = became_.find(id);
    if (known == nullptr && became != became_.end()) {
      known = mails_.Find(became->second);
    }
    std::optional<Mail> mail = CopyOf(known);
    if (mail) links_.Resolve(*mail);
    return mail;
  });
}

Result<std::optional<Reject>> MemoryStore::RejectById(Id id) {
  return Guard([&] { return CopyOf(rejects_.Find(id)); });
}

Result<std::optional<Session>> MemoryStore::SessionById(Id id) {
  return Guard([&] { return CopyOf(sessions_.Find(id)); });
}

Status MemoryStore::FindMails(const Filter& filter,
                              const std::function<bool(Mail&&)>& each) {
  return WalkMails(filter, [&](const Mail* mail) {
    Mail copy = *mail;
    links_.Resolve(copy);
    return each(std::move(copy));
  });
}

// Only where the links are not those that are kept, a copy has them.
Status MemoryStore::LookAtMails(const Filter& filter,
                                const std::function<bool(const Mail&)>& each) {
  return WalkMails(filter, [&](const Mail* mail) {
    std::vector<Link> links = links_.LinksOf(*mail);
    if (links.empty() && mail->links.empty()) return each(*mail);
    Mail copy = *mail;
    LinkFinder::Set(std::move(links), copy);
    return each(copy);
  });
}

template <class Each>
Status MemoryStore::WalkMails(const Filter& filter, const Each& hand_on) {
  return Guard([&] {
    if (filter.queue_id.empty()) {
      const auto order = mails_.InOrder();
      Walk(mails_, *order, filter, hand_on);
    } else {
      Walk(mails_, mails_.Places(index_.WithQueueId(filter.queue_id)), filter,
           hand_on);
    }
  });
}

Status MemoryStore::FindRejects(const Filter& filter,
                                const std::function<bool(Reject&&)>& each) {
  return Guard([&] {
    const auto order = rejects_.InOrder();
    Walk(rejects_, *order, filter,
         [&](const Reject* reject) { return each(Reject(*reject)); });
  });
}

Status MemoryStore::FindSessions(const Filter& filter,
                                 const std::function<bool(Session&&)>& each) {
  return Guard([&] {
    const auto order = sessions_.InOrder();
    Walk(sessions_, *order, filter,
         [&](const Session* session) { return each(Session(*session)); });
  });
}

}  // namespace mailwhy::store::memory
