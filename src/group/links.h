// Links between queue IDs: what a mail became (queued as, forwarded as, its
// bounce) and what it came from. grouper.cc calls, once a line's mail is known.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "group/hosts.h"
#include "group/mail_table.h"
#include "group/pack.h"
#include "model/event.h"

namespace mailwhy::group {

// News of a mail whose own first line has not come yet: Postfix 3.11 logs a
// bounce notification before the first line of the notification's mail. Of a
// kResubmit it is the other way round: the older half of a log is still to
// come.
struct Notice {
  std::string host, queue_id;  // of the mail that is to come
  LinkKind kind = LinkKind::kBounce;
  std::string from;  // queue ID of the mail that it comes from
  Micros at = 0;
};

class Links {
 public:
  Links(MailTable& table, Hosts& hosts) : table_(table), hosts_(hosts) {}

  // What this line of `mail` says about other mails.
  void Follow(const Event& event, Mail& mail);
  // `mail` has just begun: did an earlier line announce it?
  void Begun(const Event& event, Mail& mail);

  void Pack(Packer& packer) const;
  void Unpack(Unpacker& unpacker);

  // A notice and the first line of its mail come within this time.
  static constexpr Micros kNear = 60 * kSecond;
  static constexpr std::size_t kMaxNotices = 1024;

 private:
  void FollowQueuedAs(const Event& event, Mail& mail);
  void FollowRequeue(const Event& event, Mail& mail);
  void Announce(Notice&& notice);
  void FollowRequeued(const Event& event, Mail& mail);
  void FollowChild(const Event& event, Mail& parent, LinkKind kind);
  bool MarkChild(const Notice& notice);

  MailTable& table_;
  Hosts& hosts_;
  std::deque<Notice> notices_;  // oldest first
};

}  // namespace mailwhy::group
