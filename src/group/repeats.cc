#include "group/repeats.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "group/fields.h"
#include "group/pack_record.h"
#include "group/process.h"
#include "group/rejects.h"

namespace mailwhy::group {

std::optional<Reject> Repeats::Again(const Event& event, LineRef line) {
  if (told_.empty() || event.queue_id.empty()) return {};
  const std::string by = ProcessOf(event);
  const auto first =
      std::find_if(told_.begin(), told_.end(), [&](const Told& each) {
        return each.text == event.text && each.by == by &&
               each.reject.at.second() == event.time.second();
      });
  if (first == told_.end()) return {};
  auto& evidence = first->reject.evidence;
  if (evidence.size() < kMostLines) AddEvidence(evidence, line);
  return first->reject;
}

void Repeats::Note(const Event& event, const Reject& reject) {
  if (event.queue_id.empty() || !Refuses(reject.action)) return;
  std::erase_if(told_, [&](const Told& each) {
    return std::abs(event.time.at - each.reject.at.at) > 2 * kSecond;
  });
  if (told_.size() >= kMost) told_.pop_front();
  told_.push_back({ProcessOf(event), std::string(event.text), reject});
}

void Repeats::Pack(Packer& packer) const {
  packer.Number(told_.size());
  for (const Told& each : told_) {
    packer.Text(each.by);
    packer.Text(each.text);
    PackReject(packer, each.reject);
  }
}

void Repeats::Unpack(Unpacker& unpacker) {
  told_.clear();
  for (std::uint64_t n = unpacker.Count(kMost); n > 0; --n) {
    Told each;
    each.by = unpacker.Text();
    each.text = unpacker.Text();
    each.reject = UnpackReject(unpacker);
    if (!unpacker.ok()) return;
    told_.push_back(std::move(each));
  }
}

}  // namespace mailwhy::group
