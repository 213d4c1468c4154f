#include "cli/completions.h"

#include <fmt/format.h>

#include <string_view>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/options.h"

namespace mailwhy::cli {
namespace {

std::string Commands() {
  std::string names;
  for (const CommandRow& row : CommandTable()) {
    if (!names.empty()) names += ' ';
    names += row.name;
  }
  return names;
}

std::string OptionNames(std::string_view command) {
  std::string names;
  for (const OptionRow* row : OptionsOf(command)) {
    names += (names.empty() ? "--" : " --") + std::string(row->name);
  }
  return names;
}

bool TakesFile(const OptionRow& row) {
  const std::string_view argument = row.argument ? row.argument : "";
  return argument == "FILE" || argument == "PATH" || argument == "DIR";
}

// For a single-quoted shell word.
std::string Quoted(std::string_view text) {
  std::string quoted;
  for (char c : text) {
    if (c == '\'') quoted += "'\\''";
    else quoted += c;
  }
  return quoted;
}

// zsh's _arguments gives : [ ] a meaning.
std::string ZshText(std::string_view text) {
  std::string escaped;
  for (char c : Quoted(text)) {
    if (c == ':' || c == '[' || c == ']') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

}  // namespace

std::string BashCompletion() {
  std::string text = fmt::format(
      "# bash completion for mailwhy\n_mailwhy() {{\n"
      "  local word=${{COMP_WORDS[COMP_CWORD]}} "
      "before=${{COMP_WORDS[COMP_CWORD-1]}} command=${{COMP_WORDS[1]}}\n"
      "  if [[ $COMP_CWORD -eq 1 ]]; then\n"
      "    COMPREPLY=($(compgen -W \"{} help --help --version\" -- \"$word\"))\n"
      "    return\n  fi\n  case $before in\n",
      Commands());
  for (const OptionRow& row : OptionTable()) {
    if (row.choices) {
      text += fmt::format(
          "    --{}) COMPREPLY=($(compgen -W \"{}\" -- \"$word\")); return ;;\n",
          row.name, fmt::join(ChoicesOf(row, "*"), " "));
    } else if (TakesFile(row)) {
      text += fmt::format(
          "    --{}) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n",
          row.name);
    } else if (row.argument) {
      text += fmt::format("    --{}) return ;;\n", row.name);
    }
  }
  text += "  esac\n  if [[ $word == -* ]]; then\n    case $command in\n";
  for (const CommandRow& row : CommandTable()) {
    text += fmt::format(
        "      {}) COMPREPLY=($(compgen -W \"{}\" -- \"$word\")) ;;\n", row.name,
        OptionNames(row.name));
  }
  text +=
      "    esac\n    return\n  fi\n  case $command in\n"
      "    load|watch) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
      "    rules) COMPREPLY=($(compgen -W \"list show test\" -- \"$word\")) ;;\n"
      "  esac\n}\ncomplete -o filenames -F _mailwhy mailwhy\n";
  return text;
}

std::string ZshCompletion() {
  std::string text =
      "#compdef mailwhy\n_mailwhy() {\n  local -a commands\n  commands=(\n";
  for (const CommandRow& row : CommandTable()) {
    text += fmt::format("    '{}:{}'\n", row.name, ZshText(row.summary));
  }
  text +=
      "  )\n  if (( CURRENT == 2 )); then\n"
      "    _describe command commands\n    return\n  fi\n"
      "  case $words[2] in\n";
  for (const CommandRow& command : CommandTable()) {
    text += fmt::format("    {})\n      _arguments \\\n", command.name);
    for (const OptionRow* row : OptionsOf(command.name)) {
      std::string argument;
      if (row->choices) {
        argument = fmt::format(":{}:({})", ZshText(row->argument),
                               fmt::join(ChoicesOf(*row, command.name), " "));
      } else if (row->argument) {
        argument = fmt::format(":{}:{}", ZshText(row->argument),
                               TakesFile(*row) ? "_files" : "");
      }
      text += fmt::format("        '{}--{}[{}]{}' \\\n", row->many ? "*" : "",
                          row->name, ZshText(row->help), argument);
    }
    text += "        '*:argument:_files' ;;\n";
  }
  return text + "  esac\n}\n_mailwhy \"$@\"\n";
}

std::string FishCompletion() {
  std::string text =
      "# fish completion for mailwhy\ncomplete -c mailwhy -n "
      "__fish_use_subcommand -f\n";
  for (const CommandRow& row : CommandTable()) {
    text += fmt::format(
        "complete -c mailwhy -n __fish_use_subcommand -a {} -d '{}'\n", row.name,
        Quoted(row.summary));
  }
  for (const OptionRow& row : OptionTable()) {
    const std::string_view commands = row.commands;
    const std::string where =
        commands == "*" ? ""
                        : fmt::format(" -n '__fish_seen_subcommand_from {}'",
                                      commands);
    std::string argument;
    if (row.choices) {
      argument = fmt::format(" -x -a '{}'",
                             fmt::join(ChoicesOf(row, "*"), " "));
    } else if (TakesFile(row)) {
      argument = " -r -F";
    } else if (row.argument) {
      argument = " -x";
    }
    text += fmt::format("complete -c mailwhy{} -l {}{}{} -d '{}'\n", where,
                        row.name,
                        row.letter ? fmt::format(" -s {}", row.letter) : "",
                        argument, Quoted(row.help));
  }
  return text;
}

}  // namespace mailwhy::cli
