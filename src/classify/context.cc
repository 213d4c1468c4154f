// What decides beside the words: the other keys of [match].
#include <algorithm>

#include "base/text.h"
#include "classify/engine.h"

namespace mailwhy::classify {
namespace {

using Words = std::vector<std::string>;

bool In(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// A key that is not given holds, and so does one that text alone cannot tell.
bool Fits(const Words& words, std::string_view value, const Failure& failure) {
  if (words.empty() || In(words, value)) return true;
  return value.empty() && failure.of == Failure::Of::kText;
}

std::string LoginOf(std::string_view address) {
  return LowerAscii(LocalPart(address));
}

// What expired was deferred until then, and is returned: its words are those of
// the last deferral.
bool FitsStatus(const Match& match, const Failure& failure,
                const Facts& facts) {
  if (Fits(match.status, facts.status, failure)) return true;
  return facts.status == "expired" &&
         (In(match.status, "deferred") || In(match.status, "bounced"));
}

// Reply codes by their first digits; "" is text without a code.
bool FitsCode(const Match& match, const Facts& facts) {
  const std::string& code = facts.reply.code;
  return match.code.empty() ||
         std::any_of(match.code.begin(), match.code.end(),
                     [&](const std::string& begin) {
                       return begin.empty() ? code.empty()
                                            : StartsWith(code, begin);
                     });
}

// Does not hold for text that cannot tell: nearly all that people paste are a
// server's words.
bool FitsAgent(const Match& match, const Failure& failure, const Facts& facts) {
  return match.agent.empty() || In(match.agent, failure.agent) ||
         In(match.agent, facts.agent);
}

// Nor do these.
bool FitsService(const Match& match, const Failure& failure) {
  std::string_view service = failure.service;
  if (service.empty() && failure.agent == "smtpd") service = "smtp";
  if (!match.service.empty() && !In(match.service, service)) return false;
  return !match.logged_in || *match.logged_in != failure.sasl_username.empty();
}

bool FitsSaidBy(const Match& match, const Facts& facts) {
  return match.said_by.empty() || facts.said_by.empty() ||
         match.said_by == facts.said_by;
}

// "null", "system_account", "other"; "" where the sender is not known. A mail
// from pickup whose qmgr line is missing has the login name alone.
std::string_view SenderKind(const Failure& failure, const RuleBook& book) {
  if (!failure.sender) {
    const std::string login = LoginOf(failure.origin_user);
    return book.IsSystemAccount(login) ? "system_account" : "";
  }
  if (failure.sender->empty()) return "null";
  return book.IsSystemAccount(LoginOf(*failure.sender)) ? "system_account"
                                                        : "other";
}

bool FitsOrigin(const Match& match, const Failure& failure,
                const RuleBook& book) {
  if (!match.origin.empty() && !In(match.origin, failure.origin)) return false;
  if (!match.origin_user.empty() &&
      !In(match.origin_user, LoginOf(failure.origin_user))) {
    return false;
  }
  return match.sender_kind.empty() ||
         In(match.sender_kind, SenderKind(failure, book));
}

// "5.1.1" against "X.1.1", "5.7.X": how many parts agree literally, or -1.
int DsnFit(std::string_view pattern, std::string_view dsn) {
  const auto wanted = Split(pattern, '.');
  const auto given = Split(dsn, '.');
  if (wanted.size() != 3 || given.size() != 3) return -1;
  int literal = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    if (wanted[i] == "X" || wanted[i] == "x") continue;
    if (wanted[i] != given[i]) return -1;
    ++literal;
  }
  return literal;
}

// The reply's own enhanced code, else the one that Postfix logged. X.0.0 says
// nothing: Postfix makes it up where a server sends none.
std::string_view TellingDsn(const Failure& failure, const Facts& facts) {
  const std::string& dsn =
      facts.reply.dsn.empty() ? failure.dsn : facts.reply.dsn;
  return EndsWith(dsn, ".0.0") ? std::string_view() : std::string_view(dsn);
}

// Enhanced codes that mean one thing, whatever the words beside them.
bool FitsDsn(const Match& match, const Failure& failure, const Facts& facts) {
  if (match.dsn.empty()) return true;
  const std::string_view dsn = TellingDsn(failure, facts);
  return std::any_of(
      match.dsn.begin(), match.dsn.end(),
      [&](const std::string& pattern) { return DsnFit(pattern, dsn) >= 0; });
}

}  // namespace

bool ContextHolds(const Match& match, const Failure& failure,
                  const Facts& facts, const RuleBook& book) {
  if (!FitsStatus(match, failure, facts)) return false;
  if (!FitsCode(match, facts)) return false;
  if (!FitsDsn(match, failure, facts)) return false;
  if (!FitsAgent(match, failure, facts)) return false;
  if (!Fits(match.stage, facts.stage, failure)) return false;
  if (!match.kind.empty() && !In(match.kind, failure.kind)) return false;
  if (!FitsService(match, failure)) return false;
  if (!FitsSaidBy(match, facts)) return false;
  if (match.relay_local && *match.relay_local != IsLocal(facts.relay)) {
    return false;
  }
  return FitsOrigin(match, failure, book);
}

int BestHint(const RuleBook& book, const Failure& failure, const Facts& facts) {
  const std::string_view dsn = TellingDsn(failure, facts);
  int best = -1, best_fit = 0;
  for (std::size_t i = 0; i < book.rules().size(); ++i) {
    const Hint& hint = book.rules()[i].hint;
    int fit = In(hint.code, facts.reply.code) ? 1 : 0;
    // An enhanced code says more than a reply code.
    for (const std::string& pattern : hint.dsn) {
      fit = std::max(fit, DsnFit(pattern, dsn) + 1);
    }
    if (fit <= best_fit) continue;
    best_fit = fit;
    best = static_cast<int>(i);
  }
  return best;
}

}  // namespace mailwhy::classify
