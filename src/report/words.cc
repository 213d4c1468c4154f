#include "report/words.h"

#include <array>

namespace mailwhy::report {
namespace {

struct Term {
  std::string_view word, english, japanese;
};

template <std::size_t N>
std::string Look(const std::array<Term, N>& terms, std::string_view word,
                 Language language) {
  for (const Term& term : terms) {
    if (term.word != word) continue;
    return std::string(language == Language::kJapanese ? term.japanese
                                                       : term.english);
  }
  return std::string(word);
}

constexpr std::array kSides = {
    Term{"our_server", "our server", "自サーバー側"},
    Term{"our_network", "our network", "自ネットワーク側"},
    Term{"our_dns", "our DNS", "こちらの DNS"},
    Term{"remote_server", "the other server", "相手サーバー側"},
    Term{"remote_dns", "the other side's DNS", "相手ドメインの DNS"},
    Term{"sender", "the sender", "送信者側"},
    Term{"recipient", "the recipient", "受信者側"},
    Term{"nobody", "nobody's: it passes by itself",
         "どちらでもない（待てば解消）"},
    Term{"unknown", "not known", "不明"},
};

constexpr std::array kWho = {
    Term{"sender", "Sender", "送信者"},
    Term{"recipient", "Recipient", "受信者"},
    Term{"our_admin", "Our administrator", "自サーバーの管理者"},
    Term{"their_admin", "Their administrator", "相手サーバーの管理者"},
    Term{"our_provider", "Our provider", "回線・サーバー事業者"},
};

constexpr std::array kStages = {
    Term{"connect", "connection", "接続時"},
    Term{"greeting", "the greeting", "最初の挨拶"},
    Term{"helo", "HELO", "HELO"},
    Term{"starttls", "STARTTLS", "STARTTLS"},
    Term{"auth", "AUTH", "AUTH"},
    Term{"mail", "MAIL FROM", "MAIL FROM"},
    Term{"rcpt", "RCPT TO", "RCPT TO"},
    Term{"data", "DATA", "DATA"},
    Term{"body", "the message body", "本文の送信中"},
    Term{"end_of_data", "the end of the message", "本文の受信後"},
    Term{"rset", "RSET", "RSET"},
    Term{"quit", "QUIT", "QUIT"},
    Term{"queue", "the queue", "キュー"},
    Term{"vrfy", "VRFY", "VRFY"},
    Term{"etrn", "ETRN", "ETRN"},
};

constexpr std::array kVerdicts = {
    Term{"delivered", "delivered", "配送済み"},
    Term{"deferred", "deferred", "再送待ち"},
    Term{"bounced", "returned to the sender", "返送"},
    Term{"expired", "given up", "期限切れ"},
    Term{"rejected", "rejected", "拒否"},
    Term{"discarded", "thrown away", "破棄"},
    Term{"held", "on hold", "保留（hold）"},
    Term{"queued", "in the queue", "キュー内"},
    Term{"mixed", "different by recipient", "宛先により異なる"},
    Term{"login_failed", "login refused", "ログイン失敗"},
    Term{"never_arrived", "not in the log", "ログになし"},
};

constexpr std::array kLinks = {
    Term{"bounce", "notification", "通知"},
    Term{"forward", "forwarded", "転送"},
    Term{"filter", "content filter", "コンテンツフィルター"},
    Term{"relay", "next server of ours", "自組織の次のサーバー"},
    Term{"resubmit", "put into the queue again", "再投入"},
};

constexpr std::array kPurposes = {
    Term{"smtp", " to send mail (SMTP)", "メール送信（SMTP）の"},
    Term{"smtps", " to send mail (SMTPS)", "メール送信（SMTPS）の"},
    Term{"submission", " to send mail (submission)",
         "メール送信（submission）の"},
    Term{"submissions", " to send mail (submissions)",
         "メール送信（submissions）の"},
    Term{"imap", " to fetch mail (IMAP)", "メール受信（IMAP）の"},
    Term{"imaps", " to fetch mail (IMAPS)", "メール受信（IMAPS）の"},
    Term{"pop3", " to fetch mail (POP3)", "メール受信（POP3）の"},
    Term{"pop3s", " to fetch mail (POP3S)", "メール受信（POP3S）の"},
    Term{"sieve", " to edit filter rules (Sieve)", "振り分け設定（Sieve）の"},
};

constexpr std::array kSessions = {
    Term{"login", "login", "ログイン"},
    Term{"login_failed", "login refused", "ログイン失敗"},
    Term{"lost_connection", "connection lost", "接続が途中で切断"},
    Term{"timeout", "timed out", "タイムアウト"},
    Term{"tls_failed", "no TLS connection", "TLS 接続に失敗"},
    Term{"too_many_errors", "cut off after too many errors",
         "エラーが多すぎるため切断"},
    Term{"dnsbl", "on a block list", "ブロックリストに該当"},
    Term{"pregreet", "talked before the greeting", "挨拶の前に送信"},
    Term{"protocol", "broke the protocol", "SMTP の手順に違反"},
    Term{"limit", "over a limit", "制限を超過"},
};

}  // namespace

const Words& WordsOf(Language language) {
  return language == Language::kJapanese ? JapaneseWords() : EnglishWords();
}

std::string SideInWords(std::string_view side, Language language) {
  return Look(kSides, side, language);
}

std::string WhoInWords(std::string_view who, Language language) {
  return Look(kWho, who, language);
}

std::string StageInWords(std::string_view stage, Language language) {
  return Look(kStages, stage, language);
}

std::string VerdictInWords(std::string_view verdict, Language language) {
  return Look(kVerdicts, verdict, language);
}

std::string LinkInWords(std::string_view kind, Language language) {
  return Look(kLinks, kind, language);
}

std::string PurposeInWords(std::string_view service, Language language) {
  for (const Term& term : kPurposes) {
    if (term.word == service) return Look(kPurposes, service, language);
  }
  return "";
}

std::string SessionInWords(std::string_view kind, Language language) {
  return Look(kSessions, kind, language);
}

bool FetchesMail(std::string_view service) {
  return service.substr(0, 4) == "imap" || service.substr(0, 4) == "pop3" ||
         service == "sieve";
}

std::string Fill(std::string_view phrase, Values values) {
  std::string text;
  while (!phrase.empty()) {
    const std::size_t open = phrase.find('{');
    text += phrase.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = phrase.find('}', open);
    if (close == std::string_view::npos)
      return text.append(phrase.substr(open));
    const std::string_view name = phrase.substr(open + 1, close - open - 1);
    for (const auto& [key, value] : values) {
      if (key == name) text += value;
    }
    phrase.remove_prefix(close + 1);
  }
  return text;
}

}  // namespace mailwhy::report
