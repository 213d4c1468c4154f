#include "classify/prefilter.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

namespace mailwhy::classify {
namespace {

constexpr std::uint32_t kHashBits = 14;  // the table fits a cache of 64 KB
constexpr std::size_t kHashes = std::size_t{1} << kHashBits;

constexpr int kNoByte = 256;  // beyond the text: like no byte of a literal

int ByteAt(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

std::uint32_t PairAt(const char* at) {
  return static_cast<unsigned char>(at[0]) |
         static_cast<std::uint32_t>(static_cast<unsigned char>(at[1])) << 8;
}

std::uint32_t TripleAt(const char* at) {
  const auto byte = [&](int i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(at[i]));
  };
  return byte(0) | byte(1) << 8 | byte(2) << 16;
}

// Fibonacci hashing: the upper bits of a product with 2^32 / phi.
std::uint32_t HashOf(std::uint32_t triple) {
  return (triple * 2654435769U) >> (32 - kHashBits);
}

}  // namespace

Prefilter::Prefilter(std::span<const std::string> regexes) {
  Ids ids;
  for (std::size_t i = 0; i < regexes.size(); ++i) {
    AddRegex(static_cast<int>(i), LiteralsOf(regexes[i]), ids);
  }
  FillTable();
  FillPairs();
}

void Prefilter::AddRegex(int regex, const std::vector<AllOf>& alternatives,
                         Ids& ids) {
  if (alternatives.empty()) always_.push_back(regex);
  const auto all = [&](const AnyOf& any) {
    std::vector<int> literals;
    for (const std::string& bytes : any) {
      const auto [at, is_new] =
          ids.try_emplace(bytes, static_cast<int>(literals_.size()));
      if (is_new) literals_.push_back({bytes, 0, {}, 0});
      literals.push_back(at->second);
    }
    return literals;
  };
  for (const AllOf& alternative : alternatives) {
    const int want = static_cast<int>(wants_.size());
    for (const int literal : all(alternative.front())) {
      literals_[static_cast<std::size_t>(literal)].wants.push_back(want);
    }
    wants_.push_back({regex, {}});
    for (std::size_t i = 1; i < alternative.size(); ++i) {
      wants_.back().more.push_back(all(alternative[i]));
    }
  }
}

// By the triple that the fewest literals have.
Prefilter::Entry Prefilter::EntryOf(
    int index, const std::unordered_map<std::uint32_t, int>& counts) {
  Literal& literal = literals_[static_cast<std::size_t>(index)];
  Entry entry;
  entry.literal = index;
  int fewest = 0;
  for (std::uint32_t at = 0; at + 3 <= literal.bytes.size(); ++at) {
    const std::uint32_t triple = TripleAt(literal.bytes.data() + at);
    const int count = counts.at(triple);
    if (fewest > 0 && count >= fewest) continue;
    fewest = count;
    entry.triple = triple;
    literal.triple_at = at;
  }
  const std::size_t begin = literal.triple_at, end = begin + 3;
  if (begin > 0) entry.before = ByteAt(literal.bytes, begin - 1);
  if (end < literal.bytes.size()) entry.after = ByteAt(literal.bytes, end);
  return entry;
}

void Prefilter::FillTable() {
  std::unordered_map<std::uint32_t, int> counts;
  for (const Literal& literal : literals_) {
    for (std::size_t at = 0; at + 3 <= literal.bytes.size(); ++at) {
      ++counts[TripleAt(literal.bytes.data() + at)];
    }
  }
  for (std::size_t i = 0; i < literals_.size(); ++i) {
    if (literals_[i].bytes.size() < 3) continue;
    entries_.push_back(EntryOf(static_cast<int>(i), counts));
  }
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) {
              return HashOf(a.triple) < HashOf(b.triple);
            });
  buckets_.assign(kHashes + 1, 0);
  for (const Entry& entry : entries_) ++buckets_[HashOf(entry.triple) + 1];
  for (std::size_t i = 0; i < kHashes; ++i) buckets_[i + 1] += buckets_[i];
}

void Prefilter::FillPairs() {
  is_pair_.assign(std::size_t{1} << 16, false);
  for (std::size_t i = 0; i < literals_.size(); ++i) {
    if (literals_[i].bytes.size() != 2) continue;
    const std::uint32_t pair = PairAt(literals_[i].bytes.data());
    is_pair_[pair] = true;
    pairs_.emplace_back(pair, static_cast<int>(i));
  }
}

void Prefilter::See(int index) {
  literals_[static_cast<std::size_t>(index)].seen = number_;
  seen_.push_back(index);
}

void Prefilter::LookUpPair(std::size_t at) {
  const std::uint32_t pair = PairAt(folded_.data() + at);
  if (!is_pair_[pair]) return;
  for (const auto& [bytes, index] : pairs_) {
    if (bytes != pair) continue;
    if (literals_[static_cast<std::size_t>(index)].seen != number_) See(index);
    return;
  }
}

void Prefilter::LookUp(std::size_t at) {
  const std::uint32_t triple = TripleAt(folded_.data() + at);
  const std::uint32_t hash = HashOf(triple);
  if (buckets_[hash] == buckets_[hash + 1]) return;
  const int before = at > 0 ? ByteAt(folded_, at - 1) : kNoByte;
  const int after = at + 3 < folded_.size() ? ByteAt(folded_, at + 3) : kNoByte;
  for (std::uint32_t i = buckets_[hash]; i < buckets_[hash + 1]; ++i) {
    const Entry& entry = entries_[i];
    if (entry.triple != triple) continue;
    // Most end here: the bytes on both sides tell, without the literal.
    if (entry.before != kNone && entry.before != before) continue;
    if (entry.after != kNone && entry.after != after) continue;
    const int index = entry.literal;
    const Literal& literal = literals_[static_cast<std::size_t>(index)];
    if (literal.seen == number_ || at < literal.triple_at) continue;
    const std::size_t begin = at - literal.triple_at;
    const std::size_t size = literal.bytes.size();
    if (folded_.size() - begin < size ||
        std::memcmp(folded_.data() + begin, literal.bytes.data(), size) != 0) {
      continue;
    }
    See(index);
  }
}

bool Prefilter::Wanted(const Want& want) const {
  return std::all_of(want.more.begin(), want.more.end(), [&](const auto& any) {
    return std::any_of(any.begin(), any.end(), [&](int literal) {
      return literals_[static_cast<std::size_t>(literal)].seen == number_;
    });
  });
}

const std::vector<int>& Prefilter::Candidates(std::string_view text) {
  Fold(text, folded_);
  if (++number_ == 0) {  // after 2^32 texts
    for (Literal& literal : literals_) literal.seen = 0;
    number_ = 1;
  }
  seen_.clear();
  for (std::size_t at = 0; at + 2 <= folded_.size(); ++at) {
    LookUpPair(at);
    if (at + 3 <= folded_.size()) LookUp(at);
  }
  candidates_ = always_;
  for (const int literal : seen_) {
    for (const int want : literals_[static_cast<std::size_t>(literal)].wants) {
      const Want& wanted = wants_[static_cast<std::size_t>(want)];
      if (Wanted(wanted)) candidates_.push_back(wanted.regex);
    }
  }
  std::sort(candidates_.begin(), candidates_.end());
  candidates_.erase(std::unique(candidates_.begin(), candidates_.end()),
                    candidates_.end());
  return candidates_;
}

}  // namespace mailwhy::classify
