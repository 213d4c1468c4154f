#include "group/ahead.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "group/pack_record.h"
#include "group/process.h"
#include "group/rejects.h"

namespace mailwhy::group {

void Ahead::Note(const Event& event, const Reject& reject) {
  if (event.daemon != "smtpd" || event.pid == 0) return;
  std::string process = ProcessOf(event);
  // Of another sender: the transaction before this one came to nothing.
  std::erase_if(waiting_, [&](const Waiting& each) {
    return each.process == process && each.reject.sender != reject.sender;
  });
  if (!event.noqueue || !GoesOn(reject.action)) return;
  if (waiting_.size() >= kMost) waiting_.pop_front();
  waiting_.push_back({std::move(process), reject});
}

std::vector<Reject> Ahead::TakeFor(const Event& event) {
  std::vector<Reject> taken;
  if (waiting_.empty()) return taken;
  const std::string process = ProcessOf(event);
  for (Waiting& each : waiting_) {
    const Micros apart = event.time.at - each.reject.at.at;
    const bool ours = each.process == process &&
                      each.reject.client.ip == event.peer.ip &&
                      std::abs(apart) <= kLifetime;
    if (ours) taken.push_back(std::move(each.reject));
  }
  Forget(event);
  for (Reject& reject : taken) reject.queue_id = event.queue_id;
  return taken;
}

void Ahead::Forget(const Event& event) {
  if (waiting_.empty()) return;
  const std::string process = ProcessOf(event);
  std::erase_if(waiting_,
                [&](const Waiting& each) { return each.process == process; });
}

void Ahead::Pack(Packer& packer) const {
  packer.Number(waiting_.size());
  for (const Waiting& each : waiting_) {
    packer.Text(each.process);
    PackReject(packer, each.reject);
  }
}

void Ahead::Unpack(Unpacker& unpacker) {
  waiting_.clear();
  for (std::uint64_t n = unpacker.Count(kMost); n > 0; --n) {
    Waiting each;
    each.process = unpacker.Text();
    each.reject = UnpackReject(unpacker);
    if (!unpacker.ok()) return;
    waiting_.push_back(std::move(each));
  }
}

}  // namespace mailwhy::group
