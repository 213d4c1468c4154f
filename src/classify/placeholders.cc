#include "classify/placeholders.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

namespace mailwhy::classify {
namespace {

constexpr Placeholder kPlaceholders[] = {
    // The servers.
    {"relay", "the receiving server", "相手サーバー"},
    {"relay_ip", "the receiving server's address",
     "相手サーバーの IP アドレス"},
    {"port", "the SMTP port", "SMTP ポート"},
    {"host", "our server", "自サーバー"},
    {"address", "our address", "自サーバーの IP アドレス"},
    {"provider", "the provider", "相手の事業者"},
    {"client", "the client", "接続元"},
    {"client_ip", "the client's address", "接続元の IP アドレス"},
    {"helo", "the HELO name", "HELO 名"},
    // The mail.
    {"sender", "the sender", "送信者"},
    {"sender_domain", "the sender's domain", "送信者のドメイン"},
    {"recipient", "the recipient", "宛先"},
    {"domain", "the recipient's domain", "宛先のドメイン"},
    {"user", "the user", "ユーザー"},
    {"mailbox", "the mailbox", "メールボックス"},
    {"queue_id", "the queue ID", "キュー ID"},
    {"message_id", "the Message-ID", "Message-ID"},
    {"size", "its size", "メールのサイズ"},
    // What the reply says.
    {"reply", "…", "…"},
    {"code", "the reply code", "応答コード"},
    {"dsn", "the status code", "拡張ステータスコード"},
    {"url", "the page that the reply names, if any",
     "応答にあるページ（あれば）"},
    {"list", "a block list", "ブロックリスト"},
    {"zone", "the block list's zone", "ブロックリストのゾーン"},
    {"limit", "the limit", "上限"},
    {"limit_side", "one of the servers", "どちらかのサーバー"},
    {"missing_in", "the recipient table", "宛先の一覧"},
    {"stage", "the SMTP dialogue", "SMTP のやり取り"},
    {"name", "a name", "名前"},
    {"reason", "the reason given", "示された理由"},
    {"mechanism", "the login method", "認証方式"},
    {"service", "the service", "そのサービス"},
    {"command", "the command", "そのコマンド"},
    {"file", "the file", "そのファイル"},
    {"output", "its output", "その出力"},
    {"table", "the lookup table", "検索テーブル"},
    {"virus", "its name is not given", "名称は不明"},
    {"attachment", "the attachment", "添付ファイル"},
    {"header", "the header", "ヘッダー"},
    {"extension", "the extension", "SMTP の拡張機能"},
    {"new_address", "the new address", "新しいアドレス"},
};

bool SafeInCommand(std::string_view value) {
  if (value.empty() || value.front() == '-') return false;
  return std::all_of(value.begin(), value.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '.' || c == '_' || c == ':' || c == '@' ||
           c == '-';
  });
}

bool IsName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || c == '_';
  });
}

// Calls `plain` with the text between placeholders and `name` with each name.
// Braces around anything but a name are plain text.
template <class Plain, class Name>
void Walk(std::string_view text, const Plain& plain, const Name& name) {
  while (!text.empty()) {
    const auto open = text.find('{');
    const auto close = open == text.npos ? text.npos : text.find('}', open);
    if (close == text.npos) return plain(text);
    const auto inside = text.substr(open + 1, close - open - 1);
    if (IsName(inside)) {
      plain(text.substr(0, open));
      name(inside);
      text.remove_prefix(close + 1);
    } else {
      plain(text.substr(0, open + 1));
      text.remove_prefix(open + 1);
    }
  }
}

std::string_view ValueOf(std::string_view name, const Pairs& values) {
  for (const auto& [key, value] : values) {
    if (key == name) return value;
  }
  return {};
}

bool AtSentenceStart(std::string_view before) {
  while (!before.empty() && before.back() == ' ') before.remove_suffix(1);
  return before.empty() || before.back() == '.' || before.back() == '!' ||
         before.back() == '?';
}

std::string NounFor(const Placeholder& row, std::string_view before,
                    Language language) {
  if (language == Language::kJapanese) return std::string(row.ja);
  std::string noun(row.en);
  const auto first = static_cast<unsigned char>(noun.front());
  if (first < 0x80 && AtSentenceStart(before)) {
    noun.front() = static_cast<char>(std::toupper(first));
  }
  return noun;
}

bool IsWide(char c) { return static_cast<unsigned char>(c) >= 0x80; }

