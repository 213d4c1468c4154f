// Recent: values by key, of which the oldest are forgotten. What companions
// said, and which mails had which Message-ID, is of use for a minute or so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <utility>
#include <vector>

#include "group/pack.h"

namespace mailwhy::group {

template <class Value>
class Recent {
 public:
  // Holds `most` values at most, and kMostOfKey of one key.
  explicit Recent(std::size_t most) : most_(most) {}

  bool empty() const { return values_.empty(); }

  void Add(std::uint64_t key, Value value) {
    if (order_.size() >= most_) ForgetOldest();
    auto& values = values_[key];
    if (values.size() >= kMostOfKey) {  // their places in the order stay
      values.erase(values.begin());
    } else {
      order_.push_back(key);
    }
    values.push_back(std::move(value));
  }

  // Oldest first; null where there is none. Valid until the next Add.
  std::vector<Value>* Find(std::uint64_t key) {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second;
  }

  // Forgets from the oldest on, as long as `over` says so of it.
  template <class Over>
  void ForgetWhile(const Over& over) {
    while (!order_.empty() && over(values_.at(order_.front()).front())) {
      ForgetOldest();
    }
  }

  // `each`: packs a value, or unpacks one.
  template <class Each>
  void Pack(Packer& packer, const Each& each) const {
    std::unordered_map<std::uint64_t, std::size_t> next;
    packer.Number(order_.size());
    for (const std::uint64_t key : order_) {
      packer.Number(key);
      each(packer, values_.at(key)[next[key]++]);
    }
  }
  template <class Each>
  void Unpack(Unpacker& unpacker, const Each& each) {
    values_.clear();
    order_.clear();
    for (std::uint64_t n = unpacker.Count(most_); n > 0; --n) {
      const std::uint64_t key = unpacker.Number();
      Value value = each(unpacker);
      if (!unpacker.ok()) return;
      Add(key, std::move(value));
    }
  }

  static constexpr std::size_t kMostOfKey = 16;

 private:
  void ForgetOldest() {
    const auto found = values_.find(order_.front());
    order_.pop_front();
    found->second.erase(found->second.begin());
    if (found->second.empty()) values_.erase(found);
  }

  std::size_t most_;
  std::unordered_map<std::uint64_t, std::vector<Value>> values_;
  std::deque<std::uint64_t> order_;
};

}  // namespace mailwhy::group
