#include "classify/engine.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace mailwhy::classify {
namespace {

void AddOnce(std::vector<int>& to, int value) {
  if (std::find(to.begin(), to.end(), value) == to.end()) to.push_back(value);
}

// Whether a rule with `leads` comes before a cause of that group.
bool Leads(const Rule& finding, std::string_view group) {
  for (const std::string& each : *finding.leads) {
    if (each == "*" || each == group) return true;
  }
  return false;
}

}  // namespace

Engine::Engine(std::shared_ptr<const RuleBook> book) : book_(std::move(book)) {
  const auto& rules = book_->rules();
  std::vector<std::string> before, regexes;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (const Match& match : rules[i].matches) {
      AddTable(static_cast<int>(i), match, before);
    }
  }
  std::vector<Matcher::Ask> asks;
  regexes.reserve(slots_.size());
  for (const Slot& slot : slots_) {
    regexes.push_back(slot.pattern->regex);
    asks.push_back(slot.beside     ? Matcher::Ask::kAside
                   : IsLoose(slot) ? Matcher::Ask::kLater
                                   : Matcher::Ask::kListed);
  }
  const auto keeps = [book_view = book_.get()](std::string_view local) {
    return book_view->IsSystemAccount(local);
  };
  matcher_ =
      std::make_unique<Matcher>(std::move(regexes), std::move(asks), keeps);
  before_ = std::make_unique<Matcher>(std::move(before),
                                      std::vector<Matcher::Ask>(), keeps);
}

void Engine::AddTable(int rule_index, const Match& match,
                      std::vector<std::string>& before) {
  const int table = static_cast<int>(tables_.size());
  Table row{rule_index, &match, {}, {}, {}};
  for (const Pattern& pattern : match.text) {
    slots_.push_back({rule_index, table, false, &pattern});
  }
  for (const Pattern& pattern : match.and_text) {
    row.conditions.push_back(static_cast<int>(slots_.size()));
    slots_.push_back({rule_index, table, true, &pattern});
  }
  for (const Pattern& pattern : match.not_text) {
    row.negatives.push_back(static_cast<int>(slots_.size()));
    slots_.push_back({rule_index, table, true, &pattern});
  }
  for (const Pattern& pattern : match.preceded_by) {
    row.before.push_back(static_cast<int>(before.size()));
    before.push_back(pattern.regex);
  }
  if (match.text.empty()) textless_.push_back(table);
  tables_.push_back(std::move(row));
}

bool Engine::PrecededBy(const Table& table, const Failure& failure) const {
  if (table.before.empty()) return true;
  for (const std::string_view line : Split(failure.preceded_by, '\n')) {
    for (const int index : table.before) {
      if (before_->Find(index, line).length > 0) return true;
    }
  }
  return false;
}

// What costs least is asked first. Where there are no words at all, none of
// them holds.
bool Engine::Holds(const Table& table, WithWords with_words,
                   const Failure& failure, const Facts& facts) const {
  if (!ContextHolds(*table.match, failure, facts, *book_)) return false;
  const auto hit = [&](int slot) {
    return with_words == WithWords::kYes && matcher_->Holds(slot);
  };
  const auto& conditions = table.conditions;
  if (!conditions.empty() &&
      std::none_of(conditions.begin(), conditions.end(), hit)) {
    return false;
  }
  const auto& negatives = table.negatives;
  return std::none_of(negatives.begin(), negatives.end(), hit) &&
         PrecededBy(table, failure);
}

std::vector<int> Engine::Hits(std::string_view words) {
  std::vector<int> hits = matcher_->Hits(words);
  std::erase_if(hits, [&](int slot) {
    return IsLoose(slots_[static_cast<std::size_t>(slot)]) &&
           !matcher_->Holds(slot);
  });
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const int slot = static_cast<int>(i);
    if (slots_[i].beside && matcher_->Holds(slot)) hits.push_back(slot);
  }
  std::sort(hits.begin(), hits.end());
  return hits;
}