// Appends with the blanks of Japanese typesetting: the words of a rule have one
// on either side of a placeholder, since most values are Latin; between two
// Japanese letters there is none.
void AppendSpaced(std::string& out, std::string_view text) {
  const auto size = out.size();
  if (text.empty() || size == 0) {
    out += text;
  } else if (size > 1 && IsWide(text.front()) && out.back() == ' ' &&
             IsWide(out[size - 2])) {
    out.back() = text.front();
    out += text.substr(1);
  } else if (text.size() > 1 && IsWide(out.back()) && text.front() == ' ' &&
             IsWide(text[1])) {
    out += text.substr(1);
  } else {
    out += text;
  }
}

// A shell command in the making. The word in which an unknown "<name>" stands
// is put in quotes, if it is not already: to a shell < and > are redirections,
// and "grep -F <client_ip> FILE" would write to the file.
class CommandLine {
 public:
  void AppendPlain(std::string_view text) {
    for (const char c : text) {
      if (quoting_ && EndsWord(c)) CloseQuote();
      if (c == '\'' && !quoting_) inside_quotes_ = !inside_quotes_;
      out_ += c;
      if (!quoting_ && !inside_quotes_ && EndsWord(c)) word_ = out_.size();
    }
  }

  void AppendUnknown(std::string_view name) {
    if (!quoting_ && !inside_quotes_) {
      out_.insert(word_, 1, '\'');
      quoting_ = true;
    }
    out_.append("<").append(name).append(">");
  }

  std::string Take() && {
    if (quoting_) CloseQuote();
    return std::move(out_);
  }

 private:
  static bool EndsWord(char c) {
    return std::string_view(" ;|&<>()\"'`$").find(c) != std::string_view::npos;
  }

  void CloseQuote() {
    out_ += '\'';
    quoting_ = false;
  }

  std::string out_;
  std::size_t word_ = 0;        // where the current word begins
  bool inside_quotes_ = false;  // the rule's own
  bool quoting_ = false;        // ours
};

// "10 MB (10240000 bytes)": a number of bytes for people. Limits are set in
// steps of 1024 * 1024 or, as Postfix's own message_size_limit, 1024 * 1000.
std::string BytesForPeople(std::string_view value, Language language) {
  constexpr std::uint64_t kLeast = 100'000;  // less may count something else
  std::uint64_t bytes = 0;
  const char* end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, bytes);
  if (error != std::errc() || stop != end || bytes < kLeast) {
    return std::string(value);
  }
  std::string megabytes;
  for (const std::uint64_t step : {1'048'576ULL, 1'024'000ULL, 1'000'000ULL}) {
    if (bytes % step == 0) megabytes = std::to_string(bytes / step);
    if (!megabytes.empty()) break;
  }
  if (megabytes.empty()) {
    megabytes = fmt::format("{:.1f}", static_cast<double>(bytes) / 1e6);
  }
  if (language == Language::kJapanese) {
    return fmt::format("{} MB（{} バイト）", megabytes, value);
  }
  return fmt::format("{} MB ({} bytes)", megabytes, value);
}

bool IsBytes(std::string_view name) {
  return name == "limit" || name == "size";
}

}  // namespace

std::span<const Placeholder> Placeholders() { return kPlaceholders; }

const Placeholder* FindPlaceholder(std::string_view name) {
  for (const Placeholder& each : kPlaceholders) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

std::vector<std::string> PlaceholderNames() {
  std::vector<std::string> names;
  for (const Placeholder& each : kPlaceholders) names.emplace_back(each.name);
  return names;
}

std::vector<std::string_view> PlaceholdersIn(std::string_view text) {
  std::vector<std::string_view> names;
  Walk(
      text, [](std::string_view) {},
      [&](std::string_view name) { names.push_back(name); });
  return names;
}

std::string FillText(std::string_view text, const Pairs& values,
                     Language language) {
  std::string out;
  const auto append = [&](std::string_view piece) {
    if (language == Language::kJapanese) {
      AppendSpaced(out, piece);
    } else {
      out += piece;
    }
  };
  Walk(text, append, [&](std::string_view name) {
    const std::string_view value = ValueOf(name, values);
    const Placeholder* row = FindPlaceholder(name);
    if (!value.empty() && IsBytes(name)) {
      append(BytesForPeople(value, language));
    } else if (!value.empty() || row == nullptr) {
      append(value);
    } else {
      append(NounFor(*row, out, language));
    }
  });
  return out;
}

std::string FillCommand(std::string_view command, const Pairs& values) {
  CommandLine line;
  Walk(
      command, [&](std::string_view plain) { line.AppendPlain(plain); },
      [&](std::string_view name) {
        const std::string_view value = ValueOf(name, values);
        if (SafeInCommand(value)) {
          line.AppendPlain(value);
        } else {
          line.AppendUnknown(name);
        }
      });
  return std::move(line).Take();
}

}  // namespace mailwhy::classify
