// What smtpd does with a mail before the mail has a queue ID: "NOQUEUE: hold:
// RCPT from ...", then "QID: client=..." of the same process and client
// (smtpd_check.c logs while the queue file is not open yet). grouper.cc asks.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "group/pack.h"
#include "model/event.h"
#include "model/mail.h"

namespace mailwhy::group {

class Ahead {
 public:
  // A line that refuses, holds, discards ...: kept where the mail goes on.
  void Note(const Event& event, const Reject& reject);
  // smtpd's client=: those of the mail that begins with it, with its queue ID.
  std::vector<Reject> TakeFor(const Event& event);
  // The session is over.
  void Forget(const Event& event);

  void Pack(Packer& packer) const;
  void Unpack(Unpacker& unpacker);

  // A restriction may ask name servers and policy services.
  static constexpr Micros kLifetime = 60 * kSecond;
  static constexpr std::size_t kMost = 128;

 private:
  struct Waiting {
    std::string process;
    Reject reject;
  };
  std::deque<Waiting> waiting_;  // oldest first
};

}  // namespace mailwhy::group
