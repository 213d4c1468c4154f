// Links: which mail a queue ID in a log line means. Stores keep what the log
// gave; the other mail, and the way back to it, are looked up when a mail is
// read, since it may come later or in another file. What fits: link_rules.h.
// Each engine looks mails up in its own way: MailIndex.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "model/mail.h"
#include "store/link_rules.h"

namespace mailwhy::store {

class MailIndex {
 public:
  virtual ~MailIndex() = default;

  // As it was saved; null where it is not there. Good until the next call that
  // writes.
  virtual std::shared_ptr<const Mail> Look(Id id) = 0;
  // Rising.
  virtual std::vector<Id> WithQueueId(std::string_view queue_id) = 0;
  // Mails whose links name this queue ID: at most `most`, the nearest to `near`
  // by their ids.
  virtual std::vector<Id> Naming(std::string_view queue_id, Id near,
                                 std::size_t most) = 0;
  // Appends the mails with this Message-ID (case ignored, and perhaps others)
  // whose ids lie in a slice of time (SliceOf): at most `most` up to `near`,
  // the latest first, then as many after it, the earliest first.
  virtual void OfMessage(std::string_view message_id, std::int64_t slice,
                         Id near, std::size_t most, std::vector<Id>& ids) = 0;
};

// 2^17 seconds, about a day and a half.
inline constexpr int kSliceBits = 46;
inline std::int64_t SliceOf(Id id) { return id >> kSliceBits; }

class LinkFinder {
 public:
  explicit LinkFinder(MailIndex& mails) : mails_(mails) {}

  // The links of both directions, in the order of the other mails' times. What
  // proves to be another system's queue ID is left out.
  void Resolve(Mail& mail) { Set(LinksOf(mail), mail); }
  std::vector<Link> LinksOf(const Mail& mail);
  // Gives the mail its links, and what they tell of its origin.
  static void Set(std::vector<Link> links, Mail& mail);

 private:
  using Shared = std::shared_ptr<const Mail>;

  std::vector<Link> Own(const Mail& mail);
  void AddReverse(const Mail& mail, std::vector<Link>& links);
  void AddBack(const Mail& mail, const Mail& other, std::vector<Link>& links);
  // The mail that a lead of `mail` means; null: none.
  Shared Target(const Mail& mail, const Lead& lead);
  // First seen in that time, and in the slices that it touches.
  std::vector<Id> OfMessage(const Mail& mail, Micros begin, Micros end);

  MailIndex& mails_;
};

}  // namespace mailwhy::store
