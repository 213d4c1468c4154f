#include "bounce/prose.h"

#include <algorithm>

#include "base/cursor.h"
#include "base/text.h"
#include "bounce/fields.h"
#include "bounce/phrases.h"
#include "bounce/reply.h"
#include "bounce/text.h"

namespace mailwhy::bounce {
namespace {

constexpr std::size_t kLongestParagraph = 4 * 1024;
constexpr std::size_t kLongestNotice = 2 * 1024;
constexpr std::size_t kMostParagraphLines = 30;
constexpr std::size_t kMostSaid = 4;

// An address that has a line for itself, or begins one: "<a@example.net>:
// reason", "a@example.net", "a@example.net<mailto:a@example.net>".
struct Heading {
  std::string_view address;
  std::string_view rest;  // of the line, what is said
};

// Takes "(expanded from <b@example.net>)", "(generated from ...)" off.
std::string_view WithoutOrigin(std::string_view rest) {
  rest = Trim(rest);
  for (const std::string_view begin :
       {"(expanded from", "(generated from", "(ultimately generated from",
        "<mailto:", "(mailto:", "[mailto:"}) {
    if (!StartsWith(rest, begin)) continue;
    const std::size_t end = rest.find_first_of(")]", begin.size());
    const std::size_t angle = rest.find('>');
    const std::size_t close = begin.front() == '<' ? angle : end;
    return close == kNowhere ? std::string_view()
                             : Trim(rest.substr(close + 1));
  }
  return rest;
}

bool IsHeading(std::string_view line, Heading& heading) {
  std::string_view text = Trim(line);
  for (const std::string_view mark : {"Recipient: ", "* ", "- "}) {
    if (StartsWith(text, mark)) text.remove_prefix(mark.size());
  }
  const bool angle = StartsWith(text, "<");
  const auto address = FindAddress(text.substr(0, 400));
  if (!address) return false;
  const auto at = static_cast<std::size_t>(address->data() - text.data());
  if (at != (angle ? 1 : 0)) return false;
  std::string_view rest = text.substr(at + address->size());
  if (angle && !StartsWith(rest, ">")) return false;
  if (angle) rest.remove_prefix(1);
  rest = WithoutOrigin(rest);
  const bool colon = StartsWith(rest, ":");
  if (!rest.empty() && !colon && !StartsWith(rest, "(reason:")) return false;
  if (colon) rest.remove_prefix(1);
  heading = {*address, Trim(rest)};
  return true;
}

bool IsRule(std::string_view line) {
  line = Trim(line);
  return StartsWith(line, "--") || StartsWith(line, "==") ||
         StartsWith(line, "__");
}

// What follows one of the phrases that introduce a reply; nothing where the
// line has none.
std::optional<std::string_view> Introduced(std::string_view line,
                                           std::string_view lower) {
  for (const std::string_view phrase : kIntroducing) {
    const std::size_t at = lower.find(phrase);
    if (at == kNowhere) continue;
    const bool word = at == 0 || !IsAlnum(lower[at - 1]);
    if (!word) continue;
    return Trim(line.substr(at + phrase.size()));
  }
  return std::nullopt;
}

class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text), lines_(LinesOf(text)) {}

  Prose Read() {
    for (; at_ < lines_.size(); ++at_) {
      const std::string_view line = Trim(lines_[at_]);
      if (line.empty()) continue;
      const std::string lower = LowerAscii(line.substr(0, 1000));
      if (Ends(lower)) break;
      AddNotice(line);
      Announce(line, lower);
      TakeLine(line, lower);
    }
    prose_.rest = at_ < lines_.size() ? From(lines_[at_]) : std::string_view();
    Settle();
    return std::move(prose_);
  }

 private:
  std::string_view From(std::string_view line) const {
    return text_.substr(static_cast<std::size_t>(line.data() - text_.data()));
  }

  // The returned mail; before anything was said it is a forward's heading.
  bool Ends(std::string_view lower) const {
    const bool told = !prose_.recipients.empty() || !loose_.empty();
    return told && HasOneOf(lower, kReturning);
  }

