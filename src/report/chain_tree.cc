#include "report/chain_tree.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "base/text.h"
#include "report/format.h"
#include "report/words.h"

namespace mailwhy::report {
namespace {

// Recipients shown of one hop; of many, those that did not get it first.
constexpr std::size_t kMostRecipients = 6;
constexpr int kDeepest = 12;  // columns are few: deeper ones stand as deep

class Drawing {
 public:
  Drawing(const std::vector<Mail>& mails, const std::vector<Hop>& hops,
          const Style& style, Page& page)
      : mails_(mails),
        hops_(hops),
        style_(style),
        words_(WordsOf(style.language)),
        page_(page) {}

  void Draw() {
    for (std::size_t i = 0; i < hops_.size(); ++i) {
      const Hop& hop = hops_[i];
      const auto depth =
          static_cast<std::size_t>(std::min(hop.depth, kDeepest));
      open_[depth] = HasSibling(i);
      Row(Branch(depth), HeadOf(hop));
      const bool leads_on =
          i + 1 < hops_.size() && hops_[i + 1].depth == hop.depth + 1;
      AddRecipients(hop, Trunk(depth) + (leads_on ? "│ " : "  "));
    }
  }

 private:
  // Whether another hop of the same parent is still to come.
  bool HasSibling(std::size_t at) const {
    for (std::size_t i = at + 1; i < hops_.size(); ++i) {
      if (hops_[i].depth < hops_[at].depth) return false;
      if (hops_[i].depth == hops_[at].depth) return hops_[at].depth > 0;
    }
    return false;
  }

  // What is drawn left of a hop, and left of the lines below it.
  std::string Left(std::size_t depth) const {
    std::string text;
    for (std::size_t i = 1; i < depth; ++i) text += open_[i] ? "│  " : "   ";
    return text;
  }
  std::string Branch(std::size_t depth) const {
    if (depth == 0) return "";
    return Left(depth) + (open_[depth] ? "├─ " : "└─ ");
  }
  std::string Trunk(std::size_t depth) const {
    if (depth == 0) return "";
    return Left(depth) + (open_[depth] ? "│  " : "   ");
  }

  void Row(const std::string& left, const std::string& text) {
    page_.Hanging(left, text);
  }

  std::string HeadOf(const Hop& hop) const;
  std::string SenderBefore(const Hop& hop) const;
  std::string StateOf(const HopRecipient& recipient) const;
  void AddRecipients(const Hop& hop, const std::string& left);

  const std::vector<Mail>& mails_;
  const std::vector<Hop>& hops_;
  const Style& style_;
  const Words& words_;
  Page& page_;
  // By depth: whether the line goes on down to a sibling.
  std::array<bool, kDeepest + 1> open_{};
};

// "8B84D8D1CF on mx01 (content filter), 2022-12-05 18:38:12, from a@b"
std::string Drawing::HeadOf(const Hop& hop) const {
  std::string text = Fill(
      words_.hop, {{"queue_id", Name(hop.queue_id)}, {"host", Name(hop.host)}});
  if (hop.from >= 0) {
    const std::string kind =
        LinkInWords(LinkKindName(hop.kind), style_.language);
    text = Fill(words_.with_cause, {{"why", text}, {"cause", kind}});
  }
  if (hop.mail < 0) return text + words_.comma + words_.hop_lost;
  const Mail& mail = mails_[static_cast<std::size_t>(hop.mail)];
  text += words_.comma + TimeText(mail.first_seen, style_.zone);
  const std::string sender = Clip(SenderText(mail), 100);
  if (sender == SenderBefore(hop)) return text;
  return text + words_.comma + Fill(words_.hop_from, {{"sender", sender}});
}

// Most hops keep the sender: it is named where it changes.
std::string Drawing::SenderBefore(const Hop& hop) const {
  if (hop.from < 0) return "";
  const int before = hops_[static_cast<std::size_t>(hop.from)].mail;
  if (before < 0) return "";
  return Clip(SenderText(mails_[static_cast<std::size_t>(before)]), 100);
}

std::string Drawing::StateOf(const HopRecipient& recipient) const {
  if (!recipient.went_on_as.empty()) {
    return Fill(words_.hop_went_on, {{"queue_id", recipient.went_on_as}});
  }
  return VerdictInWords(StateName(recipient.state), style_.language);
}

void Drawing::AddRecipients(const Hop& hop, const std::string& left) {
  std::vector<HopRecipient> shown = hop.recipients;
  std::stable_partition(shown.begin(), shown.end(),
                        [](const HopRecipient& recipient) {
                          return recipient.state != State::kDelivered;
                        });
  const std::size_t count = std::min(shown.size(), kMostRecipients);
  for (std::size_t i = 0; i < count; ++i) {
    const HopRecipient& one = shown[i];
    std::string who = Clip(one.recipient, 100);
    if (!one.orig_to.empty() && !EqualsIgnoringCase(one.orig_to, who)) {
      who = Clip(one.orig_to, 100) + " -> " + who;
    }
    Row(left, who + words_.colon + StateOf(one));
  }
  if (count == shown.size()) return;
  const std::string more = std::to_string(shown.size() - count);
  Row(left, Fill(words_.hop_more, {{"n", more}}));
}

}  // namespace

void AddChain(const std::vector<Mail>& mails, const std::vector<Hop>& hops,
              const Style& style, Page& page) {
  page.Section(WordsOf(style.language).chain);
  Drawing(mails, hops, style, page).Draw();
}

}  // namespace mailwhy::report
