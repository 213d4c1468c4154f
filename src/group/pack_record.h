// A Reject, a Session as bytes of what the grouper remembers, all but the
// verdict. ahead.cc, repeats.cc, unsaid.cc and logins.cc call it.
#pragma once

#include "group/pack.h"
#include "model/mail.h"

namespace mailwhy::group {

void PackReject(Packer& packer, const Reject& reject);
Reject UnpackReject(Unpacker& unpacker);

void PackSession(Packer& packer, const Session& session);
Session UnpackSession(Unpacker& unpacker);

}  // namespace mailwhy::group