  void AddNotice(std::string_view line) {
    if (prose_.notice.size() > kLongestNotice) return;
    if (!prose_.notice.empty()) prose_.notice += ' ';
    prose_.notice += line.substr(0, kLongestNotice);
  }

  void Announce(std::string_view line, std::string_view lower) {
    prose_.delayed = prose_.delayed || HasOneOf(lower, kDelaying);
    if (!HasOneOf(lower, kAnnouncing)) return;
    prose_.announced = true;
    const auto address = FindAddress(line);
    if (address && !IsServersOwn(*address)) current_ = &Of(*address);
  }

  void TakeLine(std::string_view line, const std::string& lower) {
    Heading heading;
    if (IsHeading(line, heading) && !IsServersOwn(heading.address)) {
      current_ = &Of(heading.address);
      indent_ = IndentOf(lines_[at_]);
      const std::string words = Paragraph(heading.rest);
      if (!words.empty()) Add(current_, words);
    } else if (StartsWith(lower, "rcpt to")) {
      if (const auto address = FindAddress(line)) current_ = &Of(*address);
    } else if (StartsWith(lower, "... while talking to ")) {
      peer_ = ReadHost(line.substr(21));
    } else if (TakeLabel(line, lower)) {
      return;
    } else if (BeginsWithReply(line)) {
      TakeReply(line);
    } else if (const auto rest = Introduced(line, lower)) {
      TakeIntroduced(*rest);
    }
  }

  bool TakeLabel(std::string_view line, std::string_view lower) {
    const auto value = [&](std::string_view label) {
      return StartsWith(lower, label) ? Trim(line.substr(label.size()))
                                      : std::string_view();
    };
    for (const char* label :
         {"generating server:", "dsn generated by:", "reporting server:"}) {
      if (value(label).empty()) continue;
      prose_.reporting_mta = ReadHost(value(label));
      return true;
    }
    for (const char* label : {"remote server:", "message rejected by:"}) {
      if (value(label).empty()) continue;
      peer_ = ReadHost(value(label));
      late_peer_ = peer_;
      return true;
    }
    if (!value("sender address:").empty()) {
      prose_.sender = FindAddress(value("sender address:")).value_or("");
      return true;
    }
    const std::string_view to = value("recipient address:");
    if (const auto address = FindAddress(to)) current_ = &Of(*address);
    return !to.empty();
  }

  static std::size_t IndentOf(std::string_view line) {
    return std::min(line.find_first_not_of(" \t"), line.size());
  }

  // Whether the next recipient begins. A reply that begins with an address of
  // its own is wrapped and indented, or names the same one again.
  bool EndsParagraph(std::string_view line) const {
    Heading heading;
    if (!IsHeading(line, heading)) return false;
    const bool same = current_ != nullptr &&
                      EqualsIgnoringCase(heading.address, current_->recipient);
    return !same && IndentOf(line) <= indent_;
  }

  // The lines from here to the next blank one, after `first`.
  std::string Paragraph(std::string_view first) {
    std::string words(first);
    std::size_t taken = 0;
    while (at_ + 1 < lines_.size() && taken++ < kMostParagraphLines &&
           words.size() < kLongestParagraph) {
      const std::string_view next = Trim(lines_[at_ + 1]);
      if (next.empty() || IsRule(next) || EndsParagraph(lines_[at_ + 1])) break;
      if (!words.empty()) words += ' ';
      words += next.substr(0, kLongestParagraph);
      ++at_;
    }
    return words;
  }

  // A line of a transcript; the lines of one reply repeat its code, and wrapped
  // ones are indented.
  void TakeReply(std::string_view line) {
    std::string words = WithoutMark(line);
    const std::string code = words.substr(0, 3);
    bool more = StartsWith(words, code + "-");
    while (at_ + 1 < lines_.size() && words.size() < kLongestParagraph) {
      const std::string next = WithoutMark(lines_[at_ + 1]);
      const bool same = more && StartsWith(next, code);
      const bool wrapped =
          !next.empty() && !StartsWith(next, code) && IsFolded(lines_[at_ + 1]);
      if (!same && !wrapped) break;
      if (same) more = StartsWith(next, code + "-");
      words.append(" ").append(next);
      ++at_;
    }
    Add(current_, words);
  }

