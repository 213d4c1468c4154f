// QueueKeys: which queue IDs the store holds, in eight bytes each, so that a
// load need not look up each new one. Only as long as it can know all of them:
// from an empty store on, and up to a bound.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_set>

#include "base/text.h"

namespace mailwhy::store::sqlite {

class QueueKeys {
 public:
  explicit QueueKeys(bool store_is_empty) : complete_(store_is_empty) {}

  // False: surely not there.
  bool MayHave(std::string_view host, std::string_view queue_id) const {
    return !complete_ || keys_.contains(KeyOf(host, queue_id));
  }
  void Add(std::string_view host, std::string_view queue_id) {
    if (!complete_) return;
    keys_.insert(KeyOf(host, queue_id));
    if (keys_.size() > kMost) GiveUp();
  }
  void GiveUp() {
    complete_ = false;
    keys_ = {};
  }

 private:
  static constexpr std::size_t kMost = 1'000'000;  // about 32 MB

  static std::uint64_t KeyOf(std::string_view host, std::string_view queue_id) {
    return StableHash(queue_id, StableHash(host));
  }

  bool complete_;
  std::unordered_set<std::uint64_t> keys_;
};

}  // namespace mailwhy::store::sqlite
