// What Dovecot's two files share: the process that a line is of.
#pragma once

#include <string_view>

#include "model/event.h"

namespace mailwhy::parse {

// "lmtp(1234, taro)" (2.2), "lmtp(taro)<1234><session>" (2.3), "imap-login".
struct DovecotProcess {
  std::string_view name, user, session;
};

// Takes it and the ": " behind it off the beginning.
bool TakeProcess(std::string_view* text, DovecotProcess* process);
// INTERFACE's word: imap, pop3, sieve, submission, lmtp, lda, auth.
std::string_view DovecotService(std::string_view process);

// "Login: user=<...>, method=PLAIN, rip=..."
LineKind ReadDovecotLogin(std::string_view text, Event& event);
// "pam(taro,192.0.2.5,<session>): unknown user"
LineKind ReadDovecotAuth(std::string_view text, const DovecotProcess& process,
                         Event& event);

}  // namespace mailwhy::parse
