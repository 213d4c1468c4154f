#include "source/journal_matches.h"

#include <set>
#include <string>
#include <string_view>

#include "base/text.h"

namespace mailwhy::source {
namespace {

// RFC 3164, table 1: the mail system.
constexpr std::string_view kMailFacility = "SYSLOG_FACILITY=2";

// Programs that write under another facility, by default or where
// syslog_facility says so (Postfix). Names that the journal does not know yet
// may come while it is followed.
constexpr std::string_view kPrograms[] = {"postfix",
                                          "postfix/anvil",
                                          "postfix/bounce",
                                          "postfix/cleanup",
                                          "postfix/discard",
                                          "postfix/dnsblog",
                                          "postfix/error",
                                          "postfix/flush",
                                          "postfix/lmtp",
                                          "postfix/local",
                                          "postfix/master",
                                          "postfix/pickup",
                                          "postfix/pipe",
                                          "postfix/postdrop",
                                          "postfix/postfix-script",
                                          "postfix/postqueue",
                                          "postfix/postscreen",
                                          "postfix/postsuper",
                                          "postfix/proxymap",
                                          "postfix/qmgr",
                                          "postfix/scache",
                                          "postfix/sendmail",
                                          "postfix/showq",
                                          "postfix/smtp",
                                          "postfix/smtpd",
                                          "postfix/smtps/smtpd",
                                          "postfix/submission/smtpd",
                                          "postfix/submissions/smtpd",
                                          "postfix/tlsmgr",
                                          "postfix/tlsproxy",
                                          "postfix/trace",
                                          "postfix/trivial-rewrite",
                                          "postfix/verify",
                                          "postfix/virtual",
                                          "amavis",
                                          "clamav-milter",
                                          "dovecot",
                                          "opendkim",
                                          "opendmarc",
                                          "policyd-spf",
                                          "postgrey",
                                          "postsrsd",
                                          "rspamd",
                                          "saslauthd",
                                          "spamd"};

// Instances and services of names of their own: "postfix-out/smtp".
int AddPostfixNames(const JournalLibrary& calls, sd_journal* journal,
                    std::set<std::string>* names) {
  const int result = calls.query_unique(journal, "SYSLOG_IDENTIFIER");
  if (result < 0) return result;
  const void* data = nullptr;
  std::size_t size = 0;
  while (calls.enumerate_unique(journal, &data, &size) > 0) {
    const std::string_view field(static_cast<const char*>(data), size);
    constexpr std::string_view kBegin = "SYSLOG_IDENTIFIER=postfix";
    if (StartsWith(field, kBegin)) names->emplace(field);
  }
  return 0;
}

}  // namespace

int MatchMail(const JournalLibrary& calls, sd_journal* journal) {
  std::set<std::string> names;
  for (const std::string_view program : kPrograms) {
    names.insert("SYSLOG_IDENTIFIER=" + std::string(program));
  }
  int result = AddPostfixNames(calls, journal, &names);
  if (result < 0) return result;
  result = calls.add_match(journal, kMailFacility.data(), kMailFacility.size());
  if (result >= 0) result = calls.add_disjunction(journal);
  for (const std::string& name : names) {
    if (result >= 0) {
      result = calls.add_match(journal, name.data(), name.size());
    }
  }
  return result;
}

}  // namespace mailwhy::source
