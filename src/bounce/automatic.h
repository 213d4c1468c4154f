// Whether a mail that tells of no failure is a program's answer. read.cc calls
// it.
#pragma once

#include "bounce/mime.h"

namespace mailwhy::bounce {

// RFC 3834, and what programs did before it: out of office and the like.
bool IsAutoReply(const Headers& headers);
// From a mail server, by the addresses and names that they use.
bool IsFromServer(const Headers& headers);

}  // namespace mailwhy::bounce
