#include "bounce/automatic.h"

#include "base/text.h"
#include "bounce/text.h"

namespace mailwhy::bounce {
namespace {

constexpr std::string_view kAutoSubjects[] = {"auto-reply",
                                              "autoreply",
                                              "auto reply",
                                              "automatic reply",
                                              "automated reply",
                                              "auto response",
                                              "auto-response",
                                              "autoresponse",
                                              "out of office",
                                              "out of the office",
                                              "out-of-office",
                                              "automatische antwort",
                                              "abwesenheit",
                                              "réponse automatique",
                                              "absence du bureau",
                                              "respuesta automática",
                                              "resposta automática",
                                              "автоответ",
                                              "自動返信",
                                              "自動応答",
                                              "不在通知",
                                              "自动回复"};

constexpr const char* kAutoHeaders[] = {"x-autoreply", "x-autorespond",
                                        "x-autoresponse", "x-auto-reply"};

constexpr std::string_view kServers[] = {"mailer-daemon",
                                         "postmaster@",
                                         "mail delivery",
                                         "microsoftexchange",
                                         "maildelivery",
                                         "mail administrator",
                                         "<>",
                                         "mail-daemon"};

}  // namespace

bool IsAutoReply(const Headers& headers) {
  const std::string submitted = LowerAscii(headers.Get("auto-submitted"));
  if (StartsWith(submitted, "auto-replied")) return true;
  for (const char* name : kAutoHeaders) {
    if (headers.Has(name)) return true;
  }
  if (EqualsIgnoringCase(headers.Get("precedence"), "auto_reply")) return true;
  return HasOneOf(LowerAscii(headers.Text("subject")), kAutoSubjects);
}

bool IsFromServer(const Headers& headers) {
  return HasOneOf(LowerAscii(headers.Text("from")), kServers) ||
         headers.Has("x-failed-recipients");
}

}  // namespace mailwhy::bounce
