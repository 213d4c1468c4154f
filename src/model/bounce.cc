#include "model/bounce.h"

namespace mailwhy {

const char* BounceKindName(Bounce::Kind kind) {
  switch (kind) {
    case Bounce::Kind::kFailure:
      return "failure";
    case Bounce::Kind::kDelay:
      return "delay";
    case Bounce::Kind::kReceipt:
      return "receipt";
    case Bounce::Kind::kAutoReply:
      return "auto_reply";
    case Bounce::Kind::kOtherMail:
      return "other";
  }
  return "";
}

}  // namespace mailwhy
