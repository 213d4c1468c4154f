#include "parse/talk.h"

#include <array>

#include "parse/cursor.h"

namespace mailwhy::parse {
namespace {

// Postfix util/, global/, master/.
constexpr std::array<std::string_view, 13> kTalk = {
    "table ",
    "using backwards-compatible default setting",
    "statistics: ",
    "watchdog",
    "cache ",
    "disabling connection caching",
    "idle timeout",
    "premature end-of-input",
    "discarding EHLO keywords",
    "SASL authentication info: ",
    "SASL authentication debug: ",
    "SASL authentication trace: ",
    "SASL authentication pass: "};

// Of daemons that run with -v.
constexpr std::array<std::string_view, 14> kDebugTalk = {
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
    "master disconnect",
    "process generation",
    "fsspace: ",
    "fd="};

// "smtpd_check_addr: ...", "unknown_address_tempfail_action = ...".
bool NamesAFunction(std::string_view text) {
  const std::string_view word =
      Cursor(text).TakeWhile([](char c) { return IsAlnum(c) || c == '_'; });
  if (word.find('_') == kNowhere) return false;
  const std::string_view after = text.substr(word.size());
  return after.starts_with(": ") || after.starts_with(" = ");
}

}  // namespace

bool IsTalk(std::string_view text) {
  return BeginsWithOne(text, kTalk) || BeginsWithOne(text, kDebugTalk) ||
         NamesAFunction(text) || text.ends_with(" stream disconnect") ||
         text.find(": wanted attribute: ") != kNowhere;
}

}  // namespace mailwhy::parse
