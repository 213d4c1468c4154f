#include "store/ledger.h"

#include <algorithm>

namespace mailwhy::store {
namespace {

constexpr std::int64_t kWindowSeconds = 600;
// Together with the map's own cost some 50 MB.
constexpr std::size_t kMostLines = 1'000'000;

std::uint64_t KeyOf(const SeenLine& line) {
  return static_cast<std::uint64_t>(line.second % kWindowSeconds) << 32 |
         line.hash;
}

}  // namespace

Status Ledger::BeginLog() {
  Result<Coverage> coverage = store_.Covers();
  if (!coverage) return coverage.error();
  stored_until_ = std::max(stored_until_, read_until_);
  if (coverage->until) {
    stored_until_ = std::max(stored_until_, coverage->until->at / kSecond);
  }
  ++log_;
  return {};
}

Result<bool> Ledger::IsNew(const SeenLine& line) {
  read_until_ = std::max(read_until_, line.second);
  if (line.second > stored_until_) {
    NoteStored(line);
    new_.push_back(line);
    return true;
  }
  Result<Counts*> counts = Find(line);
  if (!counts) return counts.error();
  Counts& found = **counts;
  if (++found.brought <= found.stored) return false;
  found.stored = found.brought;
  new_.push_back(line);
  return true;
}

Status Ledger::Again(const SeenLine& line) {
  read_until_ = std::max(read_until_, line.second);
  if (line.second > stored_until_) return {};
  Result<Counts*> counts = Find(line);
  if (!counts) return counts.error();
  ++(*counts)->brought;
  return {};
}

// A window that is remembered already has the line too: another log, or this
// one after BeginLog(), may bring it again.
void Ledger::NoteStored(const SeenLine& line) {
  if (windows_.empty()) return;
  const auto window = windows_.find(line.second - line.second % kWindowSeconds);
  if (window == windows_.end()) return;
  ++window->second.lines[KeyOf(line)].stored;
  ++window->second.size;
  ++lines_in_windows_;
}

Result<Ledger::Counts*> Ledger::Find(const SeenLine& line) {
  const std::int64_t first = line.second - line.second % kWindowSeconds;
  auto [place, added] = windows_.try_emplace(first);
  Window& window = place->second;
  window.used = ++clock_;
  if (added) {
    if (Status status = ReadWindow(first, window); !status) {
      windows_.erase(place);
      return status.error();
    }
    if (lines_in_windows_ > kMostLines && windows_.size() > 2) Forget();
  }
  Counts& counts = window.lines[KeyOf(line)];
  if (counts.log != log_) {
    counts.log = log_;
    counts.brought = 0;
  }
  return &counts;
}

// Lines found new in this run and not saved yet are stored ones too, when the
// window comes back after having been forgotten.
Status Ledger::ReadWindow(std::int64_t first, Window& window) {
  Result<std::vector<SeenLine>> seen =
      store_.Seen(first, first + kWindowSeconds - 1);
  if (!seen) return seen.error();
  window.lines.reserve(seen->size());
  for (const SeenLine& stored : *seen) ++window.lines[KeyOf(stored)].stored;
  for (const SeenLine& fresh : new_) {
    if (fresh.second / kWindowSeconds == first / kWindowSeconds) {
      ++window.lines[KeyOf(fresh)].stored;
    }
  }
  window.size = seen->size();
  lines_in_windows_ += window.size;
  return {};
}

void Ledger::Forget() {
  while (lines_in_windows_ > kMostLines / 2 && windows_.size() > 2) {
    auto oldest = std::min_element(windows_.begin(), windows_.end(),
                                   [](const auto& a, const auto& b) {
                                     return a.second.used < b.second.used;
                                   });
    lines_in_windows_ -= oldest->second.size;
    windows_.erase(oldest);
  }
}

}  // namespace mailwhy::store
