#include "unit/group/stories.h"

#include <fmt/format.h>

#include <algorithm>

namespace mailwhy::group {

std::vector<StoryLine> Stories::Write(int mails) {
  constexpr std::int64_t kDaySeconds = 80'000;
  for (int i = 0; i < mails; ++i) WriteMail(i * kDaySeconds / mails / 2);
  std::stable_sort(
      lines_.begin(), lines_.end(), [](const StoryLine& a, const StoryLine& b) {
        return a.second != b.second ? a.second < b.second : a.order < b.order;
      });
  return lines_;
}

// Short queue IDs come back at once: the first that is free.
std::string Stories::FreeId(std::int64_t second) {
  for (const Id& id : ids_) {
    if (id.free_at <= second) return id.name;
  }
  ids_.push_back({fmt::format("AB{:04X}00", ids_.size()), 0, 0});
  return ids_.back().name;
}

void Stories::Say(const std::string& text) {
  lines_.push_back({now_, ++order_,
                    fmt::format("{:02}:{:02}:{:02} {}", now_ / 3600,
                                now_ / 60 % 60, now_ % 60, text)});
}

void Stories::WriteMail(std::int64_t second) {
  now_ = second;
  const std::string id = FreeId(second);
  const int number = number_++;
  WriteStart(id);
  Say(fmt::format("cleanup[8]: {}: message-id=<mid-{}@example.com>", id,
                  number));
  if (Pick(20) == 0) {  // the client leaves; nobody hears of the mail again
    Say("smtpd[7]: lost connection after DATA from a.example.com[192.0.2.9]");
  } else {
    now_ += Pick(2);
    Say(
        fmt::format("qmgr[9]: {}: from=<from-{}@example.com>, size={}, nrcpt=1 "
                    "(queue active)",
                    id, number, 1000 + number));
    WriteAttempts(id);
    Say(fmt::format("qmgr[9]: {}: removed", id));
  }
  for (Id& used : ids_) {
    if (used.name == id) used.free_at = now_;
  }
}

void Stories::WriteStart(const std::string& id) {
  if (Pick(4) == 0) {
    Say(fmt::format("pickup[5]: {}: uid=48 from=<apache>", id));
    return;
  }
  if (Pick(3) == 0) {
    Say("smtpd[7]: NOQUEUE: reject: RCPT from a.example.com[192.0.2.9]: 550 "
        "5.1.1 <x@example.com>: no; from=<y@example.org> to=<x@example.com> "
        "proto=ESMTP helo=<a>");
  }
  Say(fmt::format("smtpd[7]: {}: client=a.example.com[192.0.2.9]", id));
}

void Stories::WriteAttempts(const std::string& id) {
  const int number = number_ - 1;
  const std::int64_t arrival = now_;
  const int recipients = 1 + Pick(3);
  for (int i = 0; i < recipients; ++i) {
    const int retries = Pick(8) == 0 ? Pick(4) : 0;
    for (int attempt = 0; attempt <= retries; ++attempt) {
      const int pid = 100 + Pick(5);
      if (Pick(5) == 0) {
        Say(
            fmt::format("smtp[{}]: connect to mail.example.net[203.0.113.1]:25:"
                        " Connection refused",
                        pid));
      }
      const bool last = attempt == retries;
      Say(fmt::format(
          "smtp[{}]: {}: to=<to-{}-{}@example.com>, "
          "relay=mail.example.net[203.0.113.1]:25, delay={}, delays=0/0/0/1, "
          "dsn=2.0.0, status={} (250 Ok: queued as {:X})",
          pid, id, number, i, now_ - arrival, last ? "sent" : "deferred",
          0xF00D00 + number));
      if (!last) now_ += 1 + Pick(2000);
    }
  }
  if (Pick(10) == 0) WriteBounce(id);
  now_ += Pick(2);
}

// A notification: an own mail, announced after or (Postfix 3.11) before it.
void Stories::WriteBounce(const std::string& id) {
  std::string bounce = fmt::format("BB{:06X}", number_);
  const int number = number_++;
  const std::string notice = fmt::format(
      "bounce[11]: {}: sender non-delivery notification: {}", id, bounce);
  const bool before = Pick(2) == 0;
  if (before) Say(notice);
  Say(fmt::format("cleanup[8]: {}: message-id=<mid-{}@example.com>", bounce,
                  number));
  if (!before) Say(notice);
  Say(fmt::format("qmgr[9]: {}: from=<>, size=1, nrcpt=1 (queue active)",
                  bounce));
  Say(
      fmt::format("local[12]: {}: to=<to-{}-0@example.com>, relay=local, "
                  "delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (ok)",
                  bounce, number));
  Say(fmt::format("qmgr[9]: {}: removed", bounce));
}

}  // namespace mailwhy::group
