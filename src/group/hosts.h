// The hosts whose logs were read: how far in time each has come, which Postfix
// instances have a queue of their own there, and whether a relay is one of
// them. mail_table.h and links.h ask.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "group/pack.h"
#include "model/mail.h"

namespace mailwhy::group {

struct Host {
  std::string name;
  Micros now = 0;             // of the line read last
  Micros newest = INT64_MIN;  // of all that was read
  Micros began = 0;           // of the first line that was read of this log
  bool begun = false;         // a line was read, since the last end of a log
  // What is read now was written before what was read until then: lines of one
  // second come in another order than they were written.
  bool back = false;
  unsigned reading = 0;   // rises with each log that begins
  Micros gone_until = 0;  // mails that are not in memory: seen last until then
  std::vector<std::string> queues;  // instances with a qmgr

  bool HasQueue(std::string_view instance) const;
  void AddQueue(std::string_view instance);
  // A line of then is read.
  void Reach(Micros at);
};

class Hosts {
 public:
  // Never fails: past kMaxHosts, all further ones share one entry.
  Host& Of(std::string_view name);
  // What the store holds ends there; hosts not met yet begin with it.
  void StoredUntil(Micros at);
  // What comes next is another log.
  void EndOfLog();
  // Whether `relay` is a host of ours: by full name, or by the first label
  // where the log gives one of the two names without its domain.
  bool AreOurs(std::string_view relay) const;

  void Pack(Packer& packer) const;
  void Unpack(Unpacker& unpacker);

  static constexpr std::size_t kMaxHosts = 1024;
  static constexpr std::size_t kMaxQueues = 32;  // of a host

 private:
  Host& Add(std::string_view name);
  void Learn(std::string_view name);

  // Unknown: as if the store could hold anything.
  Micros stored_until_ = INT64_MAX;
  std::map<std::string, std::unique_ptr<Host>, std::less<>> hosts_;
  Host rest_;
  Host* last_ = nullptr;  // lines of one host follow each other
  std::set<std::string, std::less<>> names_;        // lower case, in full
  std::set<std::string, std::less<>> labels_;       // first labels of those
  std::set<std::string, std::less<>> short_names_;  // those without a domain
};

// 127/8, ::1, localhost.
bool IsLoopback(const Peer& peer);

}  // namespace mailwhy::group
