#include "store/memory/message_index.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "store/links.h"

namespace mailwhy::store::memory {
namespace {

constexpr unsigned kMostBits = 24;

std::uint64_t HashOf(std::string_view message_id) {
  return StableHash(LowerAscii(message_id));
}

}  // namespace

MessageIndex::MessageIndex(Table<Mail>& mails) {
  for (const auto& [id, place] : *mails.InOrder()) {
    const std::string& message_id = mails.At(place).message_id;
    if (!message_id.empty()) entries_.push_back({HashOf(message_id), id});
  }
  std::sort(entries_.begin(), entries_.end());
  unsigned bits = 1;
  while (bits < kMostBits && (std::size_t{1} << bits) < entries_.size()) ++bits;
  shift_ = 64 - bits;
  buckets_.resize((std::size_t{1} << bits) + 1);
  for (const Entry& entry : entries_) ++buckets_[BucketOf(entry.hash) + 1];
  for (std::size_t i = 1; i < buckets_.size(); ++i) {
    buckets_[i] += buckets_[i - 1];
  }
}

MessageIndex::Place MessageIndex::Bound(const Entry& entry) const {
  const std::size_t bucket = BucketOf(entry.hash);
  const auto begin = entries_.begin();
  return std::lower_bound(begin + buckets_[bucket],
                          begin + buckets_[bucket + 1], entry);
}

void MessageIndex::Find(std::string_view message_id, std::int64_t slice,
                        Id near, std::size_t most, std::vector<Id>& ids) const {
  const std::uint64_t hash = HashOf(message_id);
  constexpr Id kLast = std::numeric_limits<Id>::max();
  const bool last = slice >= SliceOf(kLast);
  const Place begin = Bound({hash, slice << kSliceBits});
  const Place end = Bound({hash, last ? kLast : (slice + 1) << kSliceBits});
  const Place middle =
      std::clamp(near == kLast ? end : Bound({hash, near + 1}), begin, end);
  Place before = middle;
  for (std::size_t n = 0; n < most && before != begin; ++n) {
    ids.push_back((--before)->id);
  }
  Place after = middle;
  for (std::size_t n = 0; n < most && after != end; ++n) {
    ids.push_back((after++)->id);
  }
}

}  // namespace mailwhy::store::memory
