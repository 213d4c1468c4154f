#include "group/mail_table.h"

#include <algorithm>

#include "base/text.h"
#include "group/fields.h"
#include "group/merge.h"

namespace mailwhy::group {
namespace {

LineRef FirstLine(const Mail& mail) {
  return mail.evidence.empty() ? UINT64_MAX : mail.evidence.front();
}

// Times to the second are often equal where a queue ID is reused: the lines
// that were kept tell which mail came first, in memory and from the store.
bool EarlierSeen(const std::unique_ptr<Tracked>& a,
                 const std::unique_ptr<Tracked>& b) {
  const Mail& x = a->mail;
  const Mail& y = b->mail;
  if (x.first_seen != y.first_seen) return x.first_seen < y.first_seen;
  if (FirstLine(x) != FirstLine(y)) return FirstLine(x) < FirstLine(y);
  return x.id < y.id;
}

// Many attempts weigh like further mails.
constexpr std::size_t kAttemptsPerMail = 4;

std::size_t WeightOf(const Chain& chain) {
  std::size_t weight = 0;
  for (const auto& tracked : chain.mails) {
    weight += 1 + tracked->attempts / kAttemptsPerMail;
  }
  return weight;
}

bool HasSettled(const Chain& chain, Micros settle) {
  const Mail& latest = chain.mails.back()->mail;
  if (latest.ended_at == 0) return false;
  const Micros since = chain.host->now - latest.ended_at;
  // Gone back far: an older log of that host is being read.
  return since > settle || since < -settle;
}

}  // namespace

void NoteReading(const Host& host, Tracked& tracked) {
  if (tracked.reading == host.reading) return;
  tracked.reading = host.reading;
  tracked.before.reset();
  if (!host.back) return;
  const Mail& mail = tracked.mail;
  tracked.before = std::make_unique<ReadBefore>();
  tracked.before->first_seen = mail.first_seen.at;
  tracked.before->last_seen = mail.last_seen.at;
  tracked.before->held_told =
      mail.held || mail.sender.has_value() || mail.ended_at != 0;
}

bool IsNews(const Tracked& tracked, Timestamp at) {
  if (at < tracked.mail.last_seen) return false;
  return !tracked.before || at.at != tracked.before->last_seen;
}

std::size_t MailTable::Hash::operator()(const KeyView& key) const {
  return StableHash(key.queue_id, StableHash(key.host));
}

Chain& MailTable::ChainOf(std::string_view host_name, std::string_view queue_id,
                          Host& host) {
  const auto found = chains_.find(KeyView{host_name, queue_id});
  Chain* chain = found == chains_.end() ? nullptr : found->get();
  if (chain == nullptr) {
    auto made = std::make_unique<Chain>();
    made->host_name = host_name;
    made->queue_id = queue_id;
    made->host = &host;
    chain = made.get();
    chains_.insert(std::move(made));
  }
  chain->touched = ++clock_;
  return *chain;
}

void MailTable::Complete(Chain& chain) {
  if (chain.complete) return;
  chain.complete = true;
  for (Mail& mail : recall_.MailsOf(chain.host_name, chain.queue_id)) {
    Adopt(chain, std::move(mail));
  }
  Reorder(chain);
}

// What is in memory is newer than what the store has of the same mail.
void MailTable::Adopt(Chain& chain, Mail&& mail) {
  if (!ids_.insert(mail.id).second) return;
  auto tracked = std::make_unique<Tracked>();
  tracked->mail = std::move(mail);
  tracked->stored = true;
  for (const Delivery& delivery : tracked->mail.deliveries) {
    tracked->attempts += delivery.attempts.size();
  }
  attempts_ += tracked->attempts;
  ++mails_;
  chain.mails.push_back(std::move(tracked));
}

void MailTable::DropIfEmpty(Chain& chain) {
  if (!chain.mails.empty()) return;
  chains_.erase(chains_.find(KeyOf(chain)));
}

Tracked& MailTable::Begin(Chain& chain, Timestamp at,
                          std::string_view first_line) {
  auto made = std::make_unique<Tracked>();
  Tracked& tracked = *made;
  std::string made_from = chain.host_name;
  made_from.append(1, '\0').append(chain.queue_id).append(1, '\0');
  made_from.append(first_line);
  tracked.mail.id = NewId(at.at, made_from);
  tracked.mail.host = chain.host_name;
  tracked.mail.queue_id = chain.queue_id;
  tracked.mail.first_seen = tracked.mail.last_seen = at;
  tracked.reading = chain.host->reading;
  ++mails_;
  chain.mails.push_back(std::move(made));
  Reorder(chain);
  return tracked;
}

void MailTable::Reorder(Chain& chain) {
  if (std::is_sorted(chain.mails.begin(), chain.mails.end(), EarlierSeen)) {
    return;
  }
  std::sort(chain.mails.begin(), chain.mails.end(), EarlierSeen);
}

void MailTable::Changed(Chain& chain, Tracked& tracked) {
  if (!tracked.changed) {
    tracked.changed = true;
    changed_.push_back(&tracked);
  }
  if (!chain.ending && chain.mails.back()->mail.ended_at != 0) {
    chain.ending = true;
    ending_.push_back(&chain);
  }
}

void MailTable::Join(Chain& chain, std::size_t first, std::size_t then) {
  Tracked& goes = *chain.mails[first];
  Tracked& stays = *chain.mails[then];
  const bool deleted = WasDeleted(stays.mail);
  const bool gave_up = WasGivenUp(stays.mail);
  group::Join(goes.mail, stays.mail);
  SettleDeferred(stays.mail, deleted, gave_up);
  if (goes.stored) stays.mail.was.push_back(goes.mail.id);
  for (const Id was : goes.mail.was) stays.mail.was.push_back(was);
  stays.attempts += goes.attempts;
  stays.by_recipient.reset();
  stays.before.reset();
  std::erase(changed_, &goes);
  ids_.erase(goes.mail.id);
  --mails_;
  chain.mails.erase(chain.mails.begin() + static_cast<std::ptrdiff_t>(first));
  Reorder(chain);
  Changed(chain, stays);
}

// Ids hold the second, so only equal seconds can meet.
Id MailTable::NewId(Micros at, std::string_view made_from) {
  Id id = MakeId(at, made_from);
  const bool may_be_stored = at / kSecond <= stored_until_ / kSecond;
  while (ids_.contains(id) || (may_be_stored && recall_.Taken(id))) ++id;
  ids_.insert(id);
  newest_id_ = std::max(newest_id_, at);
  return id;
}

Id MailTable::NewEventId(Micros at, std::string_view made_from) {
  event_ids_.push_back(NewId(at, made_from));
  return event_ids_.back();
}

std::size_t MailTable::Weight() const {
  return mails_ + attempts_ / kAttemptsPerMail;
}

void MailTable::Settle() {
  for (Tracked* tracked : changed_) {
    tracked->changed = false;
    tracked->stored = true;
  }
  changed_.clear();
  for (const Id id : event_ids_) ids_.erase(id);
  event_ids_.clear();
  stored_until_ = std::max(stored_until_, newest_id_);
  DropEnded();
  if (Weight() > limits_.open_mails) DropUntouched();
}

void MailTable::AddLeaving(std::vector<Mail*>& mails) const {
  for (const Chain* chain : ending_) {
    if (!HasSettled(*chain, limits_.settle)) continue;
    for (const auto& tracked : chain->mails) {
      if (tracked->changed) mails.push_back(&tracked->mail);
    }
  }
}

void MailTable::DropEnded() {
  std::vector<Chain*> still_ending;
  for (Chain* chain : ending_) {
    if (HasSettled(*chain, limits_.settle)) {
      Drop(*chain);
    } else if (chain->mails.back()->mail.ended_at != 0) {
      still_ending.push_back(chain);
    } else {
      chain->ending = false;  // the queue ID lives on in another mail
    }
  }
  ending_ = std::move(still_ending);
}

// A tenth more than there must be, so that it is not for every Settle.
void MailTable::DropUntouched() {
  std::vector<Chain*> chains;
  chains.reserve(chains_.size());
  for (const auto& chain : chains_) chains.push_back(chain.get());
  std::sort(chains.begin(), chains.end(), [](const Chain* a, const Chain* b) {
    return a->touched < b->touched;
  });
  const std::size_t keep = limits_.open_mails - limits_.open_mails / 10;
  std::size_t weight = Weight(), count = 0;
  while (count < chains.size() && weight > keep) {
    weight -= std::min(weight, WeightOf(*chains[count]));
    chains[count++]->ending = false;
  }
  std::erase_if(ending_, [](const Chain* chain) { return !chain->ending; });
  for (std::size_t i = 0; i < count; ++i) Drop(*chains[i]);
}

void MailTable::Drop(Chain& chain) {
  for (const auto& tracked : chain.mails) {
    Micros& gone_until = chain.host->gone_until;
    gone_until = std::max(gone_until, tracked->mail.last_seen.at);
    ids_.erase(tracked->mail.id);
    attempts_ -= tracked->attempts;
    --mails_;
  }
  chains_.erase(chains_.find(KeyOf(chain)));
}

}  // namespace mailwhy::group
