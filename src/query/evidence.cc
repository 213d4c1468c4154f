#include "query/evidence.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace mailwhy::query {
namespace {

// Read at most so many lines to choose from: a mail may have had 100,000.
constexpr std::size_t kMostRead = 4000;

void KeepEnds(std::vector<LineRef>& refs, std::size_t most) {
  if (refs.size() <= most) return;
  const auto first = static_cast<std::ptrdiff_t>(most / 2);
  const auto last = static_cast<std::ptrdiff_t>(most - most / 2);
  refs.erase(refs.begin() + first, refs.end() - last);
}

void KeepEnds(std::vector<std::string>& lines, std::size_t most) {
  if (lines.size() <= most) return;
  const auto first = static_cast<std::ptrdiff_t>(most / 2);
  const auto last = static_cast<std::ptrdiff_t>(most - most / 2);
  lines.erase(lines.begin() + first, lines.end() - last);
}

// The address after " to=", with or without brackets (pasted logs lose them);
// "" where the line is no delivery line.
std::string_view RecipientOf(std::string_view line) {
  const std::size_t key = line.find(": to=");
  if (key == std::string_view::npos) return {};
  std::string_view rest = line.substr(key + 5);
  if (StartsWith(rest, "<")) rest.remove_prefix(1);
  return rest.substr(0, rest.find_first_of(">,"));
}

void AddRecipients(const Mail& mail, int index,
                   std::vector<std::string>& recipients) {
  const auto at = static_cast<std::size_t>(index);
  if (index < 0 || at >= mail.deliveries.size()) return;
  recipients.push_back(mail.deliveries[at].recipient);
}

std::vector<std::string> RecipientsOnTheWay(const Answer& answer) {
  std::vector<std::string> recipients;
  if (answer.mail) AddRecipients(*answer.mail, answer.delivery, recipients);
  for (std::size_t i = 0; i < answer.chain.size(); ++i) {
    AddRecipients(answer.chain[i], answer.chain_delivery[i], recipients);
  }
  return recipients;
}

void DropOtherRecipients(const Answer& answer,
                         std::vector<std::string>& lines) {
  const std::vector<std::string> ours = RecipientsOnTheWay(answer);
  if (ours.empty()) return;
  const auto other = [&](const std::string& line) {
    const std::string_view theirs = RecipientOf(line);
    if (theirs.empty()) return false;
    return std::none_of(ours.begin(), ours.end(), [&](const std::string& our) {
      return EqualsIgnoringCase(our, theirs);
    });
  };
  lines.erase(std::remove_if(lines.begin(), lines.end(), other), lines.end());
}

void Append(const std::vector<LineRef>& from, std::vector<LineRef>& to) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

Result<std::vector<std::string>> LinesOf(store::Store& store,
                                         std::vector<LineRef> refs,
                                         std::size_t most) {
  std::sort(refs.begin(), refs.end());
  refs.erase(std::unique(refs.begin(), refs.end()), refs.end());
  KeepEnds(refs, most);
  return store.Evidence(refs);
}

Result<std::vector<std::string>> EvidenceOf(store::Store& store,
                                            const Answer& answer) {
  std::vector<LineRef> refs;
  if (answer.mail) Append(answer.mail->evidence, refs);
  for (const Mail& mail : answer.chain) Append(mail.evidence, refs);
  if (answer.reject) Append(answer.reject->evidence, refs);
  if (answer.session) Append(answer.session->evidence, refs);
  Result<std::vector<std::string>> lines =
      LinesOf(store, std::move(refs), kMostRead);
  if (!lines) return lines;
  DropOtherRecipients(answer, *lines);
  KeepEnds(*lines, kMostLines);
  return lines;
}

}  // namespace mailwhy::query
