// bounce/: a whole bounce message, as a user forwards it -> Bounce. Beside the
// way of a line: `explain --message` reads one, and has classify judge what it
// says.
#pragma once

#include <string_view>

#include "model/bounce.h"

namespace mailwhy::bounce {

// Any bytes: a mail as a file, with another one forwarded in or attached to it,
// quoted, encoded, or only a piece of its text. What is no bounce is told as
// such by its kind.
Bounce ReadBounce(std::string_view bytes);

}  // namespace mailwhy::bounce
