// Rule files together: the compiled-in ones, and a site's over them.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/text.h"
#include "classify/classifier.h"
#include "classify/rules.h"

namespace mailwhy::classify {
namespace {

// Rule files are small; anything larger is something else.
constexpr std::uintmax_t kLargestFile = 1 << 20;

void Need(bool there, const Rule& rule, const char* key,
          std::vector<Fault>& faults) {
  if (!there) {
    faults.push_back({rule.file, 0, std::string(key) + " is missing", ""});
  }
}

// A rule that stands for itself says everything; one that adds to another
// need not.
bool IsWhole(const Rule& rule, std::vector<Fault>& faults) {
  const std::size_t before = faults.size();
  Need(!rule.group.empty(), rule, "group", faults);
  Need(!rule.telling.side.empty(), rule, "side", faults);
  Need(!rule.telling.title.en.empty(), rule, "[title]", faults);
  Need(!rule.telling.explain.en.empty(), rule, "[explain]", faults);
  const bool matches = !rule.matches.empty() || !rule.hint.dsn.empty() ||
                       !rule.hint.code.empty();
  Need(matches || rule.group == "unknown" || rule.group == "outcome", rule,
       "[match]", faults);
  return faults.size() == before;
}

template <class T>
void Append(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()),
            std::make_move_iterator(from.end()));
}

void AddTelling(Telling& to, Telling& from) {
  if (!from.side.empty()) to.side = std::move(from.side);
  if (!from.title.en.empty()) to.title = std::move(from.title);
  if (!from.explain.en.empty()) to.explain = std::move(from.explain);
  Append(to.remedies, from.remedies);
}

void AddTo(Rule& rule, Rule& more) {
  Append(rule.beats, more.beats);
  Append(rule.refs, more.refs);
  Append(rule.matches, more.matches);
  Append(rule.hint.dsn, more.hint.dsn);
  Append(rule.hint.code, more.hint.code);
  Append(rule.examples, more.examples);
  AddTelling(rule.telling, more.telling);
  if (!more.inbound) return;
  if (!rule.inbound) rule.inbound.emplace();
  AddTelling(*rule.inbound, *more.inbound);
}

Rule* FindIn(std::vector<Rule>& rules, std::string_view id) {
  for (Rule& rule : rules) {
    if (rule.id == id) return &rule;
  }
  return nullptr;
}

std::string NearestId(const std::vector<Rule>& rules, std::string_view id) {
  std::vector<std::string> ids;
  for (const Rule& rule : rules) ids.push_back(rule.id);
  const std::string nearest = Nearest(id, ids);
  return nearest.empty() ? "" : "did you mean \"" + nearest + "\"?";
}

void TakeSiteRule(Rule rule, std::vector<Rule>& rules,
                  std::vector<Fault>& faults) {
  rule.site = true;
  Rule* known = FindIn(rules, rule.id);
  if (known != nullptr && !rule.replace) return AddTo(*known, rule);
  if (known == nullptr && !StartsWith(rule.id, "local_")) {
    faults.push_back({rule.file, 0,
                      "id: there is no cause \"" + rule.id +
                          "\", and a site's own begins with local_",
                      NearestId(rules, rule.id)});
    return;
  }
  if (!IsWhole(rule, faults)) return;
  if (known != nullptr) {
    *known = std::move(rule);
  } else {
    rules.push_back(std::move(rule));
  }
}

// A site's rules must fit the others at once; the compiled-in ones were checked
// by `rules test`.
void CheckSiteBeats(const std::vector<Rule>& rules, const RuleBook& book,
                    std::vector<Fault>& faults) {
  for (const Rule& rule : rules) {
    if (!rule.site) continue;
    for (const std::string& id : rule.beats) {
      if (book.Find(id) != nullptr) continue;
      faults.push_back({rule.file, 0, "beats: there is no cause \"" + id + "\"",
                        NearestId(rules, id)});
    }
  }
  const std::string cycle = book.Cycle();
  if (!cycle.empty()) {
    faults.push_back({book.Find(cycle)->file, 0,
                      "beats: " + cycle + " would beat itself", ""});
  }
}

struct SiteFile {
  std::string name, content;
};

Result<SiteFile> ReadSiteFile(const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return Error{path.string(), error.message(), ""};
  if (size > kLargestFile) return Error{path.string(), "is too large", ""};
  std::ifstream in(path, std::ios::binary);
  std::string content((std::istreambuf_iterator<char>(in)),
                      std::istreambuf_iterator<char>());
  if (!in.good() && !in.eof()) {
    return Error{path.string(), "cannot be read", ""};
  }
  return SiteFile{path.string(), std::move(content)};
}

// Sorted by name, so that the outcome does not depend on the file system.
Status ReadDirectory(const std::string& directory,
                     std::vector<SiteFile>& files) {
  std::error_code error;
  std::vector<std::filesystem::path> paths;
  std::filesystem::directory_iterator at(directory, error), end;
  while (!error && at != end) {
    if (at->path().extension() == ".toml") paths.push_back(at->path());
    at.increment(error);
  }
  if (error) return Error{directory, error.message(), ""};
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    Result<SiteFile> file = ReadSiteFile(path);
    if (!file) return file.error();
    files.push_back(std::move(file).value());
  }
  return {};
}

}  // namespace

RuleBook ReadRulesFrom(std::span<const EmbeddedFile> compiled_in,
                       std::span<const EmbeddedFile> site,
                       std::vector<Fault>& faults,
                       Regexes compiled_in_regexes) {
  std::vector<Rule> rules;
  for (const EmbeddedFile& file : compiled_in) {
    std::optional<Rule> rule = ReadRule(file, compiled_in_regexes, faults);
    if (rule && IsWhole(*rule, faults)) rules.push_back(std::move(*rule));
  }
  for (const EmbeddedFile& file : site) {
    std::optional<Rule> rule = ReadRule(file, Regexes::kCheck, faults);
    if (rule) TakeSiteRule(std::move(*rule), rules, faults);
  }
  RuleBook book(rules);
  if (!site.empty()) CheckSiteBeats(rules, book, faults);
  return book;
}

Result<std::shared_ptr<const RuleBook>> ReadRules(
    const std::vector<std::string>& directories) {
  std::vector<SiteFile> files;
  for (const std::string& directory : directories) {
    if (Status status = ReadDirectory(directory, files); !status) {
      return status.error();
    }
  }
  std::vector<EmbeddedFile> site;
  for (const SiteFile& file : files) site.push_back({file.name, file.content});
  std::vector<Fault> faults;
  auto book = std::make_shared<RuleBook>(
      ReadRulesFrom(PatternFiles(), site, faults, Regexes::kTrust));
  if (!faults.empty()) return ErrorOf(faults.front());
  return std::shared_ptr<const RuleBook>(std::move(book));
}

}  // namespace mailwhy::classify