bool Engine::IsLoose(const Slot& slot) const {
  const Table& table = tables_[static_cast<std::size_t>(slot.table)];
  return table.match->only_over.has_value();
}

// Whether no rule holds that a table with only_over does not name.
bool Engine::LeavesRoom(const Table& table,
                        const std::vector<Held>& firm) const {
  const auto& over = *table.match->only_over;
  return std::all_of(firm.begin(), firm.end(), [&](const Held& each) {
    const Rule& other = rule(each.rule);
    return each.rule == table.rule || other.leads ||
           std::find(over.begin(), over.end(), other.id) != over.end();
  });
}

// Every rule that holds, each once; by_text if any of its tables with a text
// does.
std::vector<Engine::Held> Engine::AllHeld(const Failure& failure,
                                          const Facts& facts,
                                          Decision& decision) {
  const std::vector<int>& hits = matcher_->Hits(facts.reply.words);
  std::vector<Held> held;
  const auto add = [&](int table_index) {
    const Table& table = tables_[static_cast<std::size_t>(table_index)];
    if (!Holds(table, WithWords::kYes, failure, facts)) return false;
    AddOnce(decision.tables, table_index);
    const bool by_text = !table.match->text.empty();
    const bool firm = !table.match->only_over;
    for (Held& each : held) {
      if (each.rule != table.rule) continue;
      each.by_text = each.by_text || by_text;
      each.firm = each.firm || firm;
      return true;
    }
    held.push_back({table.rule, by_text, firm});
    return true;
  };
  std::vector<int> loose;  // hits of tables with only_over
  for (const int hit : hits) {
    const Slot& slot = slots_[static_cast<std::size_t>(hit)];
    if (IsLoose(slot)) {
      loose.push_back(hit);
    } else if (add(slot.table)) {
      decision.hits.push_back(hit);
    }
  }
  for (const int table : textless_) add(table);
  // Our own Postfix warns of anything in words of the same kind, and what was
  // sent was not refused.
  if (loose.empty() || facts.status == "warning" || facts.status == "sent") {
    return held;
  }
  const std::vector<Held> firm = held;
  for (const int hit : loose) {
    const int index = slots_[static_cast<std::size_t>(hit)].table;
    const Table& table = tables_[static_cast<std::size_t>(index)];
    if (LeavesRoom(table, firm) &&
        ContextHolds(*table.match, failure, facts, *book_) &&
        matcher_->Holds(hit) && add(index)) {
      decision.hits.push_back(hit);
    }
  }
  return held;
}

std::size_t Engine::Longest(int rule, std::string_view words,
                            const std::vector<int>& hits) {
  std::size_t longest = 0;
  for (const int hit : hits) {
    if (slots_[static_cast<std::size_t>(hit)].rule != rule) continue;
    longest = std::max(longest, matcher_->Find(hit, words).length);
  }
  return longest;
}

// Among rules that hold: those that none of the others beats; of several, one
// that holds by words, by most of them; then by name.
void Engine::ChooseOwn(std::vector<Held> held, std::string_view words,
                       Decision& decision) {
  std::vector<Held> left;
  for (const Held& each : held) {
    const bool beaten =
        std::any_of(held.begin(), held.end(), [&](const Held& other) {
          return book_->Beats(other.rule, each.rule) &&
                 !book_->Beats(each.rule, other.rule);
        });
    if (!beaten) left.push_back(each);
  }
  if (left.size() > 1) {
    std::vector<std::pair<std::size_t, int>> order;  // length, rule
    for (const Held& each : left) {
      order.emplace_back(Longest(each.rule, words, decision.hits), each.rule);
    }
    std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
      if (a.first != b.first) return a.first > b.first;
      return rule(a.second).id < rule(b.second).id;
    });
    left.clear();
    for (const auto& [length, index] : order) {
      left.push_back({index, true, true});
    }
  }
  if (left.empty()) return;
  decision.own = left.front().rule;
  const bool firm = std::any_of(
      held.begin(), held.end(),
      [&](const Held& each) { return each.rule == decision.own && each.firm; });
  decision.certainty = firm ? Certainty::kCertain : Certainty::kLikely;
  for (std::size_t i = 1; i < left.size(); ++i) {
    decision.rivals.push_back(left[i].rule);
  }
}

