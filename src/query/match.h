// How well a mail, reject or session fits the question: INTERFACE "Rank of
// answers", the first criterion. search.cc calls it for whatever the store
// hands out, since the store tells that a mail fits, not which delivery and
// why.
#pragma once

#include <optional>

#include "model/answer.h"
#include "model/mail.h"
#include "model/question.h"

namespace mailwhy::query {

// Nothing: does not fit. Times are not looked at.
std::optional<Matched> MatchDelivery(const Question& question, const Mail& mail,
                                     const Delivery& delivery);
// A mail without any delivery (yet): fits only where no recipient is asked for.
std::optional<Matched> MatchMail(const Question& question, const Mail& mail);
std::optional<Matched> MatchReject(const Question& question,
                                   const Reject& reject);
std::optional<Matched> MatchSession(const Question& question,
                                    const Session& session);

// Whether a mail to the recipient asked for may be the one that is meant though
// its sender is another: submitted on this machine (an application that set no
// envelope sender), the same domain or local part, or the asked-for address
// inside a rewritten one (SRS, VERP).
bool MayBeMeant(const Question& question, const Mail& mail,
                const Delivery& delivery);

// "system_account_sender" is in the verdict.
bool SaysSystemAccount(const Verdict& verdict);

// The verdict that the answer is to show: system_account_sender before all else
// where the question names another sender than the mail has.
Verdict JudgedFor(const Question& question, const Mail& mail,
                  const Verdict& verdict);

// system_account_sender beside what the verdict says.
Verdict WithSystemAccount(Verdict verdict);

}  // namespace mailwhy::query
