// What a process said just before: lines that name no mail, or only explain
// ("connect to X: Connection timed out", "warning: ..."), until the same
// process writes the line that they explain. grouper.cc puts in and takes out.
#pragma once

#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "group/pack.h"
#include "model/event.h"
#include "model/raw_line.h"

namespace mailwhy::group {

struct Remark {
  Micros at = 0;
  std::string queue_id;  // of the mail it is about, "" where it names none
  std::string text;      // cut at Context::kMaxText
  LineRef line = 0;
  bool about_tls = false;
};

class Context {
 public:
  void Add(const Event& event, LineRef line);

  // The remarks that explain this line of the same process. An attempt uses
  // them up, but the other recipients' lines of that attempt get them as well.
  // Valid until the next call.
  const std::vector<const Remark*>& For(const Event& event);
  void UsedUp(const Event& event);
  // The session is over.
  void Forget(const Event& event);

  // cleanup's "resent-message-id", until its "message-id" of the same mail.
  void NoteResent(const Event& event, std::string_view message_id);
  bool WasResent(const Event& event, std::string_view message_id);

  void Pack(Packer& packer) const;
  void Unpack(Unpacker& unpacker);

  static constexpr Micros kLifetime = 60 * kSecond;
  static constexpr std::size_t kMaxProcesses = 1024;
  static constexpr std::size_t kMaxRemarks = 8;  // of a process; the last ones
  static constexpr std::size_t kMaxText = 1000;

 private:
  struct Process {
    std::string key;  // host, NUL, pid
    std::vector<Remark> remarks;
    std::string used_by;  // queue ID of the attempt that used them up
    std::string resent;   // queue ID, NUL, resent-message-id
  };
  using Order = std::list<Process>;  // used last: at the front

  Process* Find(const Event& event);
  Process& FindOrAdd(const Event& event);
  const std::string& KeyOf(const Event& event);

  Order order_;
  std::unordered_map<std::string_view, Order::iterator> processes_;
  std::vector<const Remark*> found_;
  std::string key_;
};

// The remarks' texts, a line each.
std::string Joined(const std::vector<const Remark*>& remarks);

}  // namespace mailwhy::group
