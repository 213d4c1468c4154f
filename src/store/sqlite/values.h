// Values that need a rule of their own between a struct and its columns.
#pragma once

#include "model/mail.h"
#include "store/sqlite/db.h"

namespace mailwhy::store::sqlite {

// Seconds as the log gives them: an integer of hundredths where that is exact,
// else a real of seconds. Negative (not given) is NULL.
void BindDelay(Statement& statement, int at, double seconds);
double ReadDelay(const Statement& statement, int column);

// The column mail.state: the state in the low four bits, then flags.
inline constexpr int kStateMask = 15;
inline constexpr int kStartMissing = 16;
inline constexpr int kHeld = 32;
inline constexpr int kProbe = 64;
inline constexpr int kHasLinks = 128;
inline constexpr int kHasWas = 256;

std::int64_t StateAndFlags(const Mail& mail);
void ReadStateAndFlags(std::int64_t value, Mail& mail);
State ReadState(std::int64_t value);

}  // namespace mailwhy::store::sqlite
