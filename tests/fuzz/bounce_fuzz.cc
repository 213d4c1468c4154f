// bounce/: any file as a bounce message.
#include <algorithm>
#include <string>

#include "base/text.h"
#include "bounce/bounce.h"
#include "bounce/decode.h"
#include "bounce/fields.h"
#include "fuzz/target.h"

namespace mailwhy::fuzz {
namespace {

void CheckRecipient(const BouncedRecipient& recipient) {
  Require(recipient.recipient.size() <= 320, "an address is short");
  Require(recipient.said.size() <= 16, "what was said is bounded");
  for (const std::string& said : recipient.said) {
    Require(!said.empty(), "what was said is something");
    Require(said.size() <= 32 * 1024, "and no longer than a reply");
  }
  static const std::string kActions[] = {"",          "failed",  "delayed",
                                         "delivered", "relayed", "expanded"};
  Require(std::find(std::begin(kActions), std::end(kActions),
                    recipient.action) != std::end(kActions),
          "an action is one of RFC 3464");
}

void CheckBounce(const Bounce& bounce) {
  const bool told = bounce.kind == Bounce::Kind::kFailure ||
                    bounce.kind == Bounce::Kind::kDelay;
  Require(!told || !bounce.recipients.empty(), "a failure is somebody's");
  Require(bounce.kind != Bounce::Kind::kOtherMail || bounce.recipients.empty(),
          "no bounce, no recipients");
  Require(bounce.recipients.size() <= bounce::kMostRecipients, "not too many");
  for (const BouncedRecipient& recipient : bounce.recipients) {
    CheckRecipient(recipient);
  }
}

void Run(std::string_view text) {
  const Bounce bounce = bounce::ReadBounce(text);
  CheckBounce(bounce);
  const Bounce again = bounce::ReadBounce(text);
  Require(again.kind == bounce.kind && again.recipients == bounce.recipients,
          "a message is read the same when it comes again");
  for (const char* charset : {"", "iso-2022-jp", "shift_jis", "windows-1252"}) {
    const std::string utf8 = bounce::ToUtf8(text, charset);
    RequireSame(ValidUtf8(utf8), utf8, "decoded text is UTF-8");
  }
  const std::string words = bounce::DecodeWords(text);
  RequireSame(ValidUtf8(words), words, "so are decoded headers");
}

}  // namespace
}  // namespace mailwhy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes,
                                      std::size_t size) {
  mailwhy::fuzz::Run(mailwhy::fuzz::TextOf(bytes, size));
  return 0;
}
