#include "classify/matcher.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace mailwhy::classify {
namespace {

// Enough for 600 regexes and 20,000 different replies; with the default of
// 8 MiB the automaton is thrown away over and over.
constexpr std::int64_t kSetMemory = 64 << 20;
// Memory of judged texts: at most kMemories of kLongestMemory bytes each.
constexpr std::size_t kMemories = 8192;
constexpr std::size_t kLongestMemory = 1024;

RE2::Options Quiet() {
  RE2::Options options;
  options.set_log_errors(false);
  return options;
}

RE2::Options ForSet() {
  RE2::Options options = Quiet();
  options.set_max_mem(kSetMemory);
  return options;
}

}  // namespace

struct Matcher::Work {
  std::vector<std::string> regexes;
  std::function<bool(std::string_view)> keeps;
  std::unique_ptr<RE2::Set> set;
  bool set_is_good = false;
  std::vector<std::unique_ptr<RE2>> singles;  // compiled when first needed
  std::unordered_map<std::string, std::vector<int>> memory;
  std::string key;
  std::vector<int> hits;

  const RE2& Single(int index) {
    auto& single = singles[static_cast<std::size_t>(index)];
    if (!single) {
      single = std::make_unique<RE2>(regexes[static_cast<std::size_t>(index)],
                                     Quiet());
    }
    return *single;
  }

  void BuildSet() {
    set = std::make_unique<RE2::Set>(ForSet(), RE2::UNANCHORED);
    bool all = true;
    for (const std::string& regex : regexes) {
      all = set->Add(regex, nullptr) >= 0 && all;
    }
    set_is_good = !regexes.empty() && set->Compile() && all;
  }

  // One scan; where the automaton has no room, each regex by itself.
  void Scan(std::string_view text) {
    hits.clear();
    if (!set) BuildSet();
    const re2::StringPiece piece(text.data(), text.size());
    RE2::Set::ErrorInfo error{RE2::Set::kNoError};
    if (set_is_good && set->Match(piece, &hits, &error)) {
      std::sort(hits.begin(), hits.end());
      return;
    }
    if (set_is_good && error.kind == RE2::Set::kNoError) return;
    hits.clear();
    for (int i = 0; i < static_cast<int>(regexes.size()); ++i) {
      if (RE2::PartialMatch(piece, Single(i))) hits.push_back(i);
    }
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
