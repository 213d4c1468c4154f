// The note on what the log covers, and what to do where no cause says it.
#include "report/format.h"
#include "report/phrases.h"
#include "report/words.h"
#include "report/writers.h"

namespace mailwhy::report {
namespace {

std::vector<Remedy> AfterDelivery(const Answer& answer, const Words& words) {
  const Delivery* end = answer.EndDelivery();
  if (end == nullptr || end->last() == nullptr) return {};
  const Peer& peer = end->last()->relay;
  const std::string relay = PeerText(peer);
  if (EndsInside(answer)) {
    return {{"our_admin",
             Fill(words.next_inside,
                  {{"relay", relay}, {"id", end->remote_queue_id}}),
             ""}};
  }
  std::vector<Remedy> next = {{"recipient", words.next_spam_folder, ""}};
  if (peer.ip.empty() && peer.port.empty()) {
    next.push_back(
        {"our_admin",
         Fill(words.next_delivered_here, {{"recipient", end->recipient}}), ""});
  } else if (end->remote_queue_id.empty()) {
    next.push_back(
        {"our_admin", Fill(words.next_delivered, {{"relay", relay}}), ""});
  } else {
    next.push_back({"our_admin",
                    Fill(words.next_delivered_id,
                         {{"relay", relay}, {"id", end->remote_queue_id}}),
                    ""});
  }
  return next;
}

// A refusal at the greeting is of our address, whoever the sender was.
bool RefusedUnseen(const Answer& answer) {
  const Delivery* end = answer.EndDelivery();
  if (answer.judged.cause != "system_account_sender" || answer.also.empty() ||
      end == nullptr || end->last() == nullptr) {
    return false;
  }
  return end->last()->response.find("refused to talk to me") !=
         std::string::npos;
}

Remedy LoadTheLog(Covered covered, const Words& words) {
  if (covered == Covered::kBefore) {
    return {"our_admin", words.next_load_older, "mailwhy load /var/log"};
  }
  if (covered == Covered::kAfter) {
    return {"our_admin", words.next_load_newer, "mailwhy load /var/log"};
  }
  return {"our_admin", words.next_load_any, "mailwhy load /var/log"};
}

std::vector<Remedy> WhereNothingIs(const Phrasing& phrasing) {
  const Words& words = WordsOf(phrasing.language);
  const Covered covered = phrasing.answers.searched.covered;
  const bool beyond = covered == Covered::kBefore ||
                      covered == Covered::kAfter || covered == Covered::kEmpty;
  std::vector<Remedy> next;
  if (beyond) next.push_back(LoadTheLog(covered, words));
  if (covered == Covered::kEmpty) return next;
  const Question& question = phrasing.answers.question;
  if (!question.from.empty() && !question.to.empty()) {
    next.push_back({"our_admin", words.next_other_address, ""});
  }
  next.push_back({"our_admin", words.next_reach, ""});
  next.push_back({"sender", words.next_reach_port, ""});
  next.push_back({"our_admin", words.next_other_host, ""});
  return next;
}

std::vector<Remedy> OnHold(const Answer& answer, const Words& words) {
  const std::string id = answer.mail ? answer.EndMail()->queue_id : "";
  return {{"our_admin", words.next_held,
           SafeInCommand(id) ? "postsuper -H " + id : ""}};
}

const char* AskedWhere(Covered covered, const Words& words) {
  switch (covered) {
    case Covered::kBefore:
      return words.asked_before;
    case Covered::kAfter:
      return words.asked_after;
    case Covered::kPartly:
      return words.asked_partly;
    default:
      return "";
  }
}

// Where the envelope sender may not be what the asker means.
bool SenderMatters(const Answers& answers) {
  if (answers.question.from.empty() || answers.answers.empty()) return false;
  const Answer& first = answers.answers.front();
  return first.verdict == "never_arrived" ||
         first.matched == Matched::kSenderDiffers ||
         first.matched == Matched::kSenderLogin;
}

void AddSentence(std::string& text, std::string_view sentence,
                 Language language) {
  if (sentence.empty()) return;
  if (!text.empty() && language == Language::kEnglish) text += ' ';
  text += sentence;
}

}  // namespace

std::string CoverageNote(const Phrasing& phrasing) {
  const Words& words = WordsOf(phrasing.language);
  const Searched& searched = phrasing.answers.searched;
  if (!searched.since || !searched.until) return words.covers_nothing;
  std::string note =
      Fill(words.covers, {{"since", TimeText(*searched.since, phrasing.zone)},
                          {"until", TimeText(*searched.until, phrasing.zone)},
                          {"mails", std::to_string(searched.mails)}});
  AddSentence(note, AskedWhere(searched.covered, words), phrasing.language);
  if (SenderMatters(phrasing.answers)) {
    AddSentence(note, words.envelope_only, phrasing.language);
  }
  return note;
}

std::vector<Remedy> WhatNext(const Phrasing& phrasing, const Answer& answer) {
  const Words& words = WordsOf(phrasing.language);
  const bool told = answer.cause && !answer.cause->remedies.empty();
  if (answer.verdict == "delivered") return AfterDelivery(answer, words);
  if (answer.verdict == "held") return OnHold(answer, words);
  if (answer.verdict == "queued") {
    return {{"our_admin", words.next_queued, "postqueue -p"}};
  }
  if (answer.verdict == "never_arrived" && !told) {
    return WhereNothingIs(phrasing);
  }
  if (RefusedUnseen(answer)) return {{"our_admin", words.next_both, ""}};
  if (answer.verdict == "deferred" && !told) {
    return {{"sender", words.next_wait, ""}};
  }
  return {};
}

void WordAnswers(Answers& answers, Language language, const Zone* zone) {
  const Phrasing phrasing{answers, language, zone};
  for (Answer& answer : answers.answers) {
    answer.headline = Headline(phrasing, answer);
    answer.next = WhatNext(phrasing, answer);
  }
  answers.searched.note = CoverageNote(phrasing);
}

}  // namespace mailwhy::report
