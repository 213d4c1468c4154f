#include "parse/talk.h"

#include <algorithm>
#include <array>

#include "base/cursor.h"

namespace mailwhy::parse {
namespace {

// Postfix util/, global/, master/; the Cyrus SASL library.
constexpr auto kTalk = std::to_array<std::string_view>({
    "using backwards-compatible default setting",
    "statistics: ",
    "watchdog pat",
    "disabling connection caching",
    "idle timeout -- exiting",
    "premature end-of-input on ",
    "discarding EHLO keywords: ",
    "SASL authentication info: ",
    "SASL authentication debug: ",
    "SASL authentication trace: ",
    "SASL authentication pass: ",
    "ignoring DNS RR: ",
    "pausing to let file ",
});

// Of daemons that run with -v.
constexpr auto kDebugTalk = std::to_array<std::string_view>({
    "> ",
    "< ",
    ">>> ",
    "input attribute ",
    "send attr ",
    "connection established",
    "connection closed",
    "connect to subsystem ",
    "before input_transp",
    "after input_transp",
    "master disconnect -- ",
    "process generation: ",
    "time to retire -- ",
    "trying... [",
    "skipping event ",
});

// What the names of Postfix's functions and parameters begin with, which -v
// shows: "smtpd_check_addr: ...", "unknown_address_tempfail_action = ...".
constexpr auto kFamilies = std::to_array<std::string_view>(
    {"address_",   "alias_",     "anvil_",   "attr_",      "auto_",
     "been_",      "body_",      "bounce_",  "canonical_", "check_",
     "cleanup_",   "command_",   "data_",    "defer_",     "deliver_",
     "dict_",      "dns_",       "event_",   "fs_",        "generic_",
     "header_",    "inet_",      "local_",   "lookup_",    "mail_",
     "maps_",      "master_",    "match_",   "milter_",    "mynetworks_",
     "name_",      "permit_",    "psc_",     "qmgr_",      "rec_",
     "recipient_", "reject_",    "relay_",   "resolve_",   "rewrite_",
     "sasl_",      "send_",      "sender_",  "smtp_",      "smtpd_",
     "tls_",       "transport_", "unknown_", "user_",      "virtual_",
     "vstream_",   "xsasl_"});

bool NamesAFunction(std::string_view text) {
  if (!BeginsWithOne(text, kFamilies)) return false;
  const std::string_view word =
      Cursor(text).TakeWhile([](char c) { return IsAlnum(c) || c == '_'; });
  const std::string_view after = text.substr(word.size());
  return after.starts_with(": ") || after.starts_with(" = ");
}

// "table hash:/etc/aliases(0,lock) has changed -- restarting", "cache
// btree:/var/lib/postfix/verify_cache full cleanup: retained=1 dropped=0
// entries", "private/anvil stream disconnect".
bool HasWordsOfTalk(std::string_view text) {
  if (text.starts_with("table ")) {
    return text.find(" has changed -") != kNowhere;
  }
  if (text.starts_with("cache ")) {
    return text.find(" cleanup: retained=") != kNowhere;
  }
  return text.ends_with(" stream disconnect") || text.ends_with(" milters") ||
         text.find(": wanted attribute: ") != kNowhere ||
         text.find(" cache cleanup will start after ") != kNowhere ||
         text.ends_with(" (possible Berkeley DB bug)") ||
         text.ends_with("): worked around spurious NFS error");
}

// "fd=12: stream buffer size old=0 new=4096".
bool IsStreamTalk(std::string_view text) {
  return text.starts_with("fd=") &&
         text.find(": stream buffer size ") != kNowhere;
}

}  // namespace

bool IsTalk(std::string_view text) {
  return BeginsWithOne(text, kTalk) || HasWordsOfTalk(text) ||
         BeginsWithOne(text, kDebugTalk) || NamesAFunction(text) ||
         IsStreamTalk(text);
}

}  // namespace mailwhy::parse
