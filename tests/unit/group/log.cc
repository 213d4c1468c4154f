#include "unit/group/log.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace mailwhy::group {
namespace {

bool SeenEarlier(const Mail& a, const Mail& b) {
  return a.first_seen != b.first_seen ? a.first_seen < b.first_seen
                                      : a.id < b.id;
}

std::string Shown(const Peer& peer) {
  return fmt::format("{}[{}]:{}", peer.name, peer.ip, peer.port);
}

std::string Shown(const Attempt& attempt) {
  return fmt::format(" ({} {} {} {} {} {} {} {})", attempt.at.at, attempt.agent,
                     Shown(attempt.relay), attempt.delay, attempt.delays[3],
                     attempt.dsn, attempt.status, attempt.response);
}

std::string Shown(const std::vector<LineRef>& evidence) {
  std::string text;
  for (const LineRef line : evidence) text += fmt::format(" {}", line);
  return text;
}

}  // namespace

std::vector<Mail> MapRecall::MailsOf(std::string_view host,
                                     std::string_view queue_id) {
  ++asked;
  std::vector<Mail> found;
  auto [place, end] = by_queue_id_.equal_range(std::string(queue_id));
  for (; place != end; ++place) {
    const Mail& mail = mails.at(place->second);
    if (mail.host == host) found.push_back(mail);
  }
  std::stable_sort(found.begin(), found.end(), SeenEarlier);
  return found;
}

bool MapRecall::Taken(Id id) {
  return mails.contains(id) || rejects.contains(id) || sessions.contains(id);
}

void MapRecall::Forget(Id id) {
  std::erase_if(by_queue_id_,
                [&](const auto& entry) { return entry.second == id; });
  mails.erase(id);
}

void MapRecall::Save(const Changes& changes) {
  for (const Mail* mail : changes.mails) {
    if (!mails.contains(mail->id)) {
      by_queue_id_.emplace(mail->queue_id, mail->id);
    }
    until = std::max(until, mail->last_seen.at);
    for (const Id was : mail->was) Forget(was);
    Mail& saved = mails[mail->id] = *mail;
    for (Delivery& delivery : saved.deliveries) {
      for (Attempt& attempt : delivery.attempts) attempt.preceded_by.clear();
    }
  }
  for (const Reject* reject : changes.rejects) {
    until = std::max(until, reject->at.at);
    rejects[reject->id] = *reject;
  }
  for (const Session* session : changes.sessions) {
    until = std::max(until, session->at.at);
    sessions[session->id] = *session;
  }
}

Log::Log(const Limits& limits)
    : recall_(&own_), grouper_(own_, limits), parser_(Zone()) {
  parser_.Begin(2022, 0);
}

Log::Log(MapRecall& recall, const Limits& limits)
    : recall_(&recall), grouper_(recall, limits), parser_(Zone()) {
  parser_.Begin(2022, 0);
}

Log& Log::operator<<(std::string_view lines) {
  for (const std::string_view line : Split(lines, '\n')) {
    const std::string_view text = Trim(line);
    if (!text.empty()) Line(text, ++last_);
  }
  return *this;
}

void Log::Line(std::string_view line, LineRef ref) {
  std::string whole(line);
  const std::size_t blank = line.find(' ');
  if (blank == 8 && std::isdigit(static_cast<unsigned char>(line[0])) != 0) {
    whole = fmt::format("Dec  5 {} mx1 postfix/{}", line.substr(0, blank),
                        line.substr(blank + 1));
  }
  const Event& event = parser_.Parse(whole);
  INFO(whole);
  REQUIRE(event.kind != LineKind::kNotALog);
  grouper_.Add(event, ref);
}

// A store may move away what the grouper is about to forget: so does this one.
Log& Log::Commit() {
  const Changes changes = grouper_.Take();
  recall_->Save(changes);
  for (Mail* mail : changes.leaving) const Mail taken = std::move(*mail);
  grouper_.Settle();
  return *this;
}

