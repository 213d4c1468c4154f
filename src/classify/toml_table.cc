#include "classify/toml_table.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace mailwhy::classify {
namespace {

int LineOfNode(const toml::node& node) {
  return static_cast<int>(node.source().begin.line);
}

std::string Listed(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    out += out.empty() ? word : ", " + word;
  }
  return out;
}

std::string Scalar(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) {
    return std::to_string(number->get());
  }
  if (const auto* yes = node.as_boolean()) return yes->get() ? "yes" : "no";
  return "";
}

}  // namespace

TomlTable::TomlTable(const toml::table& table, std::string name,
                     std::string file, std::vector<Fault>& faults)
    : table_(table),
      name_(std::move(name)),
      file_(std::move(file)),
      line_(LineOfNode(table)),
      faults_(faults) {}

const toml::node* TomlTable::Get(std::string_view key) {
  known_.emplace_back(key);
  return table_.get(key);
}

int TomlTable::LineOf(std::string_view key) const {
  const toml::node* node = table_.get(key);
  return node == nullptr ? line_ : LineOfNode(*node);
}

void TomlTable::Complain(std::string_view key, std::string why,
                         std::string hint) {
  std::string what = name_;
  if (!key.empty()) what.append(what.empty() ? "" : " ").append(key);
  if (!what.empty()) what += ": ";
  faults_.push_back(
      {file_, LineOf(key), what + std::move(why), std::move(hint)});
}

bool TomlTable::Has(std::string_view key) { return Get(key) != nullptr; }

std::string TomlTable::String(std::string_view key) {
  const toml::node* node = Get(key);
  if (node == nullptr) return "";
  if (const auto* text = node->as_string()) return text->get();
  Complain(key, "must be a string");
  return "";
}

std::string TomlTable::Required(std::string_view key) {
  const bool there = table_.contains(key);
  std::string text = String(key);
  if (!there) Complain(key, "is missing");
  if (there && Trim(text).empty()) Complain(key, "is empty");
  return text;
}

std::optional<bool> TomlTable::Bool(std::string_view key) {
  const toml::node* node = Get(key);
  if (node == nullptr) return {};
  if (const auto* yes = node->as_boolean()) return yes->get();
  Complain(key, "must be true or false");
  return {};
}

std::vector<Pattern> TomlTable::Patterns(std::string_view key,
                                         bool may_be_empty) {
  const toml::node* node = Get(key);
  if (node == nullptr) return {};
  if (const auto* text = node->as_string()) {
    return {{text->get(), LineOfNode(*node)}};
  }
  std::vector<Pattern> patterns;
  if (const auto* array = node->as_array()) {
    for (const toml::node& each : *array) {
      if (const auto* text = each.as_string()) {
        patterns.push_back({text->get(), LineOfNode(each)});
      } else {
        Complain(key, "must hold strings only");
      }
    }
    if (array->empty() && !may_be_empty) Complain(key, "is an empty list");
    return patterns;
  }
  Complain(key, "must be a list of strings");
  return patterns;
}

std::vector<std::string> TomlTable::Strings(std::string_view key,
                                            bool may_be_empty) {
  std::vector<std::string> strings;
  for (Pattern& each : Patterns(key, may_be_empty))
    strings.push_back(std::move(each.regex));
  return strings;
}

std::vector<std::string> TomlTable::Words(
    std::string_view key, const std::vector<std::string>& allowed) {
  std::vector<std::string> words = Strings(key);
  for (const std::string& word : words) {
    if (std::find(allowed.begin(), allowed.end(), word) != allowed.end()) {
      continue;
    }
    const std::string nearest = Nearest(word, allowed);
    Complain(key, "\"" + word + "\" is not one of " + Listed(allowed),
             nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
  }
  return words;
}

std::string TomlTable::Word(std::string_view key,
                            const std::vector<std::string>& allowed) {
  const std::vector<std::string> words = Words(key, allowed);
  if (words.size() > 1) Complain(key, "takes one value");
  return words.empty() ? "" : words.front();
}

Pairs TomlTable::Table(std::string_view key) {
  const toml::node* node = Get(key);
  if (node == nullptr) return {};
  const toml::table* table = node->as_table();
  if (table == nullptr) {
    Complain(key, "must be a table");
    return {};
  }
  Pairs pairs;
  for (const auto& [name, value] : *table) {
    std::string text = Scalar(value);
    if (text.empty()) Complain(key, std::string(name.str()) + " has no value");
    pairs.emplace_back(name.str(), std::move(text));
  }
  return pairs;
}

void TomlTable::Each(std::string_view key,
                     const std::function<void(TomlTable&)>& read) {
  const toml::node* node = Get(key);
  if (node == nullptr) return;
  std::string name = "[";
  if (!name_.empty()) name.assign(name_, 0, name_.size() - 1).append(1, '.');
  name.append(key).append(1, ']');
  const auto one = [&](const toml::table& table) {
    TomlTable inner(table, name, file_, faults_);
    read(inner);
    inner.Done();
  };
  if (const auto* table = node->as_table()) return one(*table);
  const auto* array = node->as_array();
  if (array == nullptr || !array->is_array_of_tables()) {
    return Complain(key, "must be a table");
  }
  for (const toml::node& each : *array) one(*each.as_table());
}

void TomlTable::Done() {
  for (const auto& [name, value] : table_) {
    const std::string key(name.str());
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    const std::string nearest = Nearest(key, known_);
    Complain(key, "is no key that is known here",
             nearest.empty() ? "known: " + Listed(known_)
                             : "did you mean \"" + nearest + "\"?");
  }
}

}  // namespace mailwhy::classify
