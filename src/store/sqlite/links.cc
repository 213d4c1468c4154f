#include "store/sqlite/links.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

#include "base/text.h"
#include "store/sqlite/codec.h"

namespace mailwhy::store::sqlite {
namespace {

// INTERFACE "Story": X appears there within 10 minutes; a little before the
// line that names it, since that is written when all is done.
constexpr Micros kAfter = 10 * kMinute;
constexpr Micros kBefore = 60 * kSecond;
constexpr std::size_t kMost = 100;  // of mails with one queue ID, the nearest

// When the other mail should first be seen, and the likeliest moment.
struct Expected {
  Micros begin = 0, end = 0, best = 0;
};

// Kinds whose other mail is surely on a host of ours.
bool IsOwnQueue(LinkKind kind) {
  return kind != LinkKind::kFilter && kind != LinkKind::kRelay;
}

// "mx2" and "mx2.example.net" are one; "mx2.example.org" is another.
bool SameHost(std::string_view a, std::string_view b) {
  if (EqualsIgnoringCase(a, b)) return true;
  const std::size_t dot_a = a.find('.'), dot_b = b.find('.');
  const bool one_is_short =
      (dot_a == std::string_view::npos) != (dot_b == std::string_view::npos);
  return one_is_short &&
         EqualsIgnoringCase(a.substr(0, dot_a), b.substr(0, dot_b));
}

bool HostFits(const Mail& mail, const Link& link, const Mail& other) {
  if (link.host.empty()) {
    return link.kind == LinkKind::kRelay || SameHost(mail.host, other.host);
  }
  return SameHost(link.host, other.host);
}

// When the line came that said "queued as X", if it is known.
std::optional<Micros> QueuedAt(const Mail& mail, const std::string& queue_id) {
  for (const Delivery& delivery : mail.deliveries) {
    if (delivery.remote_queue_id == queue_id && delivery.last() != nullptr) {
      return delivery.last()->at.at;
    }
  }
  return std::nullopt;
}

Expected ExpectedOf(const Mail& mail, const Link& link) {
  const auto queued = QueuedAt(mail, link.queue_id);
  if (queued) return {*queued - kBefore, *queued + kAfter, *queued};
  const Micros first = mail.first_seen.at, last = mail.last_seen.at;
  return {first - kBefore, last + kAfter, last};
}

bool MessageIdsAgree(const Mail& a, const Mail& b) {
  return a.message_id.empty() || b.message_id.empty() ||
         a.message_id == b.message_id;
}

bool TimeFits(const Mail& mail, const Link& link, const Mail& other) {
  if (link.to) {
    const Expected expected = ExpectedOf(mail, link);
    return other.first_seen.at >= expected.begin &&
           other.first_seen.at <= expected.end;
  }
  return other.first_seen.at <= mail.first_seen.at + kBefore &&
         other.last_seen.at >= mail.first_seen.at - kAfter;
}

Micros Distance(const Mail& mail, const Link& link, const Mail& other) {
  const Micros best =
      link.to ? ExpectedOf(mail, link).best : mail.first_seen.at;
  return std::abs(other.first_seen.at - best);
}

bool CanBe(const Mail& mail, const Link& link, const Mail& other) {
  return HostFits(mail, link, other) && TimeFits(mail, link, other) &&
         (IsOwnQueue(link.kind) || MessageIdsAgree(mail, other));
}

bool Contains(const std::vector<Link>& links, const Link& link) {
  return std::any_of(links.begin(), links.end(), [&](const Link& other) {
    const bool same_mail = other.id != 0 && other.id == link.id;
    return other.kind == link.kind && other.to == link.to &&
           (same_mail || other == link);
  });
}

std::vector<Id> Nearest(std::vector<Id> ids, Id id) {
  if (ids.size() <= kMost) return ids;
  std::sort(ids.begin(), ids.end(),
            [id](Id a, Id b) { return std::abs(a - id) < std::abs(b - id); });
  ids.resize(kMost);
  return ids;
}

}  // namespace

LinkFinder::LinkFinder(Db& db, MailReader& mails)
    : mails_(mails),
      linking_(db,
               "SELECT DISTINCT mail FROM link WHERE queue_id = ?"
               " ORDER BY abs(mail - ?) LIMIT ?") {}

void LinkFinder::Resolve(Mail& mail) {
  std::vector<Link> links = Own(mail);
  if (!mail.queue_id.empty()) AddReverse(mail, links);
  mail.links = std::move(links);
}

std::vector<Link> LinkFinder::Own(const Mail& mail) {
  std::vector<Link> links;
  for (Link link : mail.links) {
    link.id = Target(mail, link);
    const bool foreign = link.id == 0 && !IsOwnQueue(link.kind);
    if (!foreign && !Contains(links, link)) links.push_back(std::move(link));
  }
  return links;
}

void LinkFinder::AddReverse(const Mail& mail, std::vector<Link>& links) {
  std::vector<Id> linking;
  {
    const Use get(linking_);
    linking_.Text(1, mail.queue_id).Number(2, mail.id);
    linking_.Number(3, std::int64_t{kMost});
    while (linking_.Step()) linking.push_back(linking_.GetNumber(0));
  }
  for (const Id id : linking) {
    if (id == mail.id) continue;
    const auto other = mails_.Read(id);
    if (!other) continue;
    for (const Link& link : other->links) {
      if (link.queue_id != mail.queue_id) continue;
      if (Target(*other, link) != mail.id) continue;
      const Link back{link.kind, !link.to, other->host, other->queue_id, id};
      if (!Contains(links, back)) links.push_back(back);
    }
  }
}

Id LinkFinder::Target(const Mail& mail, const Link& link) {
  Id best = 0;
  Micros distance = std::numeric_limits<Micros>::max();
  for (const Id id : Nearest(mails_.WithQueueId(link.queue_id), mail.id)) {
    if (id == mail.id) continue;
    const auto other = mails_.Read(id);
    if (!other || !CanBe(mail, link, *other)) continue;
    if (Distance(mail, link, *other) < distance) {
      distance = Distance(mail, link, *other);
      best = id;
    }
  }
  return best;
}

}  // namespace mailwhy::store::sqlite
