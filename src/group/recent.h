// Recent: values by key, of which the oldest are forgotten. What companions
// said, and which mails had which Message-ID, is of use for a minute or so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <utility>
#include <vector>

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
    if (values.size() >= kMostOfKey) values.erase(values.begin());
    values.push_back(std::move(value));
    order_.push_back(key);
  }

  // Oldest first; null where there is none. Valid until the next Add.
  std::vector<Value>* Find(std::uint64_t key) {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second;
  }

  static constexpr std::size_t kMostOfKey = 16;

 private:
  // Of a key with too many values some are gone already.
  void ForgetOldest() {
    const auto found = values_.find(order_.front());
    order_.pop_front();
    if (found == values_.end()) return;
    found->second.erase(found->second.begin());
    if (found->second.empty()) values_.erase(found);
  }

  std::size_t most_;
  std::unordered_map<std::uint64_t, std::vector<Value>> values_;
  std::deque<std::uint64_t> order_;
};

}  // namespace mailwhy::group
