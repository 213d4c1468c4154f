#include "cli/help.h"

#include <fmt/format.h>

#include <vector>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/completions.h"
#include "cli/options.h"
#include "cli/version.h"

namespace mailwhy::cli {
namespace {

constexpr std::size_t kWidth = 80;

// Prose, wrapped; `hang` blanks before every line but the first, which begins at
// column `at`.
std::string Wrap(std::string_view text, std::size_t hang, std::size_t at) {
  std::string wrapped;
  std::size_t column = at;
  for (std::string_view word : Split(text, ' ')) {
    if (column > hang && column + 1 + word.size() > kWidth) {
      wrapped.append(1, '\n').append(hang, ' ');
      column = hang;
    } else if (!wrapped.empty()) {
      wrapped += ' ';
      ++column;
    }
    wrapped += word;
    column += word.size();
  }
  return wrapped;
}

std::string Spelling(const OptionRow& row) {
  std::string spelling =
      row.letter != 0 ? fmt::format("-{}, ", row.letter) : std::string("    ");
  spelling += std::string("--") + row.name;
  if (row.argument) spelling += std::string(" ") + row.argument;
  if (row.many) spelling += "...";
  return spelling;
}

std::string OptionLine(const OptionRow& row) {
  constexpr std::size_t kColumn = 30;
  std::string line = "  " + Spelling(row);
  line += line.size() < kColumn - 1
              ? std::string(kColumn - line.size(), ' ')
              : "\n" + std::string(kColumn, ' ');
  return line + Wrap(row.help, kColumn, kColumn) + "\n";
}

std::string ProgramHelp() {
  std::string text =
      "usage: mailwhy COMMAND [OPTION...] [ARGUMENT...]\n\n"
      "Says why a mail failed, from the Postfix log.\n\ncommands\n";
  for (const CommandRow& row : CommandTable()) {
    text += fmt::format("  {:<10} {}\n", row.name, row.summary);
  }
  text += "\noptions of every command\n";
  for (const OptionRow& row : OptionTable()) {
    if (std::string_view(row.commands) == "*") text += OptionLine(row);
  }
  text +=
      "\nfor example\n"
      "  mailwhy load /var/log/mail.log\n"
      "  mailwhy why --from taro@example.com --to hanako@example.net --at 18:38\n"
      "  mailwhy why --log mail.log --to hanako@example.net\n"
      "  mailwhy explain '550 5.1.1 <hanako@example.net>: User unknown'\n"
      "\nmore: mailwhy COMMAND --help, man mailwhy\n";
  return text;
}

std::string CommandHelp(const CommandRow& command) {
  std::string text = fmt::format("usage: mailwhy {} [OPTION...] {}\n\n",
                                 command.name, command.arguments);
  text += Wrap(command.more, 0, 0) + "\n\noptions\n";
  for (const OptionRow* row : OptionsOf(command.name)) text += OptionLine(*row);
  return text;
}

std::string ManEscaped(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    if (c == '\\') escaped += "\\\\";
    else if (c == '-') escaped += "\\-";
    else escaped += c;
  }
  if (!escaped.empty() && (escaped[0] == '.' || escaped[0] == '\'')) {
    escaped.insert(0, "\\&");
  }
  return escaped;
}

std::string ManOption(const OptionRow& row) {
  std::string text = ".TP\n";
  if (row.letter != 0) text += fmt::format("\\fB\\-{}\\fR, ", row.letter);
  text += fmt::format("\\fB\\-\\-{}\\fR", ManEscaped(row.name));
  if (row.argument) text += fmt::format(" \\fI{}\\fR", ManEscaped(row.argument));
  if (row.many) text += "...";
  text += fmt::format("\n{}.\n", ManEscaped(row.help));
  if (std::string_view(row.commands) != "*") {
    text += fmt::format("Of: {}.\n", ManEscaped(row.commands));
  }
  return text;
}

std::string ManPage() {
  std::string text = fmt::format(
      ".TH MAILWHY 1 \"\" \"mailwhy {}\" \"User Commands\"\n.SH NAME\n"
      "mailwhy \\- says why a mail failed, from the Postfix log\n.SH SYNOPSIS\n",
      kVersion);
  for (const CommandRow& row : CommandTable()) {
    text += fmt::format(".B mailwhy {}\n[\\fIOPTION\\fR...] {}\n.br\n", row.name,
                        ManEscaped(row.arguments));
  }
  text += ".SH COMMANDS\n";
  for (const CommandRow& row : CommandTable()) {
    text += fmt::format(".TP\n\\fB{}\\fR {}\n{}\n", row.name,
                        ManEscaped(row.arguments), ManEscaped(row.more));
  }
  text += ".SH OPTIONS\n";
  for (const OptionRow& row : OptionTable()) text += ManOption(row);
  text +=
      ".SH TIMES\n2022\\-12\\-05 18:38, 2022\\-12\\-05T18:38:12+09:00, "
      "\"Dec  5 18:38:12\", 18:38 (today; yesterday where that is still to come), "
      "\"yesterday 18:38\", \\-2h, a Unix time. Durations: 90s 30m 1h30m 2d 1w.\n"
      ".SH EXIT STATUS\n.TP\n0\nfound, or done\n.TP\n1\nnothing found\n.TP\n2\n"
      "usage or other error\n.TP\n130\ninterrupted\n"
      ".SH FILES\n.TP\n/etc/mailwhy/mailwhy.conf\nlong options as keys, one "
      "\\fIkey = value\\fR a line\n.TP\n/etc/mailwhy/patterns.d/*.toml\n"
      "a site's own cause rules\n.TP\n/var/lib/mailwhy/mailwhy.db\nthe store\n"
      ".SH ENVIRONMENT\n.TP\nMAILWHY_DB\nthe store\n.TP\nNO_COLOR, PAGER\n"
      "as usual\n.SH SEE ALSO\npostfix(1), pflogsumm(1)\n";
  return text;
}

}  // namespace

std::string VersionText() { return fmt::format("mailwhy {}\n", kVersion); }

std::string HelpText(std::string_view command) {
  const CommandRow* row = FindCommand(command);
  return row == nullptr ? ProgramHelp() : CommandHelp(*row);
}

std::string Generated(std::string_view what) {
  if (what == "man") return ManPage();
  if (what == "bash") return BashCompletion();
  if (what == "zsh") return ZshCompletion();
  if (what == "fish") return FishCompletion();
  return "";
}

}  // namespace mailwhy::cli