Decision Engine::Decide(const Failure& failure, const Facts& facts) {
  Decision decision;
  std::vector<Held> rivals;
  for (const Held& each : AllHeld(failure, facts, decision)) {
    if (!rule(each.rule).leads) {
      rivals.push_back(each);
    } else if (each.by_text) {
      decision.findings.push_back(each.rule);
    } else {
      decision.circumstances.push_back(each.rule);
    }
  }
  ChooseOwn(std::move(rivals), facts.reply.words, decision);
  if (decision.own < 0 && decision.findings.empty()) {
    decision.own = BestHint(*book_, failure, facts);
    if (decision.own >= 0) decision.certainty = Certainty::kLikely;
  }
  Compose(decision);
  return decision;
}

std::vector<int> Engine::Circumstances(const Failure& failure,
                                       const Facts& facts) {
  std::vector<int> found;
  for (const int index : textless_) {
    const Table& table = tables_[static_cast<std::size_t>(index)];
    if (!rule(table.rule).leads) continue;
    if (Holds(table, WithWords::kNo, failure, facts))
      AddOnce(found, table.rule);
  }
  return found;
}

bool Engine::MayTell(const std::string& origin) const {
  return std::any_of(textless_.begin(), textless_.end(), [&](int index) {
    const Table& table = tables_[static_cast<std::size_t>(index)];
    const auto& origins = table.match->origin;
    return rule(table.rule).leads &&
           (origins.empty() ||
            std::find(origins.begin(), origins.end(), origin) != origins.end());
  });
}

void Engine::Compose(Decision& decision) const {
  const bool known = decision.own >= 0;
  std::string_view group = "unknown";
  if (known) group = rule(decision.own).group;
  std::vector<int> first, later;
  for (const int finding : decision.findings) {
    (Leads(rule(finding), group) || !known ? first : later).push_back(finding);
  }
  for (const int finding : decision.circumstances) {
    (Leads(rule(finding), group) ? first : later).push_back(finding);
  }
  std::vector<int> all = first;
  if (known) AddOnce(all, decision.own);
  for (const int rival : decision.rivals) AddOnce(all, rival);
  for (const int finding : later) AddOnce(all, finding);
  if (first.empty() && !known) {
    decision.cause = -1;  // unspecified, whatever the circumstances
  } else {
    decision.cause = all.front();
    all.erase(all.begin());
  }
  decision.also = std::move(all);
}

void Engine::CaptureOf(int rule_index, const Decision& decision,
                       std::string_view words, Captured& captured) {
  const auto take = [&](const std::string& name, std::string value) {
    if (!GetAttribute(captured.values, name).empty()) return;
    captured.values.emplace_back(name, std::move(value));
  };
  for (const int index : decision.tables) {
    const Table& table = tables_[static_cast<std::size_t>(index)];
    if (table.rule != rule_index) continue;
    for (const auto& [name, value] : table.match->set) take(name, value);
  }
  for (const int hit : decision.hits) {
    if (slots_[static_cast<std::size_t>(hit)].rule != rule_index ||
        !matcher_->HasGroups(hit)) {
      continue;
    }
    Matcher::Found found = matcher_->Find(hit, words);
    for (auto& [name, value] : found.groups) take(name, std::move(value));
    captured.places.insert(captured.places.end(), found.places.begin(),
                           found.places.end());
  }
}

Engine::Captured Engine::Capture(const Decision& decision,
                                 std::string_view words) {
  Captured captured;
  CaptureOf(decision.cause, decision, words, captured);
  for (const int rule_index : decision.also) {
    CaptureOf(rule_index, decision, words, captured);
  }
  return captured;
}

bool Engine::IsCircumstance(int index) const {
  const Rule& each = rule(index);
  return each.leads &&
         std::any_of(each.matches.begin(), each.matches.end(),
                     [](const Match& m) { return m.text.empty(); });
}

}  // namespace mailwhy::classify
