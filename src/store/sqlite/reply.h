// Replies, taken apart: what the same reply says to everybody (a template,
// which stands once in the dictionary) and what is peculiar to this one.
//
//   550 5.1.1 <taro@example.com>: user unknown   ->  550 5.1.1 <\2>: user
//   unknown 250 2.0.0 OK 1670233092 x12-2002 - gsmtp     ->  250 2.0.0 OK \1 -
//   gsmtp
//                                                    and "1670233092 x12-2002"
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace mailwhy::store::sqlite {

// What stands in the same row as the reply. Order: the markers 2, 3 ...
struct Known {
  std::string_view recipient, ip, name, remote_queue_id, sender, helo;
};

struct Reply {
  std::string text;    // the template
  std::string detail;  // stands for the marker 1; "" if there is none
};

// With `cut`, also what looks peculiar (long numbers, IDs) becomes the detail.
Reply TakeApart(std::string_view reply, const Known& known, bool cut = true);
std::string PutTogether(std::string_view text, std::string_view detail,
                        const Known& known);

}  // namespace mailwhy::store::sqlite
