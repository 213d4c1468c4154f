// What smtpd does with a mail before the mail has a queue ID: "NOQUEUE: hold:
// RCPT from ...", then "QID: client=..." of the same process and client
// (smtpd_check.c logs while the queue file is not open yet). grouper.cc asks.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "group/hosts.h"
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

  // Where a log begins, a mail may begin in a session that did before. Asked
  // for smtpd's lines before they are taken in.
  void NoteStart(const Event& event, const Host& host);
  // An older log ended with those of such a mail: with its queue ID.
  std::vector<Reject> TakeForOtherLog(Hosts& hosts);

  void Pack(Packer& packer) const;
  void Unpack(Unpacker& unpacker);

  // A restriction may ask name servers and policy services.
  static constexpr Micros kLifetime = 60 * kSecond;
  static constexpr std::size_t kMost = 128;
  static constexpr std::size_t kMostStarts = 256;  // smtpd processes

 private:
  struct Waiting {
    std::string process;
    Reject reject;
  };
  // What a process told first.
  struct Start {
    std::string process, client_ip;
    std::string queue_id;  // "": no mail, or one of a session of its own
    Micros at = 0;
    unsigned reading = 0;  // of its host
  };

  Start* StartOf(std::string_view process, Micros at);
  bool TakeStart(Hosts& hosts, Reject& reject, const std::string& process);
  void PackStarts(Packer& packer) const;
  void UnpackStarts(Unpacker& unpacker);

  std::deque<Waiting> waiting_;  // oldest first
  std::deque<Start> starts_;     // the same
};

}  // namespace mailwhy::group
