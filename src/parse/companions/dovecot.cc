// Dovecot 1.x to 2.4, all of whose processes log as "dovecot": what the word
// before the first colon is decides. Logins are read in dovecot_login.cc.
#include "parse/companions/dovecot.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/cursor.h"
#include "parse/companions/companions.h"
#include "parse/companions/parts.h"
#include "parse/lexis.h"

namespace mailwhy::parse {
namespace {

constexpr bool IsProcessChar(char c) { return IsAlnum(c) || c == '-'; }

// "1234, taro", "taro", "1234": the user, if there is one.
std::string_view UserIn(std::string_view inside) {
  Cursor cursor(inside);
  cursor.TakeDigits();
  if (cursor.AtEnd()) return {};
  return cursor.Skip(", ") ? cursor.rest() : inside;
}

// What happened to the mail, by the first of these in its line. Pigeonhole
// 0.5.10 and later write the action first ("discard action: Discarded ...").
using Word = std::pair<std::string_view, std::string_view>;
constexpr std::array<Word, 17> kOutcomes = {
    Word{"save failed", "failed"},
    Word{"failed to store", "failed"},
    Word{"not performed", "failed"},
    Word{"iscarded duplicate", "answered"},
    Word{"iscarded vacation", "answered"},
    Word{"stored mail into ", "saved"},
    Word{"saved mail to ", "saved"},
    Word{"discarded", "discarded"},
    Word{"Discarded", "discarded"},
    Word{"forwarded to ", "forwarded"},
    Word{"redirected to ", "forwarded"},
    Word{"ejected message", "rejected"},
    Word{"rejected", "rejected"},
    Word{"vacation response", "answered"},
    Word{"notification", "answered"},
    Word{"uota exceeded", "failed"},
    Word{"failed", "failed"},
};

std::string_view OutcomeOf(std::string_view words) {
  for (const auto& [word, outcome] : kOutcomes) {
    if (words.find(word) != kNowhere) return outcome;
  }
  return {};
}

// "msgid=<a@b>: saved mail to INBOX", with "sieve: " or a session ID before it.
LineKind ReadDelivered(std::string_view text, const DovecotProcess& process,
                       Event& event) {
  const std::size_t at = text.find("msgid=");
  if (at == kNowhere) return LineKind::kCompanion;
  std::string_view rest = text.substr(at + 6);
  event.message_id = TakeBracketed(&rest);
  if (!rest.starts_with(": ")) {  // "msgid=: ...", "msgid=unspecified: ..."
    const std::size_t colon = rest.find(": ");
    if (colon == kNowhere) return LineKind::kCompanion;
    rest.remove_prefix(colon);
  }
  event.response = rest.substr(2);
  event.action = OutcomeOf(event.response);
  event.recipient = process.user;
  if (!process.session.empty()) AddExtra("session", process.session, event);
  return event.action.empty() ? LineKind::kCompanion : LineKind::kMailbox;
}

// "imap(taro): Error: user taro: Initialization failed: ...": after a good
// password, no mail all the same.
LineKind ReadUsers(std::string_view text, const DovecotProcess& process,
                   Event& event) {
  constexpr std::array<std::string_view, 3> kFatal = {
      "Initialization failed", "Invalid user settings",
      "Failed to initialize user"};
  const bool fatal =
      !process.user.empty() &&
      std::any_of(kFatal.begin(), kFatal.end(), [&](std::string_view words) {
        return text.find(words) != kNowhere;
      });
  if (!fatal) return LineKind::kCompanion;
  TakeDovecotSeverity(&text);
  event.sasl_username = process.user;
  event.response = text;
  return LineKind::kLoginReason;
}

bool IsDelivering(std::string_view name) {
  return name == "lmtp" || name == "lda" || name == "deliver" ||
         name == "dovecot-lda";
}

bool IsUsers(std::string_view name) {
  return name == "imap" || name == "pop3" || name == "IMAP" || name == "POP3" ||
         name == "managesieve" || name == "submission";
}

}  // namespace

bool TakeProcess(std::string_view* text, DovecotProcess* process) {
  Cursor cursor(*text);
  process->name = cursor.TakeWhile(IsProcessChar);
  if (process->name.empty()) return false;
  if (cursor.Skip('(')) {
    // A user's name may hold anything but what follows it.
    const std::string_view rest = cursor.rest();
    std::size_t end = rest.find(')');
    while (end != kNowhere && end + 1 < rest.size() && rest[end + 1] != ':' &&
           rest[end + 1] != '<') {
      end = rest.find(')', end + 1);
    }
    if (end == kNowhere) return false;
    process->user = UserIn(cursor.Take(end));
    cursor.Skip(')');
  }
  while (cursor.Skip('<')) {
    process->session = cursor.TakeUntil('>');
    if (!cursor.Skip('>')) return false;
  }
  if (!cursor.Skip(": ")) return false;
  *text = cursor.rest();
  return true;
}

std::string_view DovecotService(std::string_view process) {
  if (process.starts_with("managesieve")) return "sieve";
  if (process == "deliver" || process == "dovecot-lda") return "lda";
  if (process.starts_with("auth")) return "auth";
  return process.substr(0, process.find("-login"));
}

LineKind ReadDovecot(std::string_view text, Event& event) {
  DovecotProcess process;
  if (event.daemon != "dovecot") {  // "dovecot/imap-login: ..."
    process.name = event.daemon;
  } else if (!TakeProcess(&text, &process)) {
    return LineKind::kOtherProgram;
  }
  event.instance = "dovecot";
  event.daemon = process.name;
  event.service = DovecotService(process.name);
  if (process.name.ends_with("-login")) return ReadDovecotLogin(text, event);
  if (process.name == "auth" || process.name == "auth-worker") {
    return ReadDovecotAuth(text, process, event);
  }
  if (IsDelivering(process.name)) return ReadDelivered(text, process, event);
  if (IsUsers(process.name)) return ReadUsers(text, process, event);
  return LineKind::kCompanion;
}

}  // namespace mailwhy::parse
