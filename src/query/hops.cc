#include "query/hops.h"

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <utility>

#include "query/chain.h"

namespace mailwhy::query {
namespace {

struct Edge {
  int mail = -1;  // -1: not among the mails
  LinkKind kind = LinkKind::kRelay;
  const Link* link = nullptr;
};

class Tree {
 public:
  explicit Tree(const std::vector<Mail>& mails)
      : mails_(mails), edges_(mails.size()), drawn_(mails.size()) {
    for (std::size_t i = 0; i < mails_.size(); ++i) {
      index_.emplace(mails_[i].id, static_cast<int>(i));
    }
    for (std::size_t i = 0; i < mails_.size(); ++i) AddEdges(i);
    for (std::vector<Edge>& edges : edges_) Sort(edges);
  }

  std::vector<Hop> Draw() {
    std::vector<bool> came(mails_.size());
    for (const std::vector<Edge>& edges : edges_) {
      for (const Edge& edge : edges) {
        if (edge.mail >= 0) came[static_cast<std::size_t>(edge.mail)] = true;
      }
    }
    for (std::size_t i = 0; i < mails_.size(); ++i) {
      if (!came[i]) Begin(i);
    }
    // What is left goes round in circles.
    for (std::size_t i = 0; i < mails_.size(); ++i) Begin(i);
    return std::move(hops_);
  }

 private:
  void AddEdges(std::size_t at);
  void AddEdge(int from, Edge edge);
  void Sort(std::vector<Edge>& edges) const;
  void Begin(std::size_t at);
  void Visit(std::size_t at, int from, LinkKind kind);
  void Missing(const Edge& edge, int from);

  const std::vector<Mail>& mails_;
  std::unordered_map<Id, int> index_;
  std::vector<std::vector<Edge>> edges_;  // by the mail they lead from
  std::vector<bool> drawn_;
  std::vector<Hop> hops_;
};

// Both directions, since one mail's links may tell what the other's do not.
void Tree::AddEdges(std::size_t at) {
  const int own = static_cast<int>(at);
  for (const Link& link : mails_[at].links) {
    const auto found = index_.find(link.id);
    const bool known = link.id != 0 && found != index_.end();
    const int other = known ? found->second : -1;
    if (other == own) continue;
    if (link.to) {
      AddEdge(own, {other, link.kind, &link});
    } else if (known) {
      AddEdge(other, {own, link.kind, &link});
    }
  }
}

void Tree::AddEdge(int from, Edge edge) {
  std::vector<Edge>& edges = edges_[static_cast<std::size_t>(from)];
  const bool there =
      std::any_of(edges.begin(), edges.end(), [&](const Edge& one) {
        return edge.mail >= 0 ? one.mail == edge.mail
                              : one.link->queue_id == edge.link->queue_id;
      });
  if (!there) edges.push_back(edge);
}

// Mails are in the order of time; what is not in the log stands last.
void Tree::Sort(std::vector<Edge>& edges) const {
  std::stable_sort(edges.begin(), edges.end(),
                   [](const Edge& a, const Edge& b) {
                     if ((a.mail < 0) != (b.mail < 0)) return b.mail < 0;
                     return a.mail < b.mail;
                   });
}

void Tree::Begin(std::size_t at) {
  if (!drawn_[at]) Visit(at, -1, LinkKind::kRelay);
}

std::vector<HopRecipient> RecipientsOf(const Mail& mail) {
  std::vector<HopRecipient> recipients;
  for (const Delivery& delivery : mail.deliveries) {
    const Link* link = NextLink(mail, &delivery, Through::kForwards);
    recipients.push_back({delivery.recipient, delivery.orig_to, delivery.state,
                          link != nullptr ? link->queue_id : ""});
  }
  return recipients;
}

void Tree::Visit(std::size_t at, int from, LinkKind kind) {
  drawn_[at] = true;
  const Mail& mail = mails_[at];
  const int own = static_cast<int>(hops_.size());
  const int depth =
      from < 0 ? 0 : hops_[static_cast<std::size_t>(from)].depth + 1;
  hops_.push_back({static_cast<int>(at), from, depth, kind, mail.host,
                   mail.queue_id, RecipientsOf(mail)});
  for (const Edge& edge : edges_[at]) {
    if (edge.mail < 0) {
      Missing(edge, own);
    } else if (!drawn_[static_cast<std::size_t>(edge.mail)]) {
      Visit(static_cast<std::size_t>(edge.mail), own, edge.kind);
    }
  }
}

void Tree::Missing(const Edge& edge, int from) {
  Hop hop;
  hop.from = from;
  hop.depth = hops_[static_cast<std::size_t>(from)].depth + 1;
  hop.kind = edge.kind;
  hop.host = edge.link->host;
  hop.queue_id = edge.link->queue_id;
  hops_.push_back(std::move(hop));
}

}  // namespace

std::vector<Hop> HopsOf(const std::vector<Mail>& mails) {
  return Tree(mails).Draw();
}

}  // namespace mailwhy::query
