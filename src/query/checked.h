// Which line of a message a header or body check of ours matched. why.cc calls
// it.
#pragma once

#include <string>
#include <vector>

#include "model/mail.h"

namespace mailwhy::query {

// "header Subject: Cheap watches", out of the line that cleanup(8) wrote of
// this action; "" where it was no such check. The store keeps what the check
// answered, not what it matched: that stands in the evidence alone.
std::string CheckedLine(const Reject& reject,
                        const std::vector<std::string>& evidence);

}  // namespace mailwhy::query
