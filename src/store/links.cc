#include "store/links.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <string>
#include <tuple>
#include <utility>

namespace mailwhy::store {
namespace {

constexpr std::size_t kMost = 100;  // of mails with one queue ID, the nearest
// Of mails with one Message-ID, before and after: newsletters give one to all.
constexpr std::size_t kMostOfMessage = 20;
// A mail may have waited in a queue for so long before it went on (Postfix:
// maximal_queue_lifetime is 5 days), and some.
constexpr Micros kLongestQueued = 6 * kDay;

constexpr int kSecondShift = 29;

Id IdAt(Micros at) { return (at / kSecond) << kSecondShift; }

bool Contains(const std::vector<Link>& links, const Link& link) {
  return std::any_of(links.begin(), links.end(), [&](const Link& other) {
    const bool same_mail = other.id != 0 && other.id == link.id;
    return other.kind == link.kind && other.to == link.to &&
           (same_mail || other == link);
  });
}

void Add(std::vector<Link>& links, Link link) {
  if (!Contains(links, link)) links.push_back(std::move(link));
}

// Those that are not there come last.
void Sort(std::vector<Link>& links) {
  const auto key = [](const Link& link) {
    return std::make_tuple(link.id == 0, link.id >> kSecondShift, !link.to,
                           link.kind, std::string_view(link.host),
                           std::string_view(link.queue_id), link.id);
  };
  std::sort(links.begin(), links.end(),
            [&](const Link& a, const Link& b) { return key(a) < key(b); });
}

std::vector<Id> Nearest(std::vector<Id> ids, Id id) {
  if (ids.size() <= kMost) return ids;
  std::sort(ids.begin(), ids.end(),
            [id](Id a, Id b) { return std::abs(a - id) < std::abs(b - id); });
  ids.resize(kMost);
  return ids;
}

// Requeued by a Postfix that does not say so in pickup's line.
bool CameByResubmit(const Mail& mail) {
  return std::any_of(
      mail.links.begin(), mail.links.end(), [](const Link& link) {
        return link.kind == LinkKind::kResubmit && !link.to && link.id != 0;
      });
}

}  // namespace

std::vector<Link> LinkFinder::LinksOf(const Mail& mail) {
  std::vector<Link> links = Own(mail);
  if (!mail.queue_id.empty()) AddReverse(mail, links);
  Sort(links);
  return links;
}

void LinkFinder::Set(std::vector<Link> links, Mail& mail) {
  mail.links = std::move(links);
  if (mail.origin == "pickup" && CameByResubmit(mail)) mail.origin = "resubmit";
}

std::vector<Link> LinkFinder::Own(const Mail& mail) {
  std::vector<Link> links;
  for (const Lead& lead : LeadsOf(mail)) {
    if (const Shared other = Target(mail, lead)) {
      Add(links, LinkTo(mail, lead, *other));
    } else if (lead.by == Lead::By::kLine && IsOwnQueue(lead.kind)) {
      Add(links, {lead.kind, lead.to, std::string(lead.host),
                  std::string(lead.queue_id), 0});
    }
  }
  return links;
}

void LinkFinder::AddReverse(const Mail& mail, std::vector<Link>& links) {
  std::vector<Id> ids = mails_.Naming(mail.queue_id, mail.id, kMost);
  // What sent it here knew the same Message-ID; what began here (a
  // notification) nobody sent.
  const bool began_here = mail.origin == "bounce" || mail.origin == "forward";
  if (!mail.message_id.empty() && !began_here) {
    for (const Id id : OfMessage(mail, mail.first_seen.at - kLongestQueued,
                                 mail.first_seen.at + kHour)) {
      ids.push_back(id);
    }
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  for (const Id id : ids) {
    if (id == mail.id) continue;
    const Shared other = mails_.Look(id);
    if (other) AddBack(mail, *other, links);
  }
}

// The other mail's links to this one, turned round.
void LinkFinder::AddBack(const Mail& mail, const Mail& other,
                         std::vector<Link>& links) {
  for (const Lead& lead : LeadsOf(other)) {
    if (!Misfit(other, lead, mail)) continue;
    const Shared target = Target(other, lead);
    if (!target || target->id != mail.id) continue;
    const LinkKind kind = LinkTo(other, lead, mail).kind;
    Add(links, {kind, !lead.to, other.host, other.queue_id, other.id});
  }
}

std::vector<Id> LinkFinder::OfMessage(const Mail& mail, Micros begin,
                                      Micros end) {
  std::vector<Id> ids;
  const std::int64_t first = SliceOf(IdAt(begin));
  for (std::int64_t slice = SliceOf(IdAt(end)); slice >= first; --slice) {
    mails_.OfMessage(mail.message_id, slice, mail.id, kMostOfMessage, ids);
  }
  return ids;
}

LinkFinder::Shared LinkFinder::Target(const Mail& mail, const Lead& lead) {
  const bool by_message = lead.by == Lead::By::kMessageId;
  const std::vector<Id> ids =
      by_message ? OfMessage(mail, lead.begin, lead.end + kHour)
                 : Nearest(mails_.WithQueueId(lead.queue_id), mail.id);
  Shared best;
  Micros misfit = std::numeric_limits<Micros>::max();
  for (const Id id : ids) {
    if (id == mail.id) continue;
    Shared other = mails_.Look(id);
    if (other == nullptr) continue;
    const auto of_this = Misfit(mail, lead, *other);
    if (!of_this || *of_this >= misfit) continue;
    misfit = *of_this;
    best = std::move(other);
  }
  return best;
}

}  // namespace mailwhy::store
