// A Reject as bytes of what the grouper remembers, all but its verdict.
// ahead.cc and repeats.cc call it.
#pragma once

#include "group/pack.h"
#include "model/mail.h"

namespace mailwhy::group {

void PackReject(Packer& packer, const Reject& reject);
Reject UnpackReject(Unpacker& unpacker);

}  // namespace mailwhy::group
