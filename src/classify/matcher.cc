#include "classify/matcher.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace mailwhy::classify {
namespace {

// See matcher.h. With 370 regexes and replies that are all different, one set
// costs 56 us a reply, 16 sets 26, 64 sets 43; for words in random order 1500,
// 200 and 40.
constexpr std::size_t kRegexesPerSet = 24;
// All sets together. With the default of 8 MiB automata are thrown away over
// and over.
constexpr std::int64_t kSetsMemory = 64 << 20;
// Memory of judged texts: at most kMemories of kLongestMemory bytes each.
constexpr std::size_t kMemories = 8192;
constexpr std::size_t kLongestMemory = 1024;

RE2::Options Quiet() {
  RE2::Options options;
  options.set_log_errors(false);
  return options;
}

// Some of the regexes, from `first` on.
struct Part {
  std::unique_ptr<RE2::Set> set;
  int first = 0, count = 0;
  bool good = false;  // Match on a set that failed to compile crashes
};

}  // namespace

struct Matcher::Work {
  std::vector<std::string> regexes;
  std::function<bool(std::string_view)> keeps;
  std::vector<Part> parts;
  std::vector<std::unique_ptr<RE2>> singles;  // compiled when first needed
  std::unordered_map<std::string, std::vector<int>> memory;
  std::string key;
  std::vector<int> hits, found;

  const RE2& Single(int index) {
    auto& single = singles[static_cast<std::size_t>(index)];
    if (!single) {
      single = std::make_unique<RE2>(regexes[static_cast<std::size_t>(index)],
                                     Quiet());
    }
    return *single;
  }

  void Build() {
    const std::size_t count =
        (regexes.size() + kRegexesPerSet - 1) / kRegexesPerSet;
    RE2::Options options = Quiet();
    options.set_max_mem(kSetsMemory / static_cast<std::int64_t>(count));
    for (std::size_t at = 0; at < regexes.size(); at += kRegexesPerSet) {
      Part part;
      part.set = std::make_unique<RE2::Set>(options, RE2::UNANCHORED);
      part.first = static_cast<int>(at);
      const std::size_t end = std::min(at + kRegexesPerSet, regexes.size());
      part.count = static_cast<int>(end - at);
      bool all = true;
      for (std::size_t i = at; i < end; ++i) {
        all = part.set->Add(regexes[i], nullptr) >= 0 && all;
      }
      part.good = all && part.set->Compile();
      parts.push_back(std::move(part));
    }
  }

  // Where the automaton has no room, each regex by itself.
  void ScanPart(const Part& part, const re2::StringPiece& text) {
    RE2::Set::ErrorInfo error{RE2::Set::kNoError};
    if (part.good && part.set->Match(text, &found, &error)) {
      for (const int index : found) hits.push_back(part.first + index);
      return;
    }
    if (part.good && error.kind == RE2::Set::kNoError) return;
    for (int i = part.first; i < part.first + part.count; ++i) {
      if (RE2::PartialMatch(text, Single(i))) hits.push_back(i);
    }
  }

  void Scan(std::string_view text) {
    hits.clear();
    if (parts.empty() && !regexes.empty()) Build();
    const std::string words = WithoutNames(text, keeps);
    for (const Part& part : parts) ScanPart(part, words);
    std::sort(hits.begin(), hits.end());
  }
};

Matcher::Matcher(std::vector<std::string> regexes,
                 std::function<bool(std::string_view)> keeps)
    : work_(std::make_unique<Work>()) {
  work_->singles.resize(regexes.size());
  work_->regexes = std::move(regexes);
  work_->keeps = std::move(keeps);
}

Matcher::~Matcher() = default;

const std::vector<int>& Matcher::Hits(std::string_view text) {
  Work& work = *work_;
  if (text.size() > kLongestMemory) {
    work.Scan(text);
    return work.hits;
  }
  Mask(text, work.keeps, work.key);
  const auto found = work.memory.find(work.key);
  if (found != work.memory.end()) return found->second;
  work.Scan(text);
  if (work.memory.size() >= kMemories) work.memory.clear();
  return work.memory.emplace(work.key, work.hits).first->second;
}

std::string Matcher::Shown(std::string_view text) const {
  return WithoutNames(text, work_->keeps);
}

Matcher::Found Matcher::Find(int index, std::string_view text) {
  const RE2& regex = work_->Single(index);
  const int count = regex.NumberOfCapturingGroups() + 1;
  std::vector<re2::StringPiece> groups(static_cast<std::size_t>(count));
  Found found;
  const re2::StringPiece piece(text.data(), text.size());
  if (!regex.ok() || !regex.Match(piece, 0, text.size(), RE2::UNANCHORED,
                                  groups.data(), count)) {
    return found;
  }
  found.length = std::max<std::size_t>(groups[0].size(), 1);
  for (const auto& [number, name] : regex.CapturingGroupNames()) {
    const re2::StringPiece& group = groups[static_cast<std::size_t>(number)];
    if (group.empty()) continue;
    found.groups.emplace_back(name, std::string(group.data(), group.size()));
  }
  return found;
}

bool Matcher::HasGroups(int index) {
  return work_->regexes[static_cast<std::size_t>(index)].find("(?P<") !=
         std::string::npos;
}

}  // namespace mailwhy::classify
