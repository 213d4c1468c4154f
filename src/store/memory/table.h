// Table: mails, rejects or sessions, by id and in the order of ids. Rows stay
// where they are in memory as long as the table lives, also those taken away:
// a walk may hold on to them while others are saved.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "model/mail.h"
#include "store/memory/hash_chains.h"

namespace mailwhy::store::memory {

template <class Row>
class Table {
 public:
  // Null where there is none.
  const Row* Find(Id id) const {
    const Slot* slot = SlotOf(id);
    return slot != nullptr && slot->there ? &slot->row : nullptr;
  }

  // Adds the row, or replaces that of the same id. Its place.
  std::uint32_t Put(Row&& row) {
    const Slot* known = SlotOf(row.id);
    if (known == nullptr) return Append(std::move(row));
    Slot& slot = slots_[known->place];
    slot.row = std::move(row);
    if (!slot.there) order_.reset();
    slot.there = true;
    return slot.place;
  }

  void Remove(Id id) {
    const Slot* slot = SlotOf(id);
    if (slot == nullptr) return;
    slots_[slot->place].there = false;
    order_.reset();
  }

  std::size_t size() const { return slots_.size(); }  // with those taken away
  Row& At(std::uint32_t place) { return slots_[place].row; }
  const Row& At(std::uint32_t place) const { return slots_[place].row; }
  bool IsThere(std::uint32_t place) const { return slots_[place].there; }

  // Ids, rising, with their places: those of the moment.
  using Order = std::vector<std::pair<Id, std::uint32_t>>;
  std::shared_ptr<const Order> InOrder() {
    if (order_ == nullptr) order_ = std::make_shared<const Order>(Sorted());
    return order_;
  }

  // The same for some ids; rising as they do.
  Order Places(const std::vector<Id>& ids) const {
    Order order;
    for (const Id id : ids) {
      if (Find(id) != nullptr) order.emplace_back(id, SlotOf(id)->place);
    }
    return order;
  }

 private:
  struct Slot {
    Row row;
    std::uint32_t place = 0;
    bool there = true;
  };

  // Ids hold a hash, but in their lower bits alone.
  static std::uint64_t HashOf(Id id) {
    return static_cast<std::uint64_t>(id) * 0x9e3779b97f4a7c15 >> 20;
  }

  const Slot* SlotOf(Id id) const {
    const Slot* found = nullptr;
    by_id_.Find(HashOf(id), [&](std::uint32_t place) {
      if (slots_[place].row.id == id) found = &slots_[place];
    });
    return found;
  }

  std::uint32_t Append(Row&& row) {
    const auto place = static_cast<std::uint32_t>(slots_.size());
    by_id_.Add(HashOf(row.id), place);
    slots_.push_back({std::move(row), place, true});
    order_.reset();
    return place;
  }

  Order Sorted() const {
    Order order;
    order.reserve(slots_.size());
    for (const Slot& slot : slots_) {
      if (slot.there) order.emplace_back(slot.row.id, slot.place);
    }
    if (!std::is_sorted(order.begin(), order.end())) {
      std::sort(order.begin(), order.end());
    }
    return order;
  }

  std::deque<Slot> slots_;
  HashChains by_id_;
  std::shared_ptr<const Order> order_;  // null: to be made
};

}  // namespace mailwhy::store::memory
