// Cache: what was used lately, in bounded memory. Two generations: when the
// young one is full it becomes the old one, and what was old is forgotten.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace mailwhy::store::sqlite {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

template <class Key, class Value, class Hash = std::hash<Key>>
class Cache {
 public:
  explicit Cache(std::size_t limit) : limit_(limit) {}

  // Valid until the next Put().
  template <class Asked>
  const Value* Find(const Asked& key) {
    if (auto found = young_.find(key); found != young_.end()) {
      return &found->second;
    }
    auto found = old_.find(key);
    if (found == old_.end()) return nullptr;
    if (young_.size() >= limit_) return &found->second;
    auto node = old_.extract(found);
    return &young_.insert(std::move(node)).position->second;
  }

  const Value& Put(Key key, Value value) {
    if (young_.size() >= limit_) {
      dropped_ = dropped_ || !old_.empty();
      old_ = std::move(young_);
      young_ = {};
    }
    return young_.insert_or_assign(std::move(key), std::move(value))
        .first->second;
  }

  void Clear() {
    young_.clear();
    old_.clear();
    dropped_ = true;
  }

  // Whether anything that was put in may be gone.
  bool dropped() const { return dropped_; }

 private:
  using Map = std::unordered_map<Key, Value, Hash, std::equal_to<>>;
  std::size_t limit_;
  bool dropped_ = false;
  Map young_, old_;
};

template <class Value>
using TextCache = Cache<std::string, Value, TextHash>;

}  // namespace mailwhy::store::sqlite
