// TomlTable: reads one table of a rule file strictly. Every key that is asked
// for is known; Done() calls the rest faults. Values of the wrong type are
// faults too and read as if absent. For rules_read.cc.
#pragma once

#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "classify/rules.h"

namespace mailwhy::classify {

class TomlTable {
 public:
  // `name` is "[match]" for messages, "" for the file's top level.
  TomlTable(const toml::table& table, std::string name, std::string file,
            std::vector<Fault>& faults);

  bool Has(std::string_view key);
  std::string String(std::string_view key);
  std::string Required(std::string_view key);
  std::optional<bool> Bool(std::string_view key);
  // An array of strings; a lone string is an array of one.
  std::vector<Pattern> Patterns(std::string_view key,
                                bool may_be_empty = false);
  std::vector<std::string> Strings(std::string_view key,
                                   bool may_be_empty = false);
  // Strings, each one of `allowed`.
  std::vector<std::string> Words(std::string_view key,
                                 const std::vector<std::string>& allowed);
  std::string Word(std::string_view key,
                   const std::vector<std::string>& allowed);
  // Key and value pairs, whatever the keys; values may be any scalar.
  Pairs Table(std::string_view key);
  // Calls `read` for a table, or for each table of an array of tables.
  void Each(std::string_view key, const std::function<void(TomlTable&)>& read);

  void Done();
  void Complain(std::string_view key, std::string why, std::string hint = "");
  int line() const { return line_; }

 private:
  const toml::node* Get(std::string_view key);
  int LineOf(std::string_view key) const;

  const toml::table& table_;
  std::string name_, file_;
  int line_;
  std::vector<Fault>& faults_;
  std::vector<std::string> known_;
};

}  // namespace mailwhy::classify
