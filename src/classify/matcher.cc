#include "classify/matcher.h"

#include <re2/re2.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "classify/prefilter.h"

namespace mailwhy::classify {
namespace {

// Of one regex: RE2 keeps what it has learnt of the texts in it, and begins
// anew when it is full. 700 regexes rarely need a hundredth of that.
constexpr std::int64_t kRegexMemory = 512 << 10;
// Memory of judged texts: at most kMemories of kLongestMemory bytes each.
constexpr std::size_t kMemories = 8192;
constexpr std::size_t kLongestMemory = 1024;

std::unique_ptr<RE2> Compile(const std::string& regex) {
  RE2::Options options;
  options.set_log_errors(false);
  const std::int64_t usual = options.max_mem();
  options.set_max_mem(kRegexMemory);
  auto compiled = std::make_unique<RE2>(regex, options);
  if (compiled->ok()) return compiled;
  options.set_max_mem(usual);  // a site's rule may be large
  return std::make_unique<RE2>(regex, options);
}

}  // namespace

struct Matcher::Work {
  // What is known of one text, and of all that are masked alike.
  struct Memory {
    std::vector<int> hits;
    std::vector<std::pair<int, bool>> asked;
  };

  std::vector<std::string> regexes;
  std::vector<Ask> asks;
  std::vector<int> filtered;  // indices of those that are not aside
  std::function<bool(std::string_view)> keeps;
  std::unique_ptr<Prefilter> prefilter;       // made when first needed
  std::vector<std::unique_ptr<RE2>> singles;  // compiled when first needed
  std::unordered_map<std::string, Memory> memories;
  std::string key;
  Memory too_long, *last = nullptr;  // the last text's
  std::string text, shown;           // the last text; shown: "" not yet made

  const RE2& Single(int index) {
    auto& single = singles[static_cast<std::size_t>(index)];
    if (!single) single = Compile(regexes[static_cast<std::size_t>(index)]);
    return *single;
  }

  bool Matches(int index) {
    if (shown.empty()) shown = WithoutNames(text, keeps);
    return Single(index).Match(shown, 0, shown.size(), RE2::UNANCHORED, nullptr,
                               0);
  }

  void MakePrefilter() {
    std::vector<std::string> some;
    some.reserve(filtered.size());
    for (const int index : filtered) {
      some.push_back(regexes[static_cast<std::size_t>(index)]);
    }
    prefilter = std::make_unique<Prefilter>(some);
  }

  void Scan(std::vector<int>& hits) {
    if (!prefilter) MakePrefilter();
    shown = WithoutNames(text, keeps);
    for (const int candidate : prefilter->Candidates(shown)) {
      const int index = filtered[static_cast<std::size_t>(candidate)];
      const bool later = asks[static_cast<std::size_t>(index)] == Ask::kLater;
      if (later || Matches(index)) hits.push_back(index);
    }
  }
};

Matcher::Matcher(std::vector<std::string> regexes, std::vector<Ask> asks,
                 std::function<bool(std::string_view)> keeps)
    : work_(std::make_unique<Work>()) {
  asks.resize(regexes.size(), Ask::kListed);
  for (std::size_t i = 0; i < regexes.size(); ++i) {
    if (asks[i] != Ask::kAside) work_->filtered.push_back(static_cast<int>(i));
  }
  work_->asks = std::move(asks);
  work_->singles.resize(regexes.size());
  work_->regexes = std::move(regexes);
  work_->keeps = std::move(keeps);
}

Matcher::~Matcher() = default;

const std::vector<int>& Matcher::Hits(std::string_view text) {
  Work& work = *work_;
  work.text = text;
  work.shown.clear();
  if (text.size() > kLongestMemory) {
    work.too_long = {};
    work.last = &work.too_long;
    work.Scan(work.last->hits);
    return work.last->hits;
  }
  Mask(text, work.keeps, work.key);
  if (work.memories.size() >= kMemories) work.memories.clear();
  const auto [at, is_new] = work.memories.try_emplace(work.key);
  work.last = &at->second;
  if (is_new) work.Scan(work.last->hits);
  return work.last->hits;
}

bool Matcher::Holds(int index) {
  Work& work = *work_;
  if (work.last == nullptr) return false;
  auto& known = work.last->asked;
  for (const auto& [each, holds] : known) {
    if (each == index) return holds;
  }
  known.emplace_back(index, work.Matches(index));
  return known.back().second;
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
    found.places.emplace_back(group.data() - text.data(), group.size());
  }
  return found;
}

bool Matcher::HasGroups(int index) {
  return work_->regexes[static_cast<std::size_t>(index)].find("(?P<") !=
         std::string::npos;
}

}  // namespace mailwhy::classify
