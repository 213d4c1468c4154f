// The mails in memory, by host and queue ID, and the way to those that are not
// (Recall). Which of them a line belongs to is place.h's business.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "group/grouper.h"
#include "group/hosts.h"

namespace mailwhy::group {

// Of a mail that an older log goes on with: what was read of it before. Times
// to the second do not tell that it was written later.
struct ReadBefore {
  Micros first_seen = 0, last_seen = 0;
  bool held_told = false;  // it is held, or lines tell that it no longer was
  // By recipient (deliveries.cc) and time: attempts that were there before.
  std::map<std::pair<std::uint64_t, Micros>, std::size_t> attempts;
};

// A mail in memory.
struct Tracked {
  Mail mail;
  bool changed = false;
  bool stored = false;       // so that its id may have been seen
  std::size_t attempts = 0;  // of all deliveries
  // Deliveries by recipient, kept once there are many (deliveries.cc).
  std::unique_ptr<std::unordered_multimap<std::uint64_t, std::size_t>>
      by_recipient;
  unsigned reading = 0;  // of its host, when it was last written to
  std::unique_ptr<ReadBefore> before;
};

// A line of this host is about to be written into its mail.
void NoteReading(const Host& host, Tracked& tracked);
// Whether a line of `at` was written after all that was read of the mail.
bool IsNews(const Tracked& tracked, Timestamp at);

// The mails of one host and queue ID, in the order of first_seen. They are in
// memory or given up together: those in memory are the latest ones, and all of
// them if `complete`.
struct Chain {
  std::string host_name, queue_id;
  Host* host = nullptr;
  std::vector<std::unique_ptr<Tracked>> mails;
  bool complete = false;
  bool ending = false;        // listed as one that may go at the next Settle
  std::uint64_t touched = 0;  // counts look-ups: the longest untouched go first
};

class MailTable {
 public:
  MailTable(Recall& recall, const Limits& limits)
      : recall_(recall), limits_(limits) {}

  // The chain as far as it is in memory; created (and empty) where it is not.
  Chain& ChainOf(std::string_view host_name, std::string_view queue_id,
                 Host& host);
  // Asks Recall for the mails that are not in memory.
  void Complete(Chain& chain);
  // An empty chain is of no use: forget it.
  void DropIfEmpty(Chain& chain);

  // Another mail of the chain, first seen at `at`.
  Tracked& Begin(Chain& chain, Timestamp at, std::string_view first_line);
  // first_seen or last_seen of `index` changed: keeps the order.
  void Reorder(Chain& chain);
  void Changed(Chain& chain, Tracked& tracked);
  // Two mails are one, of which `first` has the earlier lines. These were read
  // last (Doubts): the other one's id stays.
  void Join(Chain& chain, std::size_t first, std::size_t then);
  void CountAttempt(Tracked& tracked) {
    ++tracked.attempts;
    ++attempts_;
  }

  // An id for a reject or session: that of `made_from`, or the next free one.
  // So equal lines of one second get ids in the order of the log.
  Id NewEventId(Micros at, std::string_view made_from);
  bool IsStored(Id id) { return recall_.Taken(id); }

  const std::vector<Tracked*>& changed() const { return changed_; }
  // Adds those of them that Settle() will forget because they have ended.
  void AddLeaving(std::vector<Mail*>& mails) const;
  // What changed is stored. Forgets what has ended, or is too much.
  void Settle();
  // No id of a later second is in the store.
  void StoredUntil(Micros at) { stored_until_ = at; }
  std::size_t size() const { return mails_; }

 private:
  struct KeyView {
    std::string_view host, queue_id;
    friend bool operator==(const KeyView&, const KeyView&) = default;
  };
  static KeyView KeyOf(const Chain& chain) {
    return {chain.host_name, chain.queue_id};
  }
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const KeyView& key) const;
    std::size_t operator()(const std::unique_ptr<Chain>& chain) const {
      return (*this)(KeyOf(*chain));
    }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const std::unique_ptr<Chain>& a, const KeyView& b) const {
      return KeyOf(*a) == b;
    }
    bool operator()(const KeyView& a, const std::unique_ptr<Chain>& b) const {
      return KeyOf(*b) == a;
    }
    bool operator()(const std::unique_ptr<Chain>& a,
                    const std::unique_ptr<Chain>& b) const {
      return KeyOf(*a) == KeyOf(*b);
    }
  };

  void Adopt(Chain& chain, Mail&& mail);
  Id NewId(Micros at, std::string_view made_from);
  void DropEnded();
  void DropUntouched();
  void Drop(Chain& chain);
  std::size_t Weight() const;

  Recall& recall_;
  Limits limits_;
  std::unordered_set<std::unique_ptr<Chain>, Hash, Equal> chains_;
  std::vector<Chain*> ending_;
  std::vector<Tracked*> changed_;
  std::unordered_set<Id> ids_;  // of mails in memory, and event_ids_
  std::vector<Id> event_ids_;   // of rejects and sessions not yet stored
  Micros stored_until_ = INT64_MAX;
  Micros newest_id_ = 0;  // the time that the newest id holds
  std::size_t mails_ = 0, attempts_ = 0;
  std::uint64_t clock_ = 0;
};

}  // namespace mailwhy::group
