// Small pieces that every writer puts into its words: peers, times, clipped
// text of strangers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/time.h"
#include "model/answer.h"

namespace mailwhy::report {

// "mail.example.net[203.0.113.112]:25"; "" where nothing is known.
std::string PeerText(const Peer& peer);
// The sender, "<>" for the empty one, "?" where it is not known.
std::string SenderText(const Mail& mail);
// "2022-12-05 18:38:12", in the zone, or in the time's own offset without one.
std::string TimeText(const Timestamp& time, const Zone* zone);
// A stranger's name, clipped; "?" where it is empty.
std::string Name(std::string_view text);
// What several log lines said, in one: their breaks become " / ".
std::string OneLine(std::string_view text);
// At most `most` bytes, cut between characters, with an ellipsis.
std::string Clip(std::string_view text, std::size_t most);
// A moment that came without an offset, as this answer's times are shown.
Timestamp Shown(Micros at, const Answers& answers, const Zone* zone);
// The asked-for unit: "2022-12-05 18:38" for the whole minute.
std::string SpanText(const TimeSpan& span, const Answers& answers,
                     const Zone* zone);
// Letters, digits and a few harmless signs, not beginning with "-": may stand
// in a command that people paste into a shell.
bool SafeInCommand(std::string_view text);

}  // namespace mailwhy::report
