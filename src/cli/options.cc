#include "cli/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "cli/commands.h"
#include "source/source.h"

namespace mailwhy::cli {
namespace {

namespace po = boost::program_options;

constexpr const char* kAnswering = "why trace explain report export load rules";
constexpr const char* kReading = "why trace report export load watch";

bool Lists(const char* commands, std::string_view command) {
  if (std::string_view(commands) == "*") return true;
  const auto words = Split(commands, ' ');
  return std::find(words.begin(), words.end(), command) != words.end();
}

Error UsageError(std::string what, std::string why, const std::string& nearest,
                 const std::string& command) {
  std::string hint = nearest.empty()
                         ? fmt::format("see: mailwhy {}{}--help", command,
                                       command.empty() ? "" : " ")
                         : fmt::format("did you mean {}?", nearest);
  return {std::move(what), std::move(why), std::move(hint)};
}

po::options_description Describe(std::string_view command) {
  po::options_description description;
  for (const OptionRow* row : OptionsOf(command)) {
    std::string name = row->name;
    if (row->letter != 0) name += std::string(",") + row->letter;
    if (row->argument == nullptr) {
      description.add_options()(name.c_str(), "");
    } else {
      description.add_options()(
          name.c_str(), po::value<std::vector<std::string>>()->composing(), "");
    }
  }
  return description;
}

// "--log a b c" becomes "--log a --log b --log c": a following word belongs to it
// as long as it is the name of something there is. Anything else is an argument
// of the command (an address, a queue ID). "--log" alone is taken out: its
// value is the machine's log.
std::vector<std::string> Spread(const std::vector<std::string>& arguments,
                                Invocation& invocation) {
  std::vector<std::string> spread;
  const OptionRow* open = nullptr;
  bool first = false;
  const auto close = [&] {
    if (first && open != nullptr && std::string_view(open->name) == "log") {
      spread.pop_back();
      invocation.Set("log", {});
    }
    open = nullptr;
  };
  for (const std::string& word : arguments) {
    if (open != nullptr && !StartsWith(word, "-") &&
        (first || source::IsJournal(word) || std::filesystem::exists(word))) {
      if (!first) spread.push_back(std::string("--") + open->name);
      spread.push_back(word);
      first = false;
      continue;
    }
    close();
    for (const OptionRow* row : OptionsOf(invocation.command)) {
      if (row->many && word == std::string("--") + row->name) open = row;
    }
    first = open != nullptr;
    spread.push_back(word);
  }
  close();
  return spread;
}

std::string NearestOption(std::string_view word, std::string_view command) {
  std::vector<std::string> names;
  for (const OptionRow* row : OptionsOf(command)) names.push_back(row->name);
  while (StartsWith(word, "-")) word.remove_prefix(1);
  const std::string nearest =
      Nearest(word.substr(0, word.find('=')), names);
  return nearest.empty() ? "" : "--" + nearest;
}

// The option exists, but for another command: say for which.
std::string CommandsOf(std::string_view word) {
  while (StartsWith(word, "-")) word.remove_prefix(1);
  for (const OptionRow& row : OptionTable()) {
    if (row.name == word.substr(0, word.find('='))) return row.commands;
  }
  return "";
}

Error UnknownOption(const std::string& word, const std::string& command) {
  const std::string others = CommandsOf(word);
  if (!others.empty()) {
    return UsageError(word, fmt::format("not an option of {} (but of: {})",
                                        command, others), "", command);
  }
  return UsageError(word, fmt::format("unknown option of {}", command),
                    NearestOption(word, command), command);
}

Status CheckChoice(const OptionRow& row, const std::string& value,
                   const std::string& command) {
  const std::vector<std::string> choices = ChoicesOf(row, command);
  if (row.choices == nullptr ||
      std::find(choices.begin(), choices.end(), value) != choices.end()) {
    return {};
  }
  return Error{fmt::format("--{} {}", row.name, value),
               fmt::format("not one of {} for {}", fmt::join(choices, ", "),
                           command),
               [&] {
                 const std::string nearest = Nearest(value, choices);
                 return nearest.empty() ? ""
                                        : fmt::format("did you mean {}?", nearest);
               }()};
}

Status Adopt(const po::variables_map& map, Invocation& invocation) {
  for (const OptionRow* row : OptionsOf(invocation.command)) {
    if (map.count(row->name) == 0) continue;
    std::vector<std::string> values;
    if (row->argument != nullptr) {
      values = map[row->name].as<std::vector<std::string>>();
    }
    for (const std::string& value : values) {
      if (Status status = CheckChoice(*row, value, invocation.command); !status) {
        return status;
      }
    }
    invocation.Set(row->name, std::move(values));
  }
  return {};
}

Status ReadOptions(const std::vector<std::string>& words,
                   Invocation& invocation) {
  const po::options_description description = Describe(invocation.command);
  // Everything but guessing: an abbreviation that works today is ambiguous tomorrow.
  const int style = po::command_line_style::unix_style &
                    ~po::command_line_style::allow_guessing;
  po::positional_options_description positional;
  po::options_description all;
  all.add(description);
  all.add_options()("positional argument",
                    po::value<std::vector<std::string>>());
  positional.add("positional argument", -1);
  try {
    po::variables_map map;
    po::store(po::command_line_parser(Spread(words, invocation))
                  .options(all)
                  .positional(positional)
                  .style(style)
                  .run(),
              map);
    if (map.count("positional argument") > 0) {
      invocation.positionals =
          map["positional argument"].as<std::vector<std::string>>();
    }
    return Adopt(map, invocation);
  } catch (const po::unknown_option& error) {
    return UnknownOption(error.get_option_name(), invocation.command);
  } catch (const po::error_with_option_name& error) {
    return UsageError(error.get_option_name(), "a value is missing or one too many",
                      "", invocation.command);
  } catch (const po::error& error) {
    return UsageError("command line", error.what(), "", invocation.command);
  }
}

}  // namespace

const std::vector<OptionRow>& OptionTable() {
  static const std::vector<OptionRow> table = {
      {"from", 0, "ADDRESS", false, "why export report", nullptr,
       "envelope sender or SASL user name (@domain, @*.domain, *, <>)"},
      {"to", 0, "ADDRESS", false, "why export report", nullptr,
       "recipient or original recipient"},
      {"at", 0, "TIME", false, "why export report", nullptr,
       "about when: \"2022-12-05 18:38\", 18:38, \"yesterday 18:38\", -2h"},
      {"within", 0, "DURATION", false, "why export report", nullptr,
       "how far from --at (1h)"},
      {"since", 0, "TIME", false, "why export report", nullptr,
       "not before this time"},
      {"until", 0, "TIME", false, "why export report", nullptr,
       "not after this time"},
      {"day", 0, "DAY", false, "report", nullptr, "that day (yesterday)"},
      {"queue-id", 0, "ID", false, "why export report", nullptr, "this queue ID"},
      {"message-id", 0, "ID", false, "why export report", nullptr, "this Message-ID"},
      {"status", 0, "STATE", false, "why export report", 
       "delivered deferred bounced expired discarded queued held rejected mixed "
       "login_failed",
       "mails or deliveries in this state"},
      {"cause", 0, "CAUSE", false, "why export report", nullptr,
       "failures with this cause (mailwhy rules list)"},
      {"relay", 0, "HOST", false, "why export report", nullptr,
       "handed, or meant to be handed, to this server"},
      {"client", 0, "HOST", false, "why export report", nullptr,
       "from this client, by name or address"},
      {"user", 0, "NAME", false, "why export report", nullptr, "this SASL user name"},
      {"limit", 0, "N", false, "why export report", nullptr,
       "at most N answers (10), or rows of each table"},
      {"log", 0, "PATH", true, "why trace report export", nullptr,
       "answer from these logs alone, without a store (the machine's)"},
      {"queue-lifetime", 0, "DURATION", false, "why report", nullptr,
       "how long Postfix keeps trying (postconf's, else 5d)"},
      {"kind", 0, "KIND", false, "export", "mails rejects sessions",
       "only these"},
      {"message", 0, "FILE", false, "explain", nullptr,
       "explain a whole bounce message (-: standard input)"},
      {"unrecognized", 0, "FILE", false, "load", nullptr,
       "write the lines that were not recognised to FILE (-: standard "
       "output), also those of logs that were loaded before"},
      {"year", 0, "YEAR", false, kReading, nullptr,
       "year of a log's newest line, where its lines have none"},
      {"log-timezone", 0, "ZONE", false, kReading, nullptr,
       "time zone of log times without one (the machine's)"},
      {"timezone", 0, "ZONE", false, kAnswering, nullptr,
       "show times in this zone (the log's own)"},
      {"format", 0, "FORMAT", false, kAnswering, "text json html:rules",
       "text or json (rules show: html too)"},
      {"json", 0, nullptr, false, kAnswering, nullptr, "the same as --format json"},
      {"output", 'o', "FILE", false, kAnswering, nullptr,
       "write the answer to FILE"},
      {"db", 0, "FILE", false, "*", nullptr,
       "the store ($MAILWHY_DB, /var/lib/mailwhy/mailwhy.db, "
       "~/.local/state/mailwhy/mailwhy.db)"},
      {"config", 0, "FILE", false, "*", nullptr,
       "configuration (/etc/mailwhy/mailwhy.conf)"},
      {"patterns", 0, "DIR", true, "*", nullptr,
       "more cause rules (/etc/mailwhy/patterns.d)"},
      {"lang", 0, "en|ja", false, "*", "en ja", "language of the answer"},
      {"color", 0, "WHEN", false, "*", "auto always never",
       "colour: auto (on a terminal), always, never"},
      {"no-pager", 0, nullptr, false, "*", nullptr,
       "never show long answers in a pager"},
      {"quiet", 'q', nullptr, false, "*", nullptr, "no talk on standard error"},
      {"verbose", 'v', nullptr, false, "*", nullptr, "more talk"},
      {"help", 'h', nullptr, false, "*", nullptr, "this help"},
      {"version", 0, nullptr, false, "*", nullptr, "version"},
  };
  return table;
}

std::vector<const OptionRow*> OptionsOf(std::string_view command) {
  std::vector<const OptionRow*> options;
  for (const OptionRow& row : OptionTable()) {
    if (Lists(row.commands, command)) options.push_back(&row);
  }
  return options;
}

std::vector<std::string> ChoicesOf(const OptionRow& row,
                                   std::string_view command) {
  std::vector<std::string> choices;
  if (row.choices == nullptr) return choices;
  for (const std::string_view choice : Split(row.choices, ' ')) {
    const std::size_t colon = choice.find(':');
    const bool any = colon == choice.npos || command == "*";
    if (any || choice.substr(colon + 1) == command) {
      choices.emplace_back(choice.substr(0, colon));
    }
  }
  return choices;
}

std::string Invocation::Get(const std::string& name,
                            const std::string& otherwise) const {
  const auto found = values_.find(name);
  if (found == values_.end() || found->second.empty()) return otherwise;
  return found->second.back();
}

std::vector<std::string> Invocation::All(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

namespace {

const OptionRow* OptionNamed(std::string_view word) {
  for (const OptionRow& row : OptionTable()) {
    if (word == std::string("--") + row.name ||
        (row.letter != 0 && word == std::string("-") + row.letter)) {
      return &row;
    }
  }
  return nullptr;
}

// Where the command stands: options, with their values, may come before it.
std::size_t PlaceOfCommand(const std::vector<std::string>& words) {
  std::size_t place = 0;
  while (place < words.size() && StartsWith(words[place], "-")) {
    const OptionRow* row = OptionNamed(words[place]);
    place += row != nullptr && row->argument != nullptr ? 2 : 1;
  }
  return std::min(place, words.size());
}

}  // namespace

Result<Invocation> ReadArguments(const std::vector<std::string>& arguments) {
  Invocation invocation;
  std::vector<std::string> words = arguments;
  const std::size_t place = PlaceOfCommand(words);
  if (place < words.size()) {
    invocation.command = words[place];
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(place));
    if (FindCommand(invocation.command) == nullptr) {
      std::vector<std::string> names;
      for (const CommandRow& row : CommandTable()) names.push_back(row.name);
      const std::string nearest = Nearest(invocation.command, names);
      return UsageError(invocation.command, "unknown command", nearest, "");
    }
  }
  if (Status status = ReadOptions(words, invocation); !status) {
    return status.error();
  }
  return invocation;
}

namespace {

Error UnknownKey(const std::string& place, const std::string& key) {
  std::vector<std::string> names;
  for (const OptionRow& option : OptionTable()) names.push_back(option.name);
  const std::string nearest = Nearest(key, names);
  return {place, fmt::format("unknown key {}", key),
          nearest.empty() ? "keys are the long options"
                          : fmt::format("did you mean {}?", nearest)};
}

// `line` without its comment; `place`: "FILE:LINE".
Status ReadSetting(std::string_view line, const std::string& place,
                   Invocation& invocation) {
  const std::size_t equals = line.find('=');
  const std::string key(Trim(line.substr(0, equals)));
  const auto row = std::find_if(
      OptionTable().begin(), OptionTable().end(),
      [&](const OptionRow& option) { return key == option.name; });
  if (row == OptionTable().end() || key == "config") {
    return UnknownKey(place, key);
  }
  if ((equals == std::string_view::npos) != (row->argument == nullptr)) {
    return Error{place,
                 row->argument ? fmt::format("{} wants a value", key)
                               : fmt::format("{} takes no value", key),
                 ""};
  }
  if (!Lists(row->commands, invocation.command) || invocation.Has(key)) {
    return {};
  }
  std::vector<std::string> values;
  if (row->argument) values.emplace_back(Trim(line.substr(equals + 1)));
  for (const std::string& value : values) {
    const Status status = CheckChoice(*row, value, invocation.command);
    if (!status) return Error{place, status.error().why, status.error().hint};
  }
  invocation.Set(key, std::move(values));
  return {};
}

}  // namespace

Status ReadConfiguration(const std::string& path, Invocation& invocation) {
  std::ifstream file(path);
  std::string text;
  for (int number = 1; std::getline(file, text); ++number) {
    const std::string_view line =
        Trim(std::string_view(text).substr(0, text.find('#')));
    if (line.empty()) continue;
    Status status =
        ReadSetting(line, fmt::format("{}:{}", path, number), invocation);
    if (!status) return status;
  }
  if (!file.eof()) return Error{path, "cannot be read", "see --config"};
  return {};
}

}  // namespace mailwhy::cli
