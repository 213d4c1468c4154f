#include "cli/commands.h"

#include <filesystem>

#include "base/log.h"
#include "base/text.h"
#include "cli/help.h"
#include "cli/interrupt.h"
#include "cli/terminal.h"

namespace mailwhy::cli {
namespace {

constexpr const char* kConfiguration = "/etc/mailwhy/mailwhy.conf";

Status ReadSettings(Invocation& invocation) {
  if (invocation.Has("config")) {
    return ReadConfiguration(invocation.Get("config"), invocation);
  }
  std::error_code ignored;
  if (!std::filesystem::exists(kConfiguration, ignored)) return {};
  return ReadConfiguration(kConfiguration, invocation);
}

int Show(const Invocation& invocation, const std::string& text) {
  if (Status status = WriteOut(invocation, text); !status) {
    ShowError(status.error());
    return kFailed;
  }
  return kFound;
}

// What the build asks for, to install it: the man page and completions.
int RunGenerated(const std::string& what) {
  const std::string text = Generated(what);
  if (text.empty()) return kFailed;
  return Show(Invocation{}, text);
}

}  // namespace

const std::vector<CommandRow>& CommandTable() {
  static const std::vector<CommandRow> table = {
      {"load", "[PATH...]", "read log files once",
       "Reads log files into the store: plain, .gz, .xz, .zst and .bz2, found out "
       "by content. A directory means its mail logs (mail.log*, maillog*, mail, "
       "mail-*), in the order of time; - is standard input; journal: is this "
       "machine's journal, journal:PATH a journal file or a directory of them. "
       "Without PATH: what postconf's maillog_file names, else "
       "/var/log/mail.log, /var/log/maillog or /var/log/mail, else the journal. "
       "Loading the same lines again, from the file, a copy or a rotation of "
       "it, or the journal, adds nothing.",
       RunLoad},
      {"watch", "[PATH...]", "follow the log and keep the store up to date",
       "Loads what is there, the rotated files too, then follows the log through "
       "rotation until it is told to stop. It goes on where it stopped. Several "
       "logs, directories and journals (journal:, journal:PATH) are followed at "
       "once; without PATH the log that load would read.",
       RunWatch},
      {"why", "[ADDRESS|QUEUEID|MESSAGE-ID]",
       "say what happened to a mail, why, and what to do",
       "Asks for a mail by sender, recipient and about when, and answers what "
       "happened, why, on whose side it is and what to do, with the log lines. "
       "An ADDRESS alone is asked for as sender and as recipient. The log does "
       "not hold the From: header, only the envelope sender.",
       RunWhy},
      {"trace", "ID", "everything about one queue ID, Message-ID or id",
       "Shows every line and every hop of a mail and of the mails that it became "
       "or came from.",
       RunTrace},
      {"explain", "[TEXT|-]", "the cause of a log line or a server's reply",
       "Needs no store. With - it reads standard input: one line in, one answer "
       "out (blank lines too). With --message it reads a bounce message as a "
       "user forwards it: with all headers or without, quoted, attached or only "
       "its text; each recipient that failed is explained.",
       RunExplain},
      {"report", "", "the failures of a day or a period",
       "Totals by final state, what is still waiting and why, bounces and "
       "rejects by cause. Without --day, --since or --until: yesterday; with "
       "--log, all that the files hold.",
       RunReport},
      {"export", "", "what is known, as JSON lines",
       "Mails, rejects and sessions, one JSON object a line, ordered by time.",
       RunExport},
      {"rules", "list|show [ID]|test", "the cause rules",
       "list: all causes. show: what a cause means and what to do; without ID all "
       "of them, with --format html as a page to link to (each cause at its "
       "#id, both languages unless --lang names one). test: runs "
       "every rule's examples and counterexamples.",
       RunRules},
  };
  return table;
}

const CommandRow* FindCommand(std::string_view name) {
  for (const CommandRow& row : CommandTable()) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

int Run(const std::vector<std::string>& arguments) {
  if (arguments.size() == 2 && arguments[0] == "--generate") {
    return RunGenerated(arguments[1]);
  }
  if (!arguments.empty() && arguments[0] == "help") {
    std::vector<std::string> asked(arguments.begin() + 1, arguments.end());
    asked.emplace_back("--help");
    return Run(asked);
  }
  Result<Invocation> invocation = ReadArguments(arguments);
  if (!invocation) {
    ShowError(invocation.error());
    return kFailed;
  }
  if (invocation->Has("version")) return Show(*invocation, VersionText());
  if (invocation->Has("help")) {
    return Show(*invocation, HelpText(invocation->command));
  }
  if (invocation->command.empty()) {
    ShowError({"no command given", "nothing to do", "see: mailwhy --help"});
    return kFailed;
  }
  if (Status status = ReadSettings(*invocation); !status) {
    ShowError(status.error());
    return kFailed;
  }
  if (invocation->Has("quiet")) SetVerbosity(Verbosity::kQuiet);
  if (invocation->Has("verbose")) SetVerbosity(Verbosity::kVerbose);
  const int status = FindCommand(invocation->command)->run(*invocation);
  return Interrupted() && invocation->command != "watch" ? kInterrupted : status;
}

}  // namespace mailwhy::cli