std::vector<Mail> Log::Mails() {
  grouper_.EndOfLog();
  recall_->Save(grouper_.Take());
  std::vector<Mail> mails;
  for (const auto& [id, mail] : recall_->mails) mails.push_back(mail);
  // Attempts with their preceded_by, as handed out.
  for (const Mail* fresh : grouper_.Take().mails) {
    for (Mail& mail : mails) {
      if (mail.id == fresh->id) mail = *fresh;
    }
  }
  std::stable_sort(mails.begin(), mails.end(), SeenEarlier);
  return mails;
}

Mail Log::Only() {
  const std::vector<Mail> mails = Mails();
  REQUIRE(mails.size() == 1);
  return mails.front();
}

Mail Log::Of(std::string_view queue_id) {
  std::vector<Mail> mails = Mails();
  std::erase_if(mails,
                [&](const Mail& mail) { return mail.queue_id != queue_id; });
  REQUIRE(mails.size() == 1);
  return mails.front();
}

std::vector<Reject> Log::Rejects() {
  recall_->Save(grouper_.Take());
  std::vector<Reject> rejects;
  for (const Reject* reject : grouper_.Take().rejects) {
    rejects.push_back(*reject);
  }
  return rejects;
}

std::vector<Session> Log::Sessions() {
  recall_->Save(grouper_.Take());
  std::vector<Session> sessions;
  for (const Session* session : grouper_.Take().sessions) {
    sessions.push_back(*session);
  }
  return sessions;
}

std::string Describe(const Mail& mail) {
  std::string text = fmt::format(
      "{} {}/{}/{} mid={} {}..{} arrival={} from={} size={} nrcpt={} client={} "
      "helo={} sasl={}/{} origin={}/{}/{} {} missing={} held={} probe={} "
      "ended={}",
      MailId(mail.id), mail.host, mail.instance, mail.queue_id, mail.message_id,
      mail.first_seen.at, mail.last_seen.at, mail.arrival.at,
      mail.sender.value_or("?"), mail.size, mail.nrcpt, Shown(mail.client),
      mail.helo, mail.sasl_method, mail.sasl_username, mail.origin,
      mail.origin_uid, mail.origin_user, StateName(mail.state),
      mail.start_missing, mail.held, mail.probe, mail.ended_at);
  for (const Delivery& delivery : mail.deliveries) {
    text += fmt::format("\n  to {} ({}) {} {}", delivery.recipient,
                        delivery.orig_to, StateName(delivery.state),
                        delivery.remote_queue_id);
    for (const Attempt& attempt : delivery.attempts) text += Shown(attempt);
  }
  for (const Link& link : mail.links) {
    text += fmt::format("\n  {} {} {}/{}", LinkKindName(link.kind),
                        link.to ? "to" : "from", link.host, link.queue_id);
  }
  return text + "\n  lines" + Shown(mail.evidence) + "\n";
}

std::string Describe(const Reject& reject) {
  return fmt::format(
      "{} {} {}/{} {} {} {} {} {} lines{}\n", RejectId(reject.id), reject.at.at,
      reject.host, reject.daemon, reject.queue_id, reject.action, reject.stage,
      reject.recipient, reject.response, Shown(reject.evidence));
}

std::string Describe(const Session& session) {
  return fmt::format("{} {} {}/{} {} {} {} lines{}\n", SessionId(session.id),
                     session.at.at, session.host, session.daemon, session.kind,
                     session.sasl_username, session.response,
                     Shown(session.evidence));
}

std::string Describe(const MapRecall& recall) {
  std::string text;
  for (const auto& [id, mail] : recall.mails) text += Describe(mail);
  for (const auto& [id, reject] : recall.rejects) text += Describe(reject);
  for (const auto& [id, session] : recall.sessions) text += Describe(session);
  return text;
}

}  // namespace mailwhy::group
