// Prefilter: which of many regexes are worth trying on a text, by the literals
// that they cannot match without (literals.h). For Matcher.
//
// The text is read once: at each byte the three that begin there are looked up
// in a table; each literal stands in it by the rarest of its triples. Those of
// two bytes have a table of their own.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "classify/literals.h"

namespace mailwhy::classify {

class Prefilter {
 public:
  explicit Prefilter(std::span<const std::string> regexes);

  // Indices of regexes, rising, each once: all that match the text, and some
  // more. Valid until the next call.
  const std::vector<int>& Candidates(std::string_view text);

  // Regexes that are tried on every text: nothing is known of them.
  const std::vector<int>& always() const { return always_; }

 private:
  static constexpr int kNone = -1;

  struct Literal {
    std::string bytes;
    std::uint32_t triple_at = 0;
    std::vector<int> wants;  // Want, where it stands in the rarest AnyOf
    std::uint32_t seen = 0;  // in which text, by number
  };
  // One alternative of a regex: what it wants beside its rarest AnyOf, literals
  // by index.
  struct Want {
    int regex = 0;
    std::vector<std::vector<int>> more;
  };
  struct Entry {
    std::uint32_t triple = 0;
    int literal = 0;
    int before = kNone, after = kNone;  // its bytes around the triple
  };

  using Ids = std::unordered_map<std::string, int>;

  void AddRegex(int regex, const std::vector<AllOf>& alternatives, Ids& ids);
  void FillTable();
  Entry EntryOf(int literal,
                const std::unordered_map<std::uint32_t, int>& counts);
  void FillPairs();
  void LookUp(std::size_t at);
  void LookUpPair(std::size_t at);
  void See(int literal);
  bool Wanted(const Want& want) const;

  std::vector<int> always_;
  std::vector<Literal> literals_;
  std::vector<Want> wants_;
  std::vector<std::uint32_t> buckets_;  // where in entries_, by hash
  std::vector<Entry> entries_;          // sorted by hash
  std::vector<bool> is_pair_;           // by the two bytes
  std::vector<std::pair<std::uint32_t, int>> pairs_;  // bytes, literal

  std::string folded_;
  std::uint32_t number_ = 0;  // of the text
  std::vector<int> seen_, candidates_;
};

}  // namespace mailwhy::classify
