#include "report/causes_words.h"

#include <array>

namespace mailwhy::report {
namespace {

struct Group {
  std::string_view name, english, japanese;
};

constexpr std::array kGroups = {
    Group{"network", "Network", "ネットワーク"},
    Group{"dns", "DNS", "DNS"},
    Group{"tls", "Encryption (TLS)", "暗号化（TLS）"},
    Group{"auth", "Login (SMTP AUTH)", "ログイン（SMTP AUTH）"},
    Group{"recipient", "The recipient", "宛先"},
    Group{"sender", "The sender", "送信者"},
    Group{"identity", "The sending host's names", "送信ホストの名前"},
    Group{"email_auth", "SPF, DKIM and DMARC", "SPF・DKIM・DMARC"},
    Group{"reputation", "Block lists and reputation", "ブロックリストと評価"},
    Group{"rate", "Rates and numbers", "通数・接続数の制限"},
    Group{"policy", "Policy", "ポリシー"},
    Group{"content", "Content", "内容"},
    Group{"size", "Size", "サイズ"},
    Group{"protocol", "Protocol", "プロトコル"},
    Group{"local_system", "The server's own trouble", "サーバー内部の障害"},
    Group{"loop", "Loops", "ループ"},
    Group{"remote", "The other server's trouble", "相手サーバーの障害"},
    Group{"local", "This site's own", "このサイト独自の原因"},
    Group{"unknown", "Not known", "原因不明"},
    Group{"outcome", "Outcomes", "結果"},
};

}  // namespace

const CausesWords& CausesWordsOf(Language language) {
  static const CausesWords english = {
      .code = "en",
      .language = "English",
      .title = "Why mail fails: all causes",
      .intro =
          "These are the causes that mailwhy tells apart, with what each "
          "means, whose side it is on and what to do. Unless it says "
          "otherwise, they are told of mail that our server sends.",
      .contents = "Contents",
      .side = "Whose side",
      .to_do = "What to do",
      .inbound = "When our server refuses",
      .only_outbound = "Only of mail that our server sends.",
      .only_inbound = "Only of what comes to our server.",
  };
  static const CausesWords japanese = {
      .code = "ja",
      .language = "日本語",
      .title = "メールが届かない原因の一覧",
      .intro =
          "mailwhy が区別する原因と、その意味、どちら側の問題か、対処の一覧"
          "です。特に断りがなければ、自サーバーから送ったメールについての"
          "説明です。",
      .contents = "目次",
      .side = "どちら側か",
      .to_do = "対処",
      .inbound = "自サーバーが断った場合",
      .only_outbound = "自サーバーから送るメールだけの原因です。",
      .only_inbound = "自サーバーに来た接続やメールだけの原因です。",
  };
  return language == Language::kJapanese ? japanese : english;
}

std::string GroupInWords(std::string_view group, Language language) {
  for (const Group& known : kGroups) {
    if (known.name != group) continue;
    return std::string(language == Language::kJapanese ? known.japanese
                                                       : known.english);
  }
  return std::string(group);
}

}  // namespace mailwhy::report
