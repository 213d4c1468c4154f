#include "query/match.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/text.h"

namespace mailwhy::query {
namespace {

constexpr std::string_view kSystemAccount = "system_account_sender";

bool Fits(std::string_view address, const std::string& pattern) {
  return pattern.empty() || AddressMatches(address, pattern);
}

bool FitsSender(const std::optional<std::string>& sender,
                const std::string& pattern) {
  if (pattern.empty()) return true;
  return sender.has_value() && AddressMatches(*sender, pattern);
}

bool FitsLogin(const std::string& login, const std::string& pattern) {
  return !login.empty() && AddressMatches(login, pattern);
}

// Either side may hold it: `why ADDRESS`.
std::optional<Matched> MatchEither(const std::string& pattern,
                                   const std::optional<std::string>& sender,
                                   const std::string& login,
                                   const std::string& recipient,
                                   const std::string& orig_to) {
  if (FitsSender(sender, pattern) || Fits(recipient, pattern)) {
    return Matched::kExact;
  }
  if (!orig_to.empty() && Fits(orig_to, pattern)) {
    return Matched::kRecipientRewritten;
  }
  if (FitsLogin(login, pattern)) return Matched::kSenderLogin;
  return std::nullopt;
}

bool FitsState(const std::string& wanted, const Mail& mail,
               const Delivery& delivery) {
  return wanted.empty() || EqualsIgnoringCase(wanted, StateName(mail.state)) ||
         EqualsIgnoringCase(wanted, StateName(delivery.state));
}

bool Says(const Verdict& verdict, const std::string& cause) {
  return verdict.cause == cause ||
         std::find(verdict.also.begin(), verdict.also.end(), cause) !=
             verdict.also.end();
}

bool FitsCause(const std::string& wanted, const Delivery& delivery) {
  if (wanted.empty() || Says(delivery.verdict, wanted)) return true;
  return std::any_of(
      delivery.attempts.begin(), delivery.attempts.end(),
      [&](const Attempt& attempt) { return attempt.cause == wanted; });
}

std::optional<Matched> MatchAddresses(const Question& question,
                                      const Mail& mail,
                                      const Delivery& delivery) {
  if (!question.address.empty()) {
    return MatchEither(question.address, mail.sender, mail.sasl_username,
                       delivery.recipient, delivery.orig_to);
  }
  const bool recipient = Fits(delivery.recipient, question.to);
  const bool original =
      !delivery.orig_to.empty() && Fits(delivery.orig_to, question.to);
  if (!recipient && !original) return std::nullopt;
  if (!FitsSender(mail.sender, question.from)) {
    if (FitsLogin(mail.sasl_username, question.from)) {
      return Matched::kSenderLogin;
    }
    if (!question.to.empty() && MayBeMeant(question, mail, delivery)) {
      return Matched::kSenderDiffers;
    }
    return std::nullopt;
  }
  return recipient ? Matched::kExact : Matched::kRecipientRewritten;
}

bool IsLoopback(const std::string& ip) {
  return StartsWith(ip, "127.") || ip == "::1" ||
         EqualsIgnoringCase(ip, "ipv6:::1");
}

// "SRS0=ab=cd=example.com=tu@..." and "list+tu=example.com@..." hold the asked
// "tu@example.com" in other shapes.
bool HoldsRewritten(std::string_view sender, std::string_view asked) {
  const std::string local = LowerAscii(LocalPart(asked));
  const std::string domain = DomainOf(asked);
  if (local.empty() || domain.empty()) return false;
  const std::string text = LowerAscii(sender);
  return text.find(domain + "=" + local) != std::string::npos ||
         text.find(local + "=" + domain) != std::string::npos;
}

bool SameHouse(std::string_view sender, std::string_view asked) {
  const std::string theirs = DomainOf(sender);
  const std::string ours = DomainOf(asked);
  if (theirs.empty() || ours.empty()) return false;
  return theirs == ours || EndsWith(theirs, "." + ours) ||
         EndsWith(ours, "." + theirs);
}

}  // namespace

bool SaysSystemAccount(const Verdict& verdict) {
  return Says(verdict, std::string(kSystemAccount));
}

bool MayBeMeant(const Question& question, const Mail& mail,
                const Delivery& delivery) {
  if (mail.origin == "pickup" || IsLoopback(mail.client.ip)) return true;
  if (SaysSystemAccount(delivery.verdict)) return true;
  if (!mail.sender || mail.sender->empty()) return false;
  const std::string& asked = question.from;
  return SameHouse(*mail.sender, asked) ||
         HoldsRewritten(*mail.sender, asked) ||
         EqualsIgnoringCase(LocalPart(*mail.sender), LocalPart(asked));
}

std::optional<Matched> MatchDelivery(const Question& question, const Mail& mail,
                                     const Delivery& delivery) {
  if (!FitsState(question.status, mail, delivery)) return std::nullopt;
  if (!FitsCause(question.cause, delivery)) return std::nullopt;
  return MatchAddresses(question, mail, delivery);
}

std::optional<Matched> MatchMail(const Question& question, const Mail& mail) {
  if (!question.to.empty() || !question.cause.empty()) return std::nullopt;
  return MatchAddresses(question, mail, Delivery{});
}

std::optional<Matched> MatchReject(const Question& question,
                                   const Reject& reject) {
  if (!question.cause.empty() && !Says(reject.verdict, question.cause)) {
    return std::nullopt;
  }
  Mail as_mail;
  as_mail.sender = reject.sender;
  as_mail.sasl_username = reject.sasl_username;
  as_mail.client = reject.client;
  Delivery as_delivery;
  as_delivery.recipient = reject.recipient;
  as_delivery.verdict = reject.verdict;
  return MatchAddresses(question, as_mail, as_delivery);
}

std::optional<Matched> MatchSession(const Question& question,
                                    const Session& session) {
  if (!question.cause.empty() && !Says(session.verdict, question.cause)) {
    return std::nullopt;
  }
  const std::string& who =
      question.address.empty() ? question.from : question.address;
  if (who.empty()) return Matched::kExact;  // the store compared user, client
  const std::string& user = session.sasl_username;
  // Many servers take the local part alone as the login.
  const bool same = FitsLogin(user, who) ||
                    (!user.empty() && EqualsIgnoringCase(user, LocalPart(who)));
  if (same) return Matched::kSenderLogin;
  return std::nullopt;
}

Verdict WithSystemAccount(Verdict verdict) {
  if (!SaysSystemAccount(verdict)) {
    verdict.also.insert(verdict.also.begin(), std::string(kSystemAccount));
  }
  return verdict;
}

Verdict JudgedFor(const Question& question, const Mail& mail,
                  const Verdict& verdict) {
  const bool another =
      !question.from.empty() && !FitsSender(mail.sender, question.from);
  if (!another || verdict.cause == kSystemAccount) return verdict;
  const auto place =
      std::find(verdict.also.begin(), verdict.also.end(), kSystemAccount);
  if (place == verdict.also.end()) return verdict;
  Verdict swapped = verdict;
  swapped.cause = kSystemAccount;
  swapped.certainty = Certainty::kCertain;
  swapped.also.erase(std::remove(swapped.also.begin(), swapped.also.end(),
                                 std::string(kSystemAccount)),
                     swapped.also.end());
  if (!verdict.cause.empty()) {
    swapped.also.insert(swapped.also.begin(), verdict.cause);
  }
  return swapped;
}

}  // namespace mailwhy::query
