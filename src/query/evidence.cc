#include "query/evidence.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "query/line_time.h"

namespace mailwhy::query {
namespace {

// Read at most so many lines to choose from: a mail may have had 100,000.
constexpr std::size_t kMostRead = 4000;

template <class T>
void KeepEnds(std::vector<T>& all, std::size_t most) {
  if (all.size() <= most) return;
  const auto first = static_cast<std::ptrdiff_t>(most / 2);
  const auto last = static_cast<std::ptrdiff_t>(most - most / 2);
  all.erase(all.begin() + first, all.end() - last);
}

using Addresses = std::unordered_set<std::string>;

void AddAddresses(const Delivery& delivery, Addresses& addresses) {
  addresses.insert(LowerAscii(delivery.recipient));
  if (!delivery.orig_to.empty()) {
    addresses.insert(LowerAscii(delivery.orig_to));
  }
}

// Recipients of these mails, by whether the answer tells of them.
struct Recipients {
  Addresses ours, others;

  void AddMail(const Mail& mail, int index) {
    for (std::size_t i = 0; i < mail.deliveries.size(); ++i) {
      const bool own = index >= 0 && i == static_cast<std::size_t>(index);
      AddAddresses(mail.deliveries[i], own ? ours : others);
    }
  }
};

Recipients RecipientsOf(const Answer& answer) {
  Recipients recipients;
  if (answer.mail && answer.delivery >= 0) {
    recipients.AddMail(*answer.mail, answer.delivery);
  }
  for (std::size_t i = 0; i < answer.chain.size(); ++i) {
    if (answer.chain_delivery[i] < 0) continue;
    recipients.AddMail(answer.chain[i], answer.chain_delivery[i]);
  }
  return recipients;
}

// The address after " to=", with or without brackets (pasted logs lose them);
// "" where the line is no delivery line. A quoted local part may hold both
// commas and brackets.
std::string_view RecipientIn(std::string_view line) {
  const std::size_t key = line.find(": to=");
  if (key == std::string_view::npos) return {};
  std::string_view rest = line.substr(key + 5);
  const bool bracketed = StartsWith(rest, "<");
  if (!bracketed) return rest.substr(0, rest.find(','));
  rest.remove_prefix(1);
  std::size_t end = rest.find(">,");
  if (end == std::string_view::npos) end = rest.find('>');
  return rest.substr(0, end);
}

// Every "<...>" of a line that is none of a delivery: "host mail.example.net
// said: 450 <a@example.net>: ..."; a reject's "to=<a@example.net>".
template <class Each>
void ForBracketed(std::string_view line, const Each& each) {
  for (std::size_t at = line.find('<'); at != std::string_view::npos;
       at = line.find('<', at + 1)) {
    const std::size_t end = line.find('>', at);
    if (end == std::string_view::npos) return;
    each(LowerAscii(line.substr(at + 1, end - at - 1)));
  }
}

bool TellsOfOthers(const Recipients& recipients, std::string_view line) {
  const std::string_view recipient = RecipientIn(line);
  if (!recipient.empty()) {
    return recipients.ours.count(LowerAscii(recipient)) == 0;
  }
  bool ours = false, others = false;
  ForBracketed(line, [&](const std::string& address) {
    ours = ours || recipients.ours.count(address) > 0;
    others = others || recipients.others.count(address) > 0;
  });
  // The sender may be one of the recipients: what qmgr and cleanup say is of
  // the whole mail.
  const bool common = line.find("]: ") == std::string_view::npos ||
                      line.find(" from=<") != std::string_view::npos ||
                      line.find("message-id=") != std::string_view::npos;
  const bool refused = line.find(" to=<") != std::string_view::npos;
  return others && !ours && (refused || !common);
}

void DropOtherRecipients(const Answer& answer,
                         std::vector<std::string>& lines) {
  const Recipients recipients = RecipientsOf(answer);
  if (recipients.ours.empty()) return;
  lines.erase(std::remove_if(lines.begin(), lines.end(),
                             [&](const std::string& line) {
                               return TellsOfOthers(recipients, line);
                             }),
              lines.end());
}

}  // namespace

void Lines::Add(const std::vector<LineRef>& refs, const Timestamp& near) {
  for (const LineRef ref : refs) lines_.push_back({ref, near, 0, ""});
}

Result<std::vector<std::string>> Lines::Take(std::size_t most) {
  const auto by_ref = [](const Line& a, const Line& b) {
    return a.ref < b.ref;
  };
  std::stable_sort(lines_.begin(), lines_.end(), by_ref);
  lines_.erase(
      std::unique(lines_.begin(), lines_.end(),
                  [](const Line& a, const Line& b) { return a.ref == b.ref; }),
      lines_.end());
  KeepEnds(lines_, most);
  const Status status = Read();
  if (!status) return status.error();
  std::stable_sort(lines_.begin(), lines_.end(),
                   [](const Line& a, const Line& b) { return a.at < b.at; });
  std::vector<std::string> texts;
  for (Line& line : lines_) {
    if (!line.text.empty()) texts.push_back(std::move(line.text));
  }
  return texts;
}

// A line whose time cannot be read stays behind the one before it.
Status Lines::Read() {
  std::vector<LineRef> refs;
  for (const Line& line : lines_) refs.push_back(line.ref);
  Result<std::vector<std::string>> texts = store_->Evidence(refs);
  if (!texts) return texts.error();
  // Lines that are gone (pruned) leave no gap: then the log's order has to do.
  const bool whole = texts->size() == lines_.size();
  if (!whole) lines_.resize(texts->size());
  Micros before = 0;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    Line& line = lines_[i];
    line.text = std::move((*texts)[i]);
    const auto at = whole ? TimeOfLine(line.text, line.near) : std::nullopt;
    line.at = before = at.value_or(before);
  }
  return {};
}

Result<std::vector<std::string>> EvidenceOf(store::Store& store,
                                            const Answer& answer) {
  Lines all(store);
  if (answer.mail) all.Add(answer.mail->evidence, answer.mail->first_seen);
  for (const Mail& mail : answer.chain) {
    all.Add(mail.evidence, mail.first_seen);
  }
  if (answer.reject) all.Add(answer.reject->evidence, answer.reject->at);
  if (answer.session) all.Add(answer.session->evidence, answer.session->at);
  Result<std::vector<std::string>> lines = all.Take(kMostRead);
  if (!lines) return lines;
  DropOtherRecipients(answer, *lines);
  KeepEnds(*lines, kMostLines);
  return lines;
}

}  // namespace mailwhy::query
