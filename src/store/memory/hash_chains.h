// HashChains: rows by the hash of one of their values. Rows are added, never
// taken away: who looks compares what the row holds now.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mailwhy::store::memory {

class HashChains {
 public:
  void Add(std::uint64_t hash, std::uint32_t row) {
    if (nodes_.size() >= heads_.size()) Grow();
    nodes_.push_back({hash, row, kNone});
    Link(static_cast<std::uint32_t>(nodes_.size() - 1));
  }

  // `each` gets rows, the last one added first, perhaps some twice.
  template <class Each>
  void Find(std::uint64_t hash, const Each& each) const {
    if (heads_.empty()) return;
    for (std::uint32_t at = heads_[Place(hash)]; at != kNone;
         at = nodes_[at].next) {
      if (nodes_[at].hash == hash) each(nodes_[at].row);
    }
  }

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;
  static constexpr std::size_t kFirstSize = 1024;  // a power of two

  struct Node {
    std::uint64_t hash;
    std::uint32_t row, next;
  };

  std::size_t Place(std::uint64_t hash) const {
    return static_cast<std::size_t>(hash) & (heads_.size() - 1);
  }
  void Link(std::uint32_t node) {
    std::uint32_t& head = heads_[Place(nodes_[node].hash)];
    nodes_[node].next = head;
    head = node;
  }
  void Grow() {
    heads_.assign(heads_.empty() ? kFirstSize : heads_.size() * 2, kNone);
    for (std::uint32_t node = 0; node < nodes_.size(); ++node) Link(node);
  }

  std::vector<std::uint32_t> heads_;
  std::vector<Node> nodes_;
};

}  // namespace mailwhy::store::memory