  static bool IsFolded(std::string_view line) {
    return StartsWith(line, "  ") || StartsWith(line, "\t");
  }

  static std::string WithoutMark(std::string_view line) {
    line = Trim(line);
    if (StartsWith(line, "<<<")) line = Trim(line.substr(3));
    if (StartsWith(line, "#")) line.remove_prefix(1);
    return std::string(line.substr(0, kLongestParagraph));
  }

  void TakeIntroduced(std::string_view rest) {
    indent_ = IndentOf(lines_[at_]);
    for (int i = 0; rest.empty() && i < 3 && at_ + 1 < lines_.size(); ++i) {
      rest = Trim(lines_[++at_]);
    }
    Heading heading;
    if (IsHeading(rest, heading)) {
      current_ = &Of(heading.address);
      rest = heading.rest;
    }
    const std::string words = Paragraph(rest);
    if (!words.empty()) Add(current_, words);
  }

  BouncedRecipient& Of(std::string_view address) {
    for (BouncedRecipient& known : prose_.recipients) {
      if (EqualsIgnoringCase(known.recipient, address)) return known;
    }
    if (prose_.recipients.size() >= kMostRecipients) {
      return prose_.recipients.back();
    }
    // References to earlier ones must last.
    if (prose_.recipients.capacity() == 0) {
      prose_.recipients.reserve(kMostRecipients);
    }
    prose_.recipients.emplace_back();
    prose_.recipients.back().recipient = address.substr(0, 320);
    return prose_.recipients.back();
  }

  void Add(BouncedRecipient* recipient, std::string_view words) {
    const Refusal refusal = ReadRefusal(words);
    prose_.has_code = prose_.has_code || refusal.has_code;
    const Peer peer = refusal.peer.known() ? refusal.peer : peer_;
    if (!refusal.has_code) peer_ = peer;  // the reply itself comes after
    if (recipient == nullptr) {
      if (loose_.size() < kMostSaid) loose_.emplace_back(refusal, peer);
      return;
    }
    Put(*recipient, refusal, peer);
  }

  static void Put(BouncedRecipient& recipient, const Refusal& refusal,
                  const Peer& peer) {
    auto& said = recipient.said;
    const bool known =
        std::find(said.begin(), said.end(), refusal.said) != said.end();
    if (known || refusal.said.empty() || said.size() >= kMostSaid) return;
    // What has a code tells more than what has none.
    if (refusal.has_code && !said.empty() &&
        FindReply(said.front()) == kNowhere) {
      said.insert(said.begin(), refusal.said);
    } else {
      said.push_back(refusal.said);
    }
    if (!recipient.remote_mta.known()) recipient.remote_mta = peer;
    if (recipient.stage.empty()) recipient.stage = refusal.stage;
  }

  // Replies that stand without an address are those of all that have none.
  void Settle() {
    if (prose_.recipients.empty() && !loose_.empty()) {
      prose_.recipients.emplace_back();
    }
    for (BouncedRecipient& recipient : prose_.recipients) {
      for (const auto& [refusal, peer] : loose_) {
        if (recipient.said.size() < loose_.size()) {
          Put(recipient, refusal, peer);
        }
      }
      if (!recipient.remote_mta.known()) recipient.remote_mta = late_peer_;
    }
  }

  std::string_view text_;
  std::vector<std::string_view> lines_;
  std::size_t at_ = 0;
  std::size_t indent_ = 0;  // of the line that began the paragraph
  Prose prose_;
  BouncedRecipient* current_ = nullptr;
  Peer peer_, late_peer_;
  std::vector<std::pair<Refusal, Peer>> loose_;
};

}  // namespace

Prose ReadProse(std::string_view text) { return Scan(text).Read(); }

}  // namespace mailwhy::bounce
