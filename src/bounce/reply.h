// What a mail server's prose says of one refusal, brought into the form in
// which Postfix would log it. prose.cc and read.cc call it.
#pragma once

#include <string>
#include <string_view>

#include "model/mail.h"

namespace mailwhy::bounce {

struct Refusal {
  std::string said;   // "550 5.1.1 ...", or the words as they stand
  std::string stage;  // INTERFACE's word, or ""
  Peer peer;          // who said it, where the words tell
  bool has_code = false;
  bool as_logged = false;  // "host X said: ...", which names peer and stage
};

// `words` is one paragraph: "host mx.example.net [192.0.2.1]: 550 ...",
// "Remote Server returned '550 5.1.1 ...'", "(reason: 550 ...)".
Refusal ReadRefusal(std::string_view words);

// Where a reply begins: "550 5.1.1 ...", "#550 ..."; npos where there is none.
std::size_t FindReply(std::string_view words);
// The same, at the very beginning.
bool BeginsWithReply(std::string_view words);

}  // namespace mailwhy::bounce
