// How values stand in the columns: small, and the same on every machine.
// Readers of packed bytes trust nothing: a damaged store gives an empty value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/mail.h"
#include "model/progress.h"
#include "model/verdict.h"

namespace mailwhy::store::sqlite {

// The low half of StableHash of the lower-case text, as SQLite's signed number.
std::int64_t ShortHash(std::string_view text);

// Seven bits a byte, the low ones first.
void PutVarint(std::string& out, std::uint64_t value);
std::optional<std::uint64_t> TakeVarint(std::string_view& in);

// A mail's lines: differences between rising numbers.
std::string PackLines(const std::vector<LineRef>& lines);
std::vector<LineRef> UnpackLines(std::string_view packed);

// Seen lines, sorted: difference of seconds, four bytes of hash.
std::string PackSeen(const SeenLine* first, const SeenLine* last);
std::vector<SeenLine> UnpackSeen(std::int64_t first_second,
                                 std::string_view packed);

// The instant from which the times in a row of this id count.
inline Micros BaseOf(Id id) { return (id >> 29) * kSecond; }

// Everything of a verdict but its cause, as text that a person can read:
//   certain<TAB>also,also<TAB>key=value<TAB>key=value
// with %XX for what would be mistaken. "" for a verdict that says no more.
std::string WriteVerdict(const Verdict& verdict);
Verdict ReadVerdict(std::string_view cause, std::string_view rest);

}  // namespace mailwhy::store::sqlite
