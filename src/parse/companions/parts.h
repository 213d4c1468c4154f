// What several companions' shapes share: how they write addresses, IDs and
// severities.
#pragma once

#include <string_view>

#include "model/event.h"

namespace mailwhy::parse {

// Behind the first `mark`; "" where there is none.
std::string_view Behind(std::string_view text, std::string_view mark);
// Between the first `open` and the first `close` behind it; "" where one of
// them is missing.
std::string_view Between(std::string_view text, std::string_view open,
                         std::string_view close);

// "::ffff:192.0.2.5", "192.0.2.5/32", "[192.0.2.5]": the bare address; "" for
// what cannot be one.
std::string_view BareIp(std::string_view text);

// Dovecot's "Error: ", "Info: " and such, off the beginning. Returns the word.
std::string_view TakeDovecotSeverity(std::string_view* text);

// "SENDER> -> <RECIPIENT" and such: bounds that hold for what is written in
// angle brackets at the beginning of *text.
std::string_view TakeBracketed(std::string_view* text);

void SetSender(std::string_view sender, Event& event);
// Only what can be one.
void SetQueueId(std::string_view id, Event& event);

}  // namespace mailwhy::parse
