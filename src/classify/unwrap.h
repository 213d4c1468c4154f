// Unwrap: a failure's words without what Postfix wraps around them, so that a
// rule sees the same words whoever repeated them. First step of a judgement.
#pragma once

#include <string>
#include <string_view>

#include "model/mail.h"

namespace mailwhy::classify {

struct Reply {
  std::string words;  // what rules match: valid UTF-8, one line, bounded
  std::string code;   // reply code, "550", or ""
  std::string dsn;    // enhanced code of the reply itself, "5.7.1", or ""
  bool said_by_them = false;
  std::string stage;  // of INTERFACE: in reply to, while
  Peer peer;          // whom the words name as the other side
  // Of a pasted "NOQUEUE: reject: RCPT from CLIENT: ...", else "".
  std::string action;
  Peer client;
};

// Longer texts are cut: nobody says why after this many bytes.
inline constexpr std::size_t kLongestReply = 4096;

Reply Unwrap(std::string_view response);

// "NAME[IP]:PORT" as Postfix writes it, at the start of `text`.
Peer ReadPeer(std::string_view text);

// Loopback, or a socket of this machine.
bool IsLocal(const Peer& peer);

}  // namespace mailwhy::classify
