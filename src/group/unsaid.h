// Refusals that have no reject line of their own, told by what the log has of
// the session. grouper.cc asks.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "group/context.h"
#include "group/pack.h"
#include "model/event.h"
#include "model/mail.h"

namespace mailwhy::group {

class Unsaid {
 public:
  // A refusal that this line, the end of a session, completes; all but id.
  // `remarks`: what the same process said in the session.
  std::optional<Reject> Of(const Event& event, LineRef line,
                           const std::vector<const Remark*>& remarks);

  void Pack(Packer& packer) const;
  void Unpack(Unpacker& unpacker);

  // postscreen answers a listed client at once.
  static constexpr Micros kLifetime = 60 * kSecond;
  static constexpr std::size_t kMost = 128;

 private:
  std::optional<Reject> OfScreen(const Event& event, LineRef line);

  std::deque<Reject> listed_;  // by postscreen's own list; oldest first
};

}  // namespace mailwhy::group
