// StageName: what the daemons call the steps of a session, in INTERFACE's
// words.
#include <utility>

#include "base/text.h"
#include "model/mail.h"

namespace mailwhy {
namespace {

using Named = std::pair<std::string_view, const char*>;

// The first that the logged words begin with, once "after", "in reply to",
// "while", "performing the", "sending", "receiving the" and such are taken off.
// Longer ones before those that they begin with.
constexpr Named kStages[] = {
    {"connect", "connect"},  // smtpd before a command, postscreen
    {"unknown", "connect"},
    {"initial server greeting", "greeting"},
    {"greeting", "greeting"},
    {"banner", "greeting"},
    {"handshake", "starttls"},  // tlsproxy, "SSL handshake"
    {"ehlo", "helo"},
    {"helo", "helo"},
    {"lhlo", "helo"},
    {"starttls", "starttls"},
    {"auth", "auth"},
    {"mail", "mail"},
    {"rcpt", "rcpt"},
    {"data content", "body"},
    {"data command", "data"},
    {"data (", "body"},  // smtpd: DATA (1234 bytes)
    {"data", "data"},
    {"bdat (", "body"},
    {"bdat", "data"},
    {"end of data", "end_of_data"},
    {"end of message", "end_of_data"},
    {"end-of-message", "end_of_data"},
    {"end of bdat", "end_of_data"},
    {"final \".\"", "end_of_data"},
    {"message body", "body"},
    {"body", "body"},
    {"content", "body"},
    {"rset", "rset"},
    {"quit", "quit"},
    {"queue", "queue"},
    {"vrfy", "vrfy"},
    {"etrn", "etrn"},
};

constexpr std::string_view kIntroductions[] = {
    "after ",     "in reply to ", "while ", "performing ", "sending ",
    "receiving ", "reading ",     "the ",   "reply to ",   "waiting for ",
};

std::string_view WithoutIntroduction(std::string_view words) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view introduction : kIntroductions) {
      if (!StartsWith(words, introduction)) continue;
      words.remove_prefix(introduction.size());
      again = true;
    }
  }
  return words;
}

}  // namespace

std::string StageName(std::string_view as_logged) {
  constexpr std::size_t kLongest = 80;
  const std::string lower = LowerAscii(Trim(as_logged).substr(0, kLongest));
  const std::string_view words = WithoutIntroduction(lower);
  for (const auto& [begin, name] : kStages) {
    if (StartsWith(words, begin)) return name;
  }
  return "";
}

}  // namespace mailwhy
