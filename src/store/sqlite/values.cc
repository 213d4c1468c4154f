#include "store/sqlite/values.h"

#include <cmath>

namespace mailwhy::store::sqlite {
namespace {

constexpr double kHundredths = 100.0;
constexpr double kLargestExact = 1e12;

}  // namespace

void BindDelay(Statement& statement, int at, double seconds) {
  if (!(seconds >= 0)) {
    statement.Null(at);
    return;
  }
  if (seconds < kLargestExact) {
    const auto hundredths = std::llround(seconds * kHundredths);
    if (static_cast<double>(hundredths) / kHundredths == seconds) {
      statement.Number(at, hundredths);
      return;
    }
  }
  statement.Real(at, seconds);
}

double ReadDelay(const Statement& statement, int column) {
  if (statement.IsNull(column)) return -1;
  if (!statement.IsInteger(column)) return statement.GetReal(column);
  return static_cast<double>(statement.GetNumber(column)) / kHundredths;
}

std::int64_t StateAndFlags(const Mail& mail) {
  int value = static_cast<int>(mail.state);
  if (mail.start_missing) value |= kStartMissing;
  if (mail.held) value |= kHeld;
  if (mail.probe) value |= kProbe;
  if (!mail.links.empty()) value |= kHasLinks;
  if (!mail.was.empty()) value |= kHasWas;
  return value;
}

void ReadStateAndFlags(std::int64_t value, Mail& mail) {
  mail.state = ReadState(value & kStateMask);
  mail.start_missing = (value & kStartMissing) != 0;
  mail.held = (value & kHeld) != 0;
  mail.probe = (value & kProbe) != 0;
}

State ReadState(std::int64_t value) {
  constexpr auto kLast = static_cast<std::int64_t>(State::kMixed);
  return value >= 0 && value <= kLast ? static_cast<State>(value)
                                      : State::kQueued;
}

}  // namespace mailwhy::store::sqlite
