// The fields of message/delivery-status (RFC 3464), also where somebody pasted
// them into running text. read.cc calls it.
#pragma once

#include <string_view>

#include "model/bounce.h"

namespace mailwhy::bounce {

// Adds to `bounce` what the fields say. False where there are none of a
// recipient.
bool ReadFields(std::string_view text, Bounce& bounce);

// Many recipients of one mail are some hundreds; more is no honest bounce.
inline constexpr std::size_t kMostRecipients = 1000;

}  // namespace mailwhy::bounce
