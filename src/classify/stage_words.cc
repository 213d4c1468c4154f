// The steps of an SMTP session as people are told of them: "closed it during
// the greeting".
#include "classify/placeholders.h"

namespace mailwhy::classify {
namespace {

constexpr Placeholder kStages[] = {
    {"connect", "the connection", "接続時"},
    {"greeting", "the greeting", "最初の挨拶"},
    {"helo", "HELO/EHLO", "HELO/EHLO"},
    {"starttls", "STARTTLS", "STARTTLS"},
    {"auth", "the login (AUTH)", "認証（AUTH）"},
    {"mail", "MAIL FROM", "MAIL FROM"},
    {"rcpt", "RCPT TO", "RCPT TO"},
    {"data", "DATA", "DATA"},
    {"body", "the message body", "本文の送信中"},
    {"end_of_data", "the end of the message (after the final dot)",
     "本文の送信完了後"},
};

}  // namespace

std::string_view StageInWords(std::string_view stage, Language language) {
  for (const Placeholder& each : kStages) {
    if (each.name != stage) continue;
    return language == Language::kJapanese ? each.ja : each.en;
  }
  return stage;
}

}  // namespace mailwhy::classify
