// What in an answer is not as it was asked for: another sender, another time.
// Called by headline.cc.
#include "base/text.h"
#include "report/format.h"
#include "report/phrases.h"
#include "report/words.h"

namespace mailwhy::report {
namespace {

std::string SenderDiffers(const Phrasing& phrasing, const Answer& answer,
                          const std::string& rest) {
  const Words& words = WordsOf(phrasing.language);
  std::string sender, way, recipient = phrasing.answers.question.to;
  if (answer.mail) {
    sender = SenderText(*answer.mail);
    way = WayIn(*answer.mail, phrasing.language);
  } else if (answer.reject) {
    sender = answer.reject->sender.value_or("?");
    way = Fill(words.by_client,
               {{"client", Name(PeerText(answer.reject->client))}});
  }
  if (const Delivery* first = answer.FirstDelivery()) {
    recipient = first->recipient;
  }
  return Fill(answer.mail ? words.sender_differs : words.sender_differs_tried,
              {{"asked", Name(phrasing.answers.question.from)},
               {"recipient", Name(recipient)},
               {"sender", Name(sender)},
               {"how", way},
               {"rest", rest}});
}

bool InWindow(const Question& question, Micros at) {
  return at >= question.window_begin() && at < question.window_end();
}

bool TriedInWindow(const Question& question, const Mail& mail) {
  for (const Delivery& delivery : mail.deliveries) {
    for (const Attempt& attempt : delivery.attempts) {
      if (InWindow(question, attempt.at.at)) return true;
    }
  }
  return false;
}

// cleanup may refuse a mail before qmgr says whose it is.
bool FitsSender(const Question& question, const Answer& answer) {
  const Mail& mail = *answer.mail;
  const bool untold = !mail.sender && answer.reject;
  const auto& sender = untold ? answer.reject->sender : mail.sender;
  return question.from.empty() ||
         (sender && AddressMatches(*sender, question.from)) ||
         (!mail.sasl_username.empty() &&
          AddressMatches(mail.sasl_username, question.from));
}

bool FitsRecipient(const Question& question, const Answer& answer) {
  if (question.to.empty()) return true;
  const Delivery* delivery = answer.FirstDelivery();
  if (delivery == nullptr) {
    return answer.reject && !answer.reject->recipient.empty() &&
           AddressMatches(answer.reject->recipient, question.to);
  }
  return AddressMatches(delivery->recipient, question.to) ||
         (!delivery->orig_to.empty() &&
          AddressMatches(delivery->orig_to, question.to));
}

// What of the question the mail does not fit.
const char* PhraseOfNearby(const Question& question, const Answer& answer,
                           const Words& words) {
  const Mail& mail = *answer.mail;
  if (!FitsSender(question, answer)) return words.nearby_sender;
  if (!FitsRecipient(question, answer)) return words.nearby_recipient;
  return TriedInWindow(question, mail) ? words.nearby_attempt
                                       : words.nearby_time;
}

std::string Nearby(const Phrasing& phrasing, const Answer& answer,
                   const std::string& rest) {
  const Words& words = WordsOf(phrasing.language);
  if (answer.mail) {
    return Fill(PhraseOfNearby(phrasing.answers.question, answer, words),
                {{"arrival", TimeText(answer.mail->arrival, phrasing.zone)},
                 {"rest", rest}});
  }
  const Timestamp at = answer.reject    ? answer.reject->at
                       : answer.session ? answer.session->at
                                        : Timestamp{};
  return Fill(words.nearby_refusal,
              {{"time", TimeText(at, phrasing.zone)}, {"rest", rest}});
}

std::string SenderLogin(const Answer& answer, const Words& words,
                        const std::string& rest) {
  if (!answer.mail) return rest;
  return Fill(words.sender_login, {{"rest", rest},
                                   {"user", Name(answer.mail->sasl_username)},
                                   {"sender", Name(SenderText(*answer.mail))}});
}

std::string Rewritten(const Answer& answer, const Words& words,
                      const std::string& rest) {
  const Delivery* first = answer.FirstDelivery();
  if (first == nullptr) return rest;
  return Fill(words.rewritten, {{"rest", rest},
                                {"asked", Name(first->orig_to)},
                                {"recipient", Name(first->recipient)}});
}

}  // namespace

std::string Fitted(const Phrasing& phrasing, const Answer& answer,
                   const std::string& rest) {
  const Words& words = WordsOf(phrasing.language);
  switch (answer.matched) {
    case Matched::kExact:
      return rest;
    case Matched::kRecipientRewritten:
      return Rewritten(answer, words, rest);
    case Matched::kSenderLogin:
      return SenderLogin(answer, words, rest);
    case Matched::kSenderDiffers:
      return SenderDiffers(phrasing, answer, rest);
    case Matched::kNearby:
      return Nearby(phrasing, answer, rest);
  }
  return rest;
}

}  // namespace mailwhy::report
